// What a ledger of double entries holds: accounts, transfers between them, and what became of both.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tributary/finding.h"
#include "tributary/money.h"
#include "tributary/result.h"

namespace tributary {

// Names a transfer; chosen by the caller, never 0. The same id stands for the same transfer for ever, which makes
// posting it again harmless. Ids that rise within a batch are stored fastest (see transfer_id).
struct TransferId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  auto operator<=>(const TransferId&) const = default;
};

// 32 lower-case hexadecimal digits.
std::string to_string(const TransferId& id);
Result<TransferId> parse_transfer_id(std::string_view hex);

// The id of the transfer with that number among those that `source` gives rise to: a usage file's SHA-256, an event.
// Different sources collide with a chance of 2^-64.
TransferId transfer_id(std::string_view source, std::uint64_t number);

// The number of the journal entry that opened an account; 0 is no account.
using AccountId = std::int64_t;

enum class AccountKind : std::uint8_t {
  kParty = 1,         // owed to a rights holder
  kPool = 2,          // received, to be divided
  kSuspense = 3,      // claims in conflict
  kUnattributed = 4,  // explained by nothing in the catalog
  kHeld = 5,          // disputed, or held for a period
  kClearing = 6,      // where money enters, leaves and changes its currency
  kPlatform = 7,      // the operator's own
};
std::string_view name_of(AccountKind kind);

// What the balance of an account may not do. What is held counts as gone, and not yet as come.
enum class BalanceLimit : std::uint8_t {
  kNone = 0,
  kNoOverdraft = 1,      // debits never exceed credits: nobody receives more than is owed
  kNoCreditBalance = 2,  // credits never exceed debits
};
std::string_view name_of(BalanceLimit limit);

struct NewAccount {
  std::string name;  // 1 to 200 bytes; unique within its currency
  Currency currency;
  AccountKind kind = AccountKind::kParty;
  BalanceLimit limit = BalanceLimit::kNone;

  bool operator==(const NewAccount&) const = default;
};

// Sums of all transfers, in minor units, each >= 0.
struct Balance {
  std::int64_t debits_posted = 0;
  std::int64_t credits_posted = 0;
  std::int64_t debits_pending = 0;
  std::int64_t credits_pending = 0;

  bool operator==(const Balance&) const = default;
};

struct Account {
  AccountId account_id = 0;
  NewAccount opened;
  std::int64_t opened_ms = 0;  // since 1970-01-01 UTC
  Balance balance;

  bool operator==(const Account&) const = default;
};

enum class TransferKind : std::uint8_t {
  kTransfer = 1,       // moves the amount from the debit account to the credit account
  kPending = 2,        // holds the amount: both balances show it as pending
  kPostPending = 3,    // moves the held amount of `target` or a part of it; the rest is free again
  kVoidPending = 4,    // frees the held amount of `target`
  kExpirePending = 5,  // the same, by the ledger itself, when the hold has run out
  kReversal = 6,       // moves the amount of `target` or a part of it back
  kExchangeOut = 7,    // one half of an exchange: its amount is sold at `rate` ...
  kExchangeIn = 8,     // ... for this one, in the other currency; the half before it is its `target`
};
std::string_view name_of(TransferKind kind);

struct Transfer {
  TransferId id;
  TransferKind kind = TransferKind::kTransfer;
  // 0 for the three kinds that settle a `target`: taken from it. Both are accounts of `currency`.
  AccountId debit = 0;
  AccountId credit = 0;
  // > 0. May be 0 for the kinds that settle a `target`: all of it.
  std::int64_t amount_minor = 0;
  Currency currency;
  std::uint32_t code = 0;   // the caller's own classification
  std::string reference;    // what it is for: a statement line, a usage id; at most 1000 bytes
  TransferId target;        // of kPostPending, kVoidPending, kReversal and kExchangeIn
  std::int64_t hold_s = 0;  // of kPending: how long it holds; 0 for ever
  // Linked with the next transfer of the batch: all transfers of such a chain are posted, or none.
  bool linked = false;
  ExchangeRate rate;        // of kExchangeOut
  std::string rate_source;  // of kExchangeOut: who published the rate, and when; 1 to 1000 bytes

  bool operator==(const Transfer&) const = default;
};

// A transfer as the journal holds it: with accounts, amount and time filled in.
struct JournalEntry {
  std::int64_t entry = 0;  // accounts, accruals and transfers are numbered together from 1, without gaps
  std::int64_t time_ms = 0;
  std::int64_t expires_ms = 0;  // of kPending; 0: never
  Transfer transfer;

  bool operator==(const JournalEntry&) const = default;
};

struct TransferRefusal {
  std::size_t index = 0;  // within the batch
  Error error;
};

// posted + repeated + refused.size() is the size of the batch.
struct PostReport {
  std::int64_t posted = 0;
  std::int64_t repeated = 0;  // had been posted before, with the same content
  std::int64_t expired = 0;   // holds that ran out and were freed first
  std::vector<TransferRefusal> refused;
};

// Where the journal ends.
struct LedgerHead {
  std::int64_t entries = 0;
  std::string hash;          // of all entries: 64 hexadecimal digits; docs/formats/ledger.md
  std::int64_t time_ms = 0;  // of the last entry

  bool operator==(const LedgerHead&) const = default;
};

// All accounts of one currency together.
struct CurrencyTotal {
  Currency currency;
  std::int64_t accounts = 0;
  Balance balance;  // recomputed from the journal: debits equal credits

  bool operator==(const CurrencyTotal&) const = default;
};

struct LedgerCheck {
  LedgerHead head;  // as recomputed from the journal
  std::int64_t accounts = 0;
  std::int64_t transfers = 0;
  std::int64_t accruals = 0;
  std::int64_t open_holds = 0;
  std::vector<CurrencyTotal> totals;  // by currency code
  std::vector<Finding> problems;      // the first damaged row first; at most kListedProblems
  std::int64_t further_problems = 0;  // not listed

  static constexpr std::size_t kListedProblems = 20;
};

}  // namespace tributary
