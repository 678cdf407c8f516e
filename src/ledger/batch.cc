#include "ledger/batch.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/check.h"

namespace tributary::ledger {
namespace {

std::string place_of(std::span<const Transfer> transfers, std::size_t index) {
  return fmt::format("transfer {} of {}, {}", index + 1, transfers.size(), to_string(transfers[index].id));
}

Error only_by_itself() {
  return Error{ErrorCode::kInvalidInput, "only the ledger itself lets a hold expire; a void frees it"};
}

}  // namespace

Batch::Batch(Journal& journal, Accounts& accounts, const StoredHead& head, std::int64_t now_ms, Ids ids)
    : journal_(journal), accounts_(accounts), head_(head), now_ms_(now_ms), ids_(ids) {}

Result<void> Batch::expire_holds() {
  TRIBUTARY_ASSIGN(const std::vector<TransferId> due, journal_.holds_due(now_ms_));
  for (const TransferId& id : due) {
    TRIBUTARY_ASSIGN(const auto held, journal_.find_transfer(id));
    TRIBUTARY_CHECK(held.has_value());
    Transfer expiry;
    expiry.id = expiry_id(id);
    expiry.kind = TransferKind::kExpirePending;
    expiry.currency = held->transfer.currency;
    expiry.code = held->transfer.code;
    expiry.reference = held->transfer.reference;
    expiry.target = id;
    TRIBUTARY_ASSIGN(const Verdict verdict, stage_one(expiry));
    if (!verdict)
      return in_context(verdict.error(), fmt::format("{}: expiry of {}", journal_.path().string(), to_string(id)));
    ++report_.expired;
  }
  return {};
}

Result<void> Batch::stage(std::span<const Transfer> transfers) {
  staged_.reserve(staged_.size() + transfers.size());
  staged_by_id_.reserve(staged_.size() + transfers.size());
  std::size_t first = 0;
  while (first < transfers.size()) {
    std::size_t last = first;
    while (last + 1 < transfers.size() && transfers[last].linked) ++last;
    TRIBUTARY_TRY(stage_chain(transfers, first, last - first + 1));
    first = last + 1;
  }
  return {};
}

Result<void> Batch::stage_chain(std::span<const Transfer> transfers, std::size_t first, std::size_t count) {
  const std::size_t first_staged = staged_.size();
  const std::size_t first_undo = undo_.size();
  std::size_t repeated = 0;
  std::optional<std::pair<std::size_t, Error>> refusal;
  for (std::size_t i = first; i < first + count && !refusal; ++i) {
    const bool expiry = transfers[i].kind == TransferKind::kExpirePending;
    TRIBUTARY_ASSIGN(const Verdict verdict,
                     expiry ? Result<Verdict>(Verdict(only_by_itself())) : stage_one(transfers[i]));
    if (!verdict)
      refusal.emplace(i, verdict.error());
    else if (*verdict == Outcome::kRepeated)
      ++repeated;
  }
  const std::size_t last = first + count - 1;
  if (!refusal && transfers[last].linked)
    refusal.emplace(last, Error{ErrorCode::kInvalidInput, "it is linked with a transfer behind the end of the batch"});
  if (!refusal && repeated > 0 && repeated < count)
    refusal.emplace(first, Error{ErrorCode::kConflict, "a part of its chain was posted before without the rest"});
  if (!refusal && repeated == 0) {
    const auto chain = check_chain(first_staged);
    if (!chain) refusal.emplace(first, chain.error());
  }
  if (!refusal) {
    report_.repeated += static_cast<std::int64_t>(repeated);
    report_.posted += static_cast<std::int64_t>(count - repeated);
    return {};
  }
  give_up(first_staged, first_undo);
  for (std::size_t i = first; i < first + count; ++i) {
    Error error = refusal->second;
    if (i != refusal->first)
      error = in_context(std::move(error),
                         fmt::format("refused with {}, to which it is linked", place_of(transfers, refusal->first)));
    report_.refused.push_back({i, in_context(std::move(error), place_of(transfers, i))});
  }
  return {};
}

Result<Batch::Verdict> Batch::stage_one(const Transfer& transfer) {
  if (const auto form = check_form(transfer); !form) return Verdict(form.error());
  std::optional<JournalEntry> target;
  if (transfer.target != TransferId{}) {
    TRIBUTARY_ASSIGN(target, find(transfer.target, true));
  }
  const JournalEntry* target_entry = target ? &*target : nullptr;
  TRIBUTARY_ASSIGN(const auto existing, find(transfer.id, ids_ == Ids::kLookedUp));
  if (existing) {
    if (same_request(transfer, existing->transfer, target_entry)) return Verdict(Outcome::kRepeated);
    return Verdict(
        Error{ErrorCode::kConflict, fmt::format("entry {} has the same id and other content", existing->entry)});
  }

  Staged staged;
  staged.entry.transfer = completed(transfer, target_entry);
  const Transfer& full = staged.entry.transfer;
  Named named;
  TRIBUTARY_ASSIGN(staged.debit, accounts_.find(journal_, full.debit));
  TRIBUTARY_ASSIGN(staged.credit, accounts_.find(journal_, full.credit));
  named.debit = staged.debit;
  named.credit = staged.credit;
  State* state = nullptr;
  if (target) {
    TRIBUTARY_ASSIGN(state, state_of(*target));
    named.target = target_entry;
    named.settled_by = state->hold.settled_by;
    named.reversed_minor = state->reversed_minor;
    staged.target_entry = target->entry;
    staged.target_kind = target->transfer.kind;
    staged.target_amount_minor = target->transfer.amount_minor;
  }
  if (const auto rules = check_rules(full, named); !rules) return Verdict(rules.error());
  return accept(std::move(staged), state);
}

Result<std::optional<JournalEntry>> Batch::find(const TransferId& id, bool look_up) {
  const auto staged = staged_by_id_.find(id);
  if (staged != staged_by_id_.end()) return std::optional<JournalEntry>(staged_[staged->second].entry);
  if (!look_up) return std::optional<JournalEntry>();
  return journal_.find_transfer(id);
}

Result<Batch::State*> Batch::state_of(const JournalEntry& target) {
  const auto known = states_.find(target.entry);
  if (known != states_.end()) return &known->second;
  State state;
  if (target.transfer.kind == TransferKind::kPending) {
    TRIBUTARY_ASSIGN(const auto hold, journal_.find_hold(target.entry));
    if (!hold)
      return Error{ErrorCode::kCorrupt,
                   fmt::format("{}: hold {}: its row is missing", journal_.path().string(), target.entry)};
    state.hold = *hold;
  } else {
    TRIBUTARY_ASSIGN(state.reversed_minor, journal_.reversed_minor(target.entry));
  }
  return &states_.emplace(target.entry, state).first->second;
}

Batch::Verdict Batch::accept(Staged staged, State* state) {
  JournalEntry& entry = staged.entry;
  const std::size_t first_undo = undo_.size();
  Balance debit = staged.debit->balance;
  Balance credit = staged.credit->balance;
  TRIBUTARY_TRY(apply(entry.transfer, staged.target_amount_minor, debit, credit));
  set_balance(staged.debit, debit);
  set_balance(staged.credit, credit);
  // Freeing a hold takes from nobody.
  const bool takes = moves_money(entry.transfer.kind) || entry.transfer.kind == TransferKind::kPending;
  for (const Account* account : {staged.debit, staged.credit}) {
    const auto within = takes ? check_limit(*account) : Result<void>();
    if (within) continue;
    give_up(staged_.size(), first_undo);
    return within.error();
  }
  entry.entry = head_.entries + static_cast<std::int64_t>(staged_.size()) + 1;
  entry.time_ms = now_ms_;
  if (entry.transfer.hold_s > 0) entry.expires_ms = now_ms_ + entry.transfer.hold_s * 1000;
  settle(staged, state);
  staged_by_id_.emplace(entry.transfer.id, staged_.size());
  staged_.push_back(std::move(staged));
  return Outcome::kStaged;
}

void Batch::set_balance(Account* account, const Balance& balance) {
  change(account->balance.debits_posted, balance.debits_posted);
  change(account->balance.credits_posted, balance.credits_posted);
  change(account->balance.debits_pending, balance.debits_pending);
  change(account->balance.credits_pending, balance.credits_pending);
  accounts_.touch(account);
}

void Batch::settle(const Staged& staged, State* state) {
  const JournalEntry& entry = staged.entry;
  if (entry.transfer.kind == TransferKind::kPending)
    states_[entry.entry] = State{{entry.entry, entry.expires_ms, 0}, 0};
  else if (entry.transfer.kind == TransferKind::kReversal)
    change(state->reversed_minor, state->reversed_minor + entry.transfer.amount_minor);
  else if (settles_target(entry.transfer.kind))
    change(state->hold.settled_by, entry.entry);
}

Result<void> Batch::check_chain(std::size_t first_staged) const {
  std::optional<Step> previous;
  for (std::size_t i = first_staged; i < staged_.size(); ++i) {
    const Step step = staged_[i].step();
    TRIBUTARY_TRY(check_neighbours(previous ? &*previous : nullptr, &step));
    previous = step;
  }
  return check_neighbours(previous ? &*previous : nullptr, nullptr);
}

void Batch::give_up(std::size_t first_staged, std::size_t first_undo) {
  while (undo_.size() > first_undo) {
    *undo_.back().first = undo_.back().second;
    undo_.pop_back();
  }
  while (staged_.size() > first_staged) {
    states_.erase(staged_.back().entry.entry);
    staged_by_id_.erase(staged_.back().entry.transfer.id);
    staged_.pop_back();
  }
}

void Batch::change(std::int64_t& field, std::int64_t value) {
  if (field == value) return;
  undo_.emplace_back(&field, field);
  field = value;
}

Result<bool> Batch::write() {
  Chain chain(head_.chain);
  for (const Staged& staged : staged_) {
    TRIBUTARY_ASSIGN(const bool inserted, journal_.insert(staged.entry, chain.add(staged.entry)));
    if (inserted) continue;
    if (ids_ == Ids::kTakenAsNew) return false;
    return Error{ErrorCode::kCorrupt,
                 fmt::format("{}: transfer {}: contradicts what is stored, though its id is new; check the ledger",
                             journal_.path().string(), staged.entry.entry)};
  }
  std::vector<std::int64_t> changed;
  changed.reserve(states_.size());
  for (const auto& [entry, state] : states_) changed.push_back(entry);
  std::sort(changed.begin(), changed.end());
  for (const std::int64_t entry : changed) {
    const State& state = states_.at(entry);
    if (state.hold.entry != 0) TRIBUTARY_TRY(journal_.write_hold(state.hold));
    if (state.reversed_minor != 0) TRIBUTARY_TRY(journal_.write_reversal(entry, state.reversed_minor));
  }
  TRIBUTARY_TRY(accounts_.write(journal_));
  head_ = {head_.entries + static_cast<std::int64_t>(staged_.size()), now_ms_, chain.last()};
  TRIBUTARY_TRY(journal_.write_head(head_));
  return true;
}

}  // namespace tributary::ledger
