#include "ledger/audit.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include <fmt/core.h>

namespace tributary::ledger {
namespace {

using SchemaObjects = std::set<std::pair<std::string, std::string>>;

// Tables, indexes, triggers and views with the SQL that made them.
Result<SchemaObjects> schema_of(db::Connection& connection) {
  TRIBUTARY_ASSIGN(db::Statement rows,
                   connection.prepare("SELECT type || ' ' || name, coalesce(sql, '') FROM "
                                      "sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"));
  SchemaObjects objects;
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, rows.next());
    if (!row) return objects;
    objects.emplace(rows.text(0), rows.text(1));
  }
}

std::string amounts_of(const Balance& balance) {
  return fmt::format("{} debited, {} credited, {} and {} pending", balance.debits_posted, balance.credits_posted,
                     balance.debits_pending, balance.credits_pending);
}

bool add_to(std::int64_t& sum, std::int64_t value) { return !__builtin_add_overflow(sum, value, &sum); }

bool add_to(Balance& sum, const Balance& balance) {
  const bool posted =
      add_to(sum.debits_posted, balance.debits_posted) && add_to(sum.credits_posted, balance.credits_posted);
  const bool pending =
      add_to(sum.debits_pending, balance.debits_pending) && add_to(sum.credits_pending, balance.credits_pending);
  return posted && pending;
}

}  // namespace

Result<LedgerCheck> Audit::run() {
  check_schema();
  read_accounts();
  read_transfers();
  if (readable_) {
    compare_head();
    compare_balances();
    compare_holds();
    compare_reversals();
    compare_exchanges();
    accruals_.compare(journal_.connection());
  }
  add_totals();
  check_pages();
  report_.head.hash = base::hex_of(chain_.last());
  return report_;
}

void Audit::object(std::string place, std::string reason) {
  if (report_.problems.size() < LedgerCheck::kListedProblems)
    report_.problems.push_back({std::move(place), std::move(reason)});
  else
    ++report_.further_problems;
}

void Audit::object(const Error& error) {
  readable_ = false;
  object(journal_.path().string(), error.message);
}

void Audit::check_schema() {
  auto fresh = Journal::open(":memory:", db::Connection::Mode::kCreate);
  if (!fresh) return object(fresh.error());
  const auto expected = schema_of(fresh->connection());
  const auto stored = schema_of(journal_.connection());
  if (!stored || !expected) return object(stored ? expected.error() : stored.error());
  for (const auto& [name, sql] : *expected)
    if (!stored->contains({name, sql})) object(name, "is missing or was changed");
  for (const auto& object_of : *stored) {
    const std::string& name = object_of.first;
    const auto has_name = [&name](const auto& known) { return known.first == name; };
    if (!expected->contains(object_of) && std::none_of(expected->begin(), expected->end(), has_name))
      object(name, "does not belong to a ledger");
  }
}

void Audit::read_accounts() {
  const auto read = journal_.each_account(0, [&](Result<StoredAccount> stored) {
    if (stored)
      stored_accounts_.push_back(std::move(*stored));
    else
      object(stored.error());
    return true;
  });
  if (!read) object(read.error());
  report_.accounts = static_cast<std::int64_t>(stored_accounts_.size());
}

void Audit::read_transfers() {
  auto reader = AccrualTable::Reader::open(journal_.connection());
  if (!reader) return object(reader.error());
  accrual_reader_ = std::move(*reader);
  read_accrual();
  const auto read = journal_.each_transfer(0, [&](Result<StoredTransfer> stored) {
    if (stored) {
      read_others_before(stored->entry.entry);
      check_transfer(*stored);
    } else {
      object(stored.error());
    }
    return true;
  });
  if (!read) object(read.error());
  read_others_before(std::numeric_limits<std::int64_t>::max());
  accruals_.end_due();
  check_next(nullptr);
}

// The next accrual that can be read.
void Audit::read_accrual() {
  while (true) {
    auto next = accrual_reader_->next();
    if (!next) object(next.error());
    if (!next) continue;
    next_accrual_ = std::move(*next);
    return;
  }
}

// Accounts and accruals between the transfers.
void Audit::read_others_before(std::int64_t entry) {
  while (true) {
    const bool account = opened_ < stored_accounts_.size() && stored_accounts_[opened_].account.account_id < entry;
    const bool accrual = next_accrual_ && next_accrual_->entry.entry < entry;
    if (!account && !accrual) return;
    if (account && (!accrual || stored_accounts_[opened_].account.account_id <= next_accrual_->entry.entry)) {
      check_account(stored_accounts_[opened_++]);
      continue;
    }
    check_accrual(*next_accrual_);
    read_accrual();
  }
}

void Audit::check_sequence(const std::string& place, std::int64_t entry, std::int64_t time_ms) {
  const std::int64_t expected = report_.head.entries + 1;
  gap_ = entry != expected;
  if (entry == expected + 1)
    object(fmt::format("entry {}", expected), "is missing");
  else if (entry > expected)
    object(fmt::format("entries {} to {}", expected, entry - 1), "are missing");
  else if (entry < expected)
    object(place, "its number belongs to two entries, or is below 1");
  if (time_ms < report_.head.time_ms) object(place, "is older than the entry before it");
  report_.head.entries = std::max(report_.head.entries, entry);
  report_.head.time_ms = std::max(report_.head.time_ms, time_ms);
}

void Audit::check_hash(const std::string& place, const ChainHash& computed, const ChainHash& stored) {
  if (computed != stored && !gap_)
    object(place, "was changed: its hash does not fit what it says and the entry before it");
  chain_.continue_behind(stored);
}

void Audit::check_account(const StoredAccount& stored) {
  accruals_.end_due();
  Account account = stored.account;
  account.balance = {};
  const std::string place = fmt::format("account {} ({})", account.account_id, account.opened.name);
  check_sequence(place, account.account_id, account.opened_ms);
  check_hash(place, chain_.add(account), stored.chain);
  const auto currency = currency_of(account.opened.currency.code());
  if (!currency || *currency != account.opened.currency) object(place, "its currency is none of ISO 4217");
  accounts_.emplace(account.account_id, std::move(account));
}

void Audit::check_accrual(const StoredAccrual& stored) {
  const AccrualEntry& entry = stored.entry;
  const std::string place = fmt::format("accrual {} ({})", entry.entry, entry.event);
  accruals_.end_due();
  ++report_.accruals;
  check_sequence(place, entry.entry, entry.time_ms);
  const auto source = accounts_.find(entry.source);
  const Currency currency = source == accounts_.end() ? Currency{} : source->second.opened.currency;
  check_hash(place, chain_.add(entry, currency), stored.chain);
  accruals_.add(entry, place, currency, [&](AccountId account_id) {
    const auto found = accounts_.find(account_id);
    return found == accounts_.end() ? nullptr : &found->second;
  });
}

void Audit::check_transfer(const StoredTransfer& stored) {
  const JournalEntry& entry = stored.entry;
  const std::string place = fmt::format("transfer {} ({})", entry.entry, to_string(entry.transfer.id));
  ++report_.transfers;
  check_sequence(place, entry.entry, entry.time_ms);
  check_hash(place, chain_.add(entry), stored.chain);
  accruals_.check_due(entry, place);
  if (const auto replayed = replay(entry); !replayed) object(place, replayed.error().message);
}

Result<void> Audit::replay(const JournalEntry& entry) {
  const Transfer& transfer = entry.transfer;
  TRIBUTARY_TRY(check_form(transfer));
  const auto account_of = [&](AccountId account_id) {
    const auto found = accounts_.find(account_id);
    return found == accounts_.end() ? nullptr : &found->second;
  };
  Account* debit = account_of(transfer.debit);
  Account* credit = account_of(transfer.credit);
  std::optional<JournalEntry> target;
  if (transfer.target != TransferId{}) {
    TRIBUTARY_ASSIGN(target, journal_.find_transfer(transfer.target));
    if (target && target->entry >= entry.entry) target.reset();
  }
  Named named{debit, credit, target ? &*target : nullptr, 0, 0};
  step_ = Step{nullptr, debit, credit, 0, TransferKind::kTransfer, 0};
  if (target) {
    const Target& state = targets_[target->entry];
    named.settled_by = state.settled_by;
    named.reversed_minor = state.reversed_minor;
    step_.target_entry = target->entry;
    step_.target_kind = target->transfer.kind;
    step_.target_amount_minor = target->transfer.amount_minor;
  }
  TRIBUTARY_TRY(check_rules(transfer, named));
  check_next(&entry);
  TRIBUTARY_TRY(apply(transfer, step_.target_amount_minor, debit->balance, credit->balance));
  if (transfer.kind == TransferKind::kPending)
    targets_[entry.entry] = Target{0, entry.expires_ms, true, 0};
  else if (transfer.kind == TransferKind::kReversal)
    targets_[target->entry].reversed_minor += transfer.amount_minor;
  else if (settles_target(transfer.kind))
    targets_[target->entry].settled_by = entry.entry;
  if (transfer.kind == TransferKind::kExchangeOut) ++exchanges_;
  TRIBUTARY_TRY(check_limit(*debit));
  return check_limit(*credit);
}

// Compares the sound transfer before with this one; null behind the last one.
void Audit::check_next(const JournalEntry* entry) {
  if (previous_step_) previous_step_->transfer = &previous_->transfer;
  const bool adjacent = entry != nullptr && previous_ && previous_->entry + 1 == entry->entry;
  Step next = step_;
  if (entry != nullptr) next.transfer = &entry->transfer;
  const Step* one = previous_step_ ? &*previous_step_ : nullptr;
  const Step* two = entry != nullptr ? &next : nullptr;
  const auto ends = check_neighbours(one, adjacent ? two : nullptr);
  if (!ends) object(fmt::format("transfer {}", previous_ ? previous_->entry : entry->entry), ends.error().message);
  const auto begins = adjacent ? Result<void>() : check_neighbours(nullptr, two);
  if (!begins) object(fmt::format("transfer {}", entry->entry), begins.error().message);
  if (entry == nullptr) return;
  previous_ = *entry;
  previous_step_ = step_;
}

void Audit::compare_head() {
  const auto head = journal_.head();
  if (!head) return object(head.error());
  if (head->entries != report_.head.entries)
    object("head", fmt::format("counts {} entries, and the journal has {}", head->entries, report_.head.entries));
  else if (head->chain != chain_.last() || head->time_ms != report_.head.time_ms)
    object("head", "does not hold the hash and the time of the last entry");
}

void Audit::compare_balances() {
  for (const StoredAccount& stored : stored_accounts_) {
    const Account& account = stored.account;
    const Balance& recomputed = accounts_.at(account.account_id).balance;
    if (account.balance == recomputed) continue;
    object(fmt::format("balance of account {} ({})", account.account_id, account.opened.name),
           fmt::format("is stored as {}; the journal gives {}", amounts_of(account.balance), amounts_of(recomputed)));
  }
  const auto balances = journal_.connection().query_int64("SELECT count(*) FROM balance");
  if (!balances) return object(balances.error());
  if (*balances != report_.accounts)
    object("balance", fmt::format("has {} rows for {} accounts", *balances, report_.accounts));
}

void Audit::compare_holds() {
  const auto stored = journal_.holds();
  if (!stored) return object(stored.error());
  std::map<std::int64_t, const Target*> expected;
  for (const auto& [entry, target] : targets_)
    if (target.pending) expected.emplace(entry, &target);
  for (const auto& [entry, target] : expected)
    if (target->settled_by == 0) ++report_.open_holds;
  for (const StoredHold& hold : *stored) {
    const auto known = expected.find(hold.entry);
    const std::string place = fmt::format("hold {}", hold.entry);
    if (known == expected.end())
      object(place, "belongs to no pending transfer");
    else if (hold.settled_by != known->second->settled_by || hold.expires_ms != known->second->expires_ms)
      object(place,
             fmt::format("is stored as settled by {} and ending at {}; the journal gives {} and {}", hold.settled_by,
                         hold.expires_ms, known->second->settled_by, known->second->expires_ms));
    expected.erase(hold.entry);
  }
  for (const auto& [entry, target] : expected) object(fmt::format("hold {}", entry), "is missing");
}

void Audit::compare_reversals() {
  const auto stored = journal_.reversals();
  if (!stored) return object(stored.error());
  std::map<std::int64_t, std::int64_t> expected;
  for (const auto& [entry, target] : targets_)
    if (target.reversed_minor > 0) expected.emplace(entry, target.reversed_minor);
  for (const auto& [entry, reversed_minor] : *stored) {
    const std::int64_t recomputed = expected.contains(entry) ? expected.at(entry) : 0;
    if (recomputed != reversed_minor)
      object(fmt::format("reversal of {}", entry),
             fmt::format("is stored as {}; the journal gives {}", reversed_minor, recomputed));
    expected.erase(entry);
  }
  for (const auto& [entry, reversed_minor] : expected) object(fmt::format("reversal of {}", entry), "is missing");
}

void Audit::compare_exchanges() {
  const auto stored = journal_.connection().query_int64("SELECT count(*) FROM exchange");
  if (!stored) return object(stored.error());
  if (*stored != exchanges_)
    object("exchange", fmt::format("has {} rows for {} exchanges of the journal", *stored, exchanges_));
}

void Audit::add_totals() {
  std::map<std::string, CurrencyTotal> totals;
  for (const auto& [account_id, account] : accounts_) {
    CurrencyTotal& total = totals[std::string(account.opened.currency.code())];
    total.currency = account.opened.currency;
    ++total.accounts;
    if (!add_to(total.balance, account.balance))
      object(std::string(total.currency.code()), "its total does not fit 64 bits");
  }
  for (const auto& [code, total] : totals) {
    const Balance& balance = total.balance;
    if (balance.debits_posted != balance.credits_posted || balance.debits_pending != balance.credits_pending)
      object(code, fmt::format("does not balance: {}", amounts_of(balance)));
    report_.totals.push_back(total);
  }
}

void Audit::check_pages() {
  const auto complaints = journal_.connection().integrity_problems();
  if (!complaints) return object(complaints.error());
  std::size_t begin = 0;
  while (begin < complaints->size()) {
    const std::size_t end = std::min(complaints->find('\n', begin), complaints->size());
    object(journal_.path().string(), complaints->substr(begin, end - begin));
    begin = end + 1;
  }
}

}  // namespace tributary::ledger
