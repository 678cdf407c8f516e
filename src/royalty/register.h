// What was settled, what of it is held until when, and what is disputed: the operator's memory beside the ledger.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/connection.h"
#include "db/transaction.h"
#include "tributary/dispute.h"
#include "tributary/ledger.h"
#include "tributary/royalty.h"

namespace tributary::royalty {

// One payee's transfer out of a settlement's pool.
struct Posting {
  TransferId transfer_id;
  std::string settlement_id;
  Payee payee = Payee::kParty;
  std::string party_id;
  std::optional<Right> right;
  Money amount;  // negative: it was paid too much before
};

enum class PaymentState : std::uint8_t {
  kPending = 1,    // held until its day, or while it is disputed
  kMoved = 2,      // the party has it
  kReplaced = 3,   // taken apart or taken back before it moved
  kReleasing = 4,  // its day has come, and it is not in the ledger yet
};

// Money on its way to a party, as one transfer of the ledger.
struct Payment {
  TransferId transfer_id;
  TransferId posting;
  std::int64_t amount_minor = 0;
  std::int64_t release_ms = 0;
  PaymentState state = PaymentState::kPending;
  TransferId moved_by;  // of kMoved: what a reversal targets
  std::int64_t reversed_minor = 0;
  std::string dispute_id;  // that holds it; empty: none
};

// How the money of a dispute is held.
enum class DisputeKind : std::uint8_t {
  kPayment = 1,  // as a payment of its own, which is not released
  kEscrow = 2,   // the party had it already: pending from the party's account
};

struct StoredDispute {
  Dispute dispute;  // its events only where they were asked for
  TransferId posting;
  DisputeKind kind = DisputeKind::kPayment;
};

struct SettlementRecord {
  std::string settlement_id;
  std::string policy_name;
  std::string policy_sha256;
  std::string lines_sha256;
  std::int64_t usage_lines = 0;
  std::int64_t entitlement_lines = 0;
  std::int64_t recorded_ms = 0;
  bool posted = false;  // the ledger has it
};

// Move only; one thread at a time; processes may share the file. What a call that changes something does lies in the
// caller's transaction. Errors name the file.
class Register {
 public:
  static Result<Register> open(const std::filesystem::path& path, db::Connection::Mode mode);

  Result<db::Transaction> begin() { return db::Transaction::begin(*connection_); }

  Result<std::optional<SettlementRecord>> find_settlement(const std::string& settlement_id);
  Result<std::vector<SettlementRecord>> settlements();  // the latest first
  Result<void> insert(const SettlementRecord& record);
  Result<void> mark_posted(const std::string& settlement_id);

  Result<void> insert(const Posting& posting, std::span<const AssetPart> parts);
  Result<std::optional<Posting>> find_posting(const TransferId& transfer_id);
  Result<std::optional<Posting>> find_posting(const std::string& settlement_id, const std::string& party_id,
                                              Right right, const Currency& currency);
  Result<std::optional<std::int64_t>> part_minor(const TransferId& posting, const std::string& asset_id);

  Result<void> write(const Payment& payment);  // inserts or replaces
  Result<std::vector<Payment>> payments_of(const TransferId& posting);
  // Undisputed, pending, of posted settlements, and due: at most `limit`, the earliest first.
  Result<std::vector<Payment>> payments_due(std::int64_t now_ms, std::int64_t limit);

  Result<std::vector<Payment>> payments_releasing();

  Result<void> write(const StoredDispute& stored);  // inserts or replaces, without its events
  Result<void> append(const std::string& dispute_id, const DisputeEvent& event);
  Result<std::optional<StoredDispute>> find_dispute(const std::string& dispute_id);
  Result<std::vector<StoredDispute>> disputes();  // by id, with their events
  Result<std::vector<StoredDispute>> disputes_of(const TransferId& posting);

 private:
  explicit Register(db::Connection connection) : connection_(std::make_unique<db::Connection>(std::move(connection))) {}

  std::unique_ptr<db::Connection> connection_;
};

}  // namespace tributary::royalty
