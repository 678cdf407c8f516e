// A batch of transfers on its way into the journal: staged in memory chain by chain, then written at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ledger/accounts.h"
#include "ledger/identifiers.h"
#include "ledger/journal.h"
#include "ledger/rules.h"
#include "tributary/ledger.h"

namespace tributary::ledger {

// Lives within one write transaction of the journal. An Error means that the journal failed; what is wrong with a
// transfer becomes a refusal of the report.
class Batch {
 public:
  enum class Ids {
    kTakenAsNew,  // the unique index finds what is not: write() is false then, and refusals are not final
    kLookedUp,
  };

  Batch(Journal& journal, Accounts& accounts, const StoredHead& head, std::int64_t now_ms, Ids ids);

  // Frees the holds that have run out; comes before stage().
  Result<void> expire_holds();
  Result<void> stage(std::span<const Transfer> transfers);

  // Writes what was staged. False where an id is in the journal already; the transaction is then to be given up.
  Result<bool> write();

  const PostReport& report() const { return report_; }
  bool empty() const { return staged_.empty(); }
  const StoredHead& head() const { return head_; }  // behind the batch once it is written

 private:
  struct Staged {
    JournalEntry entry;
    Account* debit = nullptr;  // of the cache
    Account* credit = nullptr;
    std::int64_t target_entry = 0;
    TransferKind target_kind = TransferKind::kTransfer;
    std::int64_t target_amount_minor = 0;

    Step step() const { return {&entry.transfer, debit, credit, target_entry, target_kind, target_amount_minor}; }
  };
  struct State {  // of a hold or of what was reversed
    StoredHold hold;
    std::int64_t reversed_minor = 0;
  };
  enum class Outcome { kStaged, kRepeated };
  using Verdict = Result<Outcome>;  // its Error refuses the transfer

  // The chain [first, first + count) of the batch.
  Result<void> stage_chain(std::span<const Transfer> transfers, std::size_t first, std::size_t count);
  Result<Verdict> stage_one(const Transfer& transfer);
  Result<std::optional<JournalEntry>> find(const TransferId& id, bool look_up);
  Result<State*> state_of(const JournalEntry& target);
  Verdict accept(Staged staged, State* state);
  void set_balance(Account* account, const Balance& balance);
  void settle(const Staged& staged, State* state);
  Result<void> check_chain(std::size_t first_staged) const;
  void give_up(std::size_t first_staged, std::size_t first_undo);
  void change(std::int64_t& field, std::int64_t value);

  Journal& journal_;
  Accounts& accounts_;
  StoredHead head_;
  std::int64_t now_ms_;
  Ids ids_;
  PostReport report_;
  std::vector<Staged> staged_;
  std::unordered_map<TransferId, std::size_t, HashId> staged_by_id_;
  std::unordered_map<std::int64_t, State> states_;  // by the entry of the target
  std::vector<std::pair<std::int64_t*, std::int64_t>> undo_;
};

}  // namespace tributary::ledger
