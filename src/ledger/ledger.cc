#include "ledger/ledger.h"

#include <algorithm>
#include <deque>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "db/transaction.h"
#include "ledger/audit.h"
#include "ledger/batch.h"

namespace tributary::ledger {
namespace {

constexpr std::size_t kLongestName = 200;
constexpr std::size_t kCachedAccounts = 200'000;

// Some 16 MB of log. What is written over it once it is there needs no new room on the disk, which makes a sync
// cheaper.
constexpr std::int64_t kAccrualsBetweenTidyings = 200;

Result<void> check_new(const NewAccount& account) {
  const auto invalid = [&](std::string_view reason) {
    return Error{ErrorCode::kInvalidInput, fmt::format("account \"{}\": {}", account.name, reason)};
  };
  if (account.name.empty() || account.name.size() > kLongestName) return invalid("a name has 1 to 200 bytes");
  const auto currency = currency_of(account.currency.code());
  if (!currency || *currency != account.currency) return invalid("its currency is none of ISO 4217");
  if (account.kind < AccountKind::kParty || account.kind > AccountKind::kPlatform)
    return invalid("its kind is unknown");
  if (account.limit > BalanceLimit::kNoCreditBalance) return invalid("its limit is unknown");
  return {};
}

}  // namespace

Result<Ledger> Ledger::open(const std::filesystem::path& path, db::Connection::Mode mode, base::Clock clock) {
  TRIBUTARY_ASSIGN(Journal journal, Journal::open(path, mode));
  return Ledger(std::move(journal), std::move(clock));
}

// Within a transaction: the head, after what another connection has changed is forgotten.
Result<StoredHead> Ledger::refreshed_head() {
  TRIBUTARY_ASSIGN(const std::int64_t version, journal_.data_version());
  if (version != data_version_ || cache_.size() > kCachedAccounts) cache_.clear();
  data_version_ = version;
  return journal_.head();
}

Result<std::vector<AccountId>> Ledger::open_accounts(std::span<const NewAccount> accounts) {
  TRIBUTARY_ASSIGN(db::Transaction transaction, db::Transaction::begin(journal_.connection()));
  TRIBUTARY_ASSIGN(StoredHead head, refreshed_head());
  const std::int64_t entries_before = head.entries;
  head.time_ms = std::max(clock_(), head.time_ms);
  TRIBUTARY_ASSIGN(std::vector<AccountId> ids, open_missing(accounts, head));
  if (head.entries == entries_before) return ids;
  TRIBUTARY_TRY(journal_.write_head(head));
  TRIBUTARY_TRY(transaction.commit());
  return ids;
}

// Opens the accounts that are not open yet at the head's time, and moves the head behind them.
Result<std::vector<AccountId>> Ledger::open_missing(std::span<const NewAccount> accounts, StoredHead& head) {
  for (const NewAccount& account : accounts) TRIBUTARY_TRY(check_new(account));
  Chain chain(head.chain);
  std::vector<AccountId> ids;
  ids.reserve(accounts.size());
  for (const NewAccount& account : accounts) {
    TRIBUTARY_ASSIGN(const auto known, journal_.find_account(account.currency.code(), account.name));
    if (known && known->opened != account)
      return Error{ErrorCode::kConflict,
                   fmt::format("account \"{}\" in {}: is open with another kind or limit, as a {} account {}",
                               account.name, account.currency.code(), name_of(known->opened.kind), known->account_id)};
    ids.push_back(known ? known->account_id : ++head.entries);
    if (known) continue;
    const Account opened{ids.back(), account, head.time_ms, {}};
    TRIBUTARY_TRY(journal_.insert(opened, chain.add(opened)));
    TRIBUTARY_TRY(journal_.write_balance(opened.account_id, opened.balance));
  }
  head.chain = chain.last();
  return ids;
}

Result<PostReport> Ledger::post(std::span<const Transfer> transfers) {
  for (const bool look_up_ids : {false, true}) {
    auto report = try_post(transfers, look_up_ids);
    // Whatever failed, memory may be ahead of the file.
    if (!report || !*report) cache_.clear();
    if (!report) return std::move(report).error();
    if (*report) return **std::move(report);
  }
  return PostReport{};
}

// nullopt where ids have to be looked up: some may be in the journal already.
Result<std::optional<PostReport>> Ledger::try_post(std::span<const Transfer> transfers, bool look_up_ids) {
  TRIBUTARY_ASSIGN(db::Transaction transaction, db::Transaction::begin(journal_.connection()));
  TRIBUTARY_ASSIGN(const StoredHead head, refreshed_head());
  Batch batch(journal_, cache_, head, std::max(clock_(), head.time_ms),
              look_up_ids ? Batch::Ids::kLookedUp : Batch::Ids::kTakenAsNew);
  TRIBUTARY_TRY(batch.expire_holds());
  TRIBUTARY_TRY(batch.stage(transfers));
  if (!look_up_ids && !batch.report().refused.empty()) return std::optional<PostReport>();
  if (!batch.empty()) {
    TRIBUTARY_ASSIGN(const bool written, batch.write());
    if (!written) return std::optional<PostReport>();
    TRIBUTARY_TRY(transaction.commit());
  }
  return std::optional<PostReport>(batch.report());
}

Result<AccrualReport> Ledger::accrue(const Accrual& accrual) {
  auto report = try_accrue(accrual);
  if (report) return report;
  cache_.clear();  // memory may be ahead of the file
  return in_context(std::move(report).error(), fmt::format("event \"{}\"", accrual.event));
}

Result<AccrualReport> Ledger::try_accrue(const Accrual& accrual) {
  TRIBUTARY_TRY(check_form(accrual));
  TRIBUTARY_ASSIGN(db::Transaction transaction, db::Transaction::begin(journal_.connection()));
  TRIBUTARY_ASSIGN(StoredHead head, refreshed_head());
  TRIBUTARY_ASSIGN(const auto known, journal_.accruals().find_content(accrual.event));
  if (known && *known != accrual.content_sha256)
    return Error{ErrorCode::kConflict, "it was accrued before with other content"};
  if (known) return AccrualReport{true, 0};
  head.time_ms = std::max(clock_(), head.time_ms);
  Batch due_holds(journal_, cache_, head, head.time_ms, Batch::Ids::kLookedUp);
  TRIBUTARY_TRY(due_holds.expire_holds());
  if (!due_holds.empty()) {
    TRIBUTARY_TRY(due_holds.write());
    head = due_holds.head();
  }

  std::vector<NewAccount> accounts{accrual.source};
  for (const AccrualPart& part : accrual.parts) accounts.push_back(part.account);
  TRIBUTARY_ASSIGN(const std::vector<AccountId> ids, open_missing(accounts, head));
  AccrualEntry entry{++head.entries, head.time_ms, accrual.event, accrual.content_sha256, ids.front(), {}};
  for (std::size_t i = 0; i < accrual.parts.size(); ++i)
    entry.shares.push_back({ids[i + 1], accrual.parts[i].minor, accrual.parts[i].billionths});
  std::sort(entry.shares.begin(), entry.shares.end(),
            [](const AccrualShare& a, const AccrualShare& b) { return a.account_id < b.account_id; });
  const Currency& currency = accrual.source.currency;
  Chain chain(head.chain);
  head.chain = chain.add(entry, currency);
  TRIBUTARY_TRY(journal_.accruals().insert(entry, head.chain));

  std::vector<Transfer> transfers;
  for (std::size_t i = 0; i < entry.shares.size(); ++i) {
    const AccrualShare& share = entry.shares[i];
    TRIBUTARY_ASSIGN(const std::int64_t before, journal_.accruals().fraction(share.account_id));
    TRIBUTARY_ASSIGN(const Due due, due_of(share, before));
    if (due.billionths != before) TRIBUTARY_TRY(journal_.accruals().write_fraction(share.account_id, due.billionths));
    if (due.minor == 0) continue;
    transfers.push_back(transfer_of(entry, i + 1, currency, due.minor));
    transfers.back().code = accrual.code;
    transfers.back().reference = accrual.reference;
  }
  Batch batch(journal_, cache_, head, head.time_ms, Batch::Ids::kLookedUp);
  TRIBUTARY_TRY(batch.stage(transfers));
  if (!batch.report().refused.empty()) return batch.report().refused.front().error;
  if (batch.report().repeated > 0)
    return Error{ErrorCode::kConflict, "one of its transfers was posted before without it"};
  TRIBUTARY_TRY(batch.write());
  TRIBUTARY_TRY(transaction.commit());
  ++untidy_accruals_;
  return AccrualReport{false, std::ssize(transfers)};
}

Result<std::optional<base::Sha256Digest>> Ledger::find_accrual(std::string_view event) {
  return journal_.accruals().find_content(event);
}

Result<void> Ledger::tidy() {
  if (untidy_accruals_ < kAccrualsBetweenTidyings) return {};
  untidy_accruals_ = 0;
  return journal_.connection().checkpoint();
}

Result<std::int64_t> Ledger::expire_holds() {
  TRIBUTARY_ASSIGN(const PostReport report, post({}));
  return report.expired;
}

Result<std::optional<Account>> Ledger::find_account(std::string_view currency, std::string_view name) {
  return journal_.find_account(currency, name);
}

Result<std::optional<JournalEntry>> Ledger::find_transfer(const TransferId& id) { return journal_.find_transfer(id); }

Result<std::vector<Account>> Ledger::accounts() {
  std::vector<Account> accounts;
  std::optional<Error> damage;
  TRIBUTARY_TRY(journal_.each_account(1, [&](Result<StoredAccount> stored) {
    if (!stored) damage = stored.error();
    if (stored) accounts.push_back(std::move(stored->account));
    return !damage;
  }));
  if (damage) return *damage;
  std::sort(accounts.begin(), accounts.end(), [](const Account& a, const Account& b) {
    return std::tie(a.opened.currency.letters, a.opened.kind, a.opened.name) <
           std::tie(b.opened.currency.letters, b.opened.kind, b.opened.name);
  });
  return accounts;
}

Result<void> Ledger::each_transfer(std::int64_t first_entry, const std::function<bool(const JournalEntry&)>& visit) {
  std::optional<Error> damage;
  TRIBUTARY_TRY(journal_.each_transfer(first_entry, [&](Result<StoredTransfer> stored) {
    if (!stored) damage = stored.error();
    return stored && visit(stored->entry);
  }));
  if (damage) return *damage;
  return {};
}

Result<std::vector<JournalEntry>> Ledger::latest_transfers(AccountId account_id, std::size_t limit) {
  std::deque<JournalEntry> latest;
  TRIBUTARY_TRY(each_transfer(1, [&](const JournalEntry& entry) {
    if (entry.transfer.debit == account_id || entry.transfer.credit == account_id) latest.push_front(entry);
    if (latest.size() > limit) latest.pop_back();
    return true;
  }));
  return std::vector<JournalEntry>(std::make_move_iterator(latest.begin()), std::make_move_iterator(latest.end()));
}

Result<LedgerHead> Ledger::head() {
  TRIBUTARY_ASSIGN(const StoredHead head, journal_.head());
  return LedgerHead{head.entries, base::hex_of(head.chain), head.time_ms};
}

Result<LedgerCheck> Ledger::check() {
  TRIBUTARY_ASSIGN(const db::Transaction moment, db::Transaction::begin_reading(journal_.connection()));
  return Audit(journal_).run();
}

}  // namespace tributary::ledger
