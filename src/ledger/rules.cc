#include "ledger/rules.h"

#include <array>

#include <fmt/core.h>

namespace tributary::ledger {
namespace {

constexpr std::size_t kLongestText = 1000;
constexpr std::int64_t kLongestHold_s = std::int64_t{100} * 366 * 86'400;

bool has_target(TransferKind kind) { return settles_target(kind) || kind == TransferKind::kExchangeIn; }

Error refused(ErrorCode code, std::string reason) { return Error{code, std::move(reason)}; }

std::string text_of(const Transfer& transfer, std::int64_t minor) { return to_string(Money{minor, transfer.currency}); }

Result<void> check_account(const Account* account, AccountId account_id, std::string_view side,
                           const Currency& currency) {
  if (account == nullptr)
    return refused(ErrorCode::kNotFound, fmt::format("there is no {} account {}", side, account_id));
  if (account->opened.currency == currency) return {};
  return refused(ErrorCode::kInvalidInput,
                 fmt::format("the {} account {} ({}) is in {}, not in {}", side, account_id, account->opened.name,
                             account->opened.currency.code(), currency.code()));
}

Result<void> check_settlement(const Transfer& transfer, const Named& named) {
  const JournalEntry& target = *named.target;
  const std::int64_t held_minor = target.transfer.amount_minor;
  if (target.transfer.kind != TransferKind::kPending)
    return refused(ErrorCode::kInvalidInput, fmt::format("its target {} holds nothing: it is a {}",
                                                         to_string(transfer.target), name_of(target.transfer.kind)));
  if (named.settled_by != 0)
    return refused(ErrorCode::kConflict, fmt::format("the hold {} was settled before, by entry {}",
                                                     to_string(transfer.target), named.settled_by));
  const bool part = transfer.kind == TransferKind::kPostPending && transfer.amount_minor < held_minor;
  if (transfer.amount_minor == held_minor || part) return {};
  return refused(ErrorCode::kInvalidInput,
                 fmt::format("{} of {} are held, which does not allow {}", text_of(transfer, held_minor),
                             to_string(transfer.target), text_of(transfer, transfer.amount_minor)));
}

Result<void> check_reversal(const Transfer& transfer, const Named& named) {
  const Transfer& target = named.target->transfer;
  if (!moves_money(target.kind))
    return refused(ErrorCode::kInvalidInput, fmt::format("its target {} moved no money: it is a {}",
                                                         to_string(transfer.target), name_of(target.kind)));
  const std::int64_t left_minor = target.amount_minor - named.reversed_minor;
  if (transfer.amount_minor <= left_minor) return {};
  return refused(ErrorCode::kConflict,
                 fmt::format("{} of {} are left to reverse, not {}", text_of(transfer, left_minor),
                             to_string(transfer.target), text_of(transfer, transfer.amount_minor)));
}

Result<void> check_exchange(const Step& out, const Step& in) {
  const Transfer& sold = *out.transfer;
  const Transfer& bought = *in.transfer;
  if (bought.target != sold.id)
    return refused(ErrorCode::kInvalidInput, fmt::format("the exchange {} is followed by the other half of {}",
                                                         to_string(sold.id), to_string(bought.target)));
  if (bought.currency == sold.currency)
    return refused(ErrorCode::kInvalidInput,
                   fmt::format("the exchange {} has {} on both sides", to_string(sold.id), sold.currency.code()));
  for (const Account* account : {out.credit, in.debit})
    if (account->opened.kind != AccountKind::kClearing)
      return refused(ErrorCode::kInvalidInput,
                     fmt::format("an exchange goes through clearing accounts; {} ({}) is a {} account",
                                 account->account_id, account->opened.name, name_of(account->opened.kind)));
  TRIBUTARY_ASSIGN(const Money exact, convert({sold.amount_minor, sold.currency}, bought.currency, sold.rate));
  if (exact.minor == bought.amount_minor) return {};
  return refused(ErrorCode::kInvalidInput,
                 fmt::format("{} at {}/{} are {}, not {}", text_of(sold, sold.amount_minor), sold.rate.numerator,
                             sold.rate.denominator, to_string(exact), text_of(bought, bought.amount_minor)));
}

Result<void> check_reversed_exchange(const Step& out, const Step& in) {
  const bool whole =
      out.transfer->amount_minor == out.target_amount_minor && in.transfer->amount_minor == in.target_amount_minor;
  if (whole && in.target_entry == out.target_entry + 1) return {};
  return refused(ErrorCode::kInvalidInput,
                 fmt::format("the exchange {} is reversed in part: both halves are reversed whole",
                             to_string(out.transfer->target)));
}

}  // namespace

bool settles_target(TransferKind kind) {
  return kind == TransferKind::kPostPending || kind == TransferKind::kVoidPending ||
         kind == TransferKind::kExpirePending || kind == TransferKind::kReversal;
}

bool moves_money(TransferKind kind) {
  return kind != TransferKind::kPending && kind != TransferKind::kVoidPending && kind != TransferKind::kExpirePending;
}

Result<void> check_form(const Transfer& transfer) {
  const auto invalid = [](std::string_view reason) { return refused(ErrorCode::kInvalidInput, std::string(reason)); };
  if (transfer.id == TransferId{}) return invalid("its id is 0");
  if (transfer.kind < TransferKind::kTransfer || transfer.kind > TransferKind::kExchangeIn)
    return invalid("its kind is unknown");
  if (transfer.amount_minor < 0 || (transfer.amount_minor == 0 && !settles_target(transfer.kind)))
    return refused(ErrorCode::kInvalidInput,
                   fmt::format("its amount is {} minor units and must be above 0; the accounts "
                               "say which way it goes",
                               transfer.amount_minor));
  if (has_target(transfer.kind) != (transfer.target != TransferId{}))
    return refused(ErrorCode::kInvalidInput,
                   fmt::format("a {} names {} target", name_of(transfer.kind), has_target(transfer.kind) ? "a" : "no"));
  if (transfer.hold_s < 0 || transfer.hold_s > kLongestHold_s ||
      (transfer.hold_s != 0 && transfer.kind != TransferKind::kPending))
    return refused(ErrorCode::kInvalidInput,
                   fmt::format("its hold of {} s is outside 0 to {} s, or is none: it is a {}", transfer.hold_s,
                               kLongestHold_s, name_of(transfer.kind)));
  if (transfer.reference.size() > kLongestText || transfer.rate_source.size() > kLongestText)
    return refused(ErrorCode::kLimit,
                   fmt::format("its reference or rate source is longer than {} bytes", kLongestText));
  const bool exchange = transfer.kind == TransferKind::kExchangeOut;
  if (exchange && (transfer.rate.numerator < 1 || transfer.rate.denominator < 1 || transfer.rate_source.empty()))
    return invalid("an exchange needs a rate above 0 and the rate's source");
  if (!exchange && (transfer.rate != ExchangeRate{} || !transfer.rate_source.empty()))
    return refused(ErrorCode::kInvalidInput, fmt::format("a {} has no rate", name_of(transfer.kind)));
  return {};
}

Transfer completed(const Transfer& transfer, const JournalEntry* target) {
  Transfer full = transfer;
  if (target == nullptr || !settles_target(transfer.kind)) return full;
  const bool back = transfer.kind == TransferKind::kReversal;
  if (full.debit == 0) full.debit = back ? target->transfer.credit : target->transfer.debit;
  if (full.credit == 0) full.credit = back ? target->transfer.debit : target->transfer.credit;
  if (full.amount_minor == 0) full.amount_minor = target->transfer.amount_minor;
  return full;
}

Result<void> check_rules(const Transfer& transfer, const Named& named) {
  if (has_target(transfer.kind) && named.target == nullptr)
    return refused(ErrorCode::kNotFound,
                   fmt::format("its target {} is not in the journal", to_string(transfer.target)));
  TRIBUTARY_TRY(check_account(named.debit, transfer.debit, "debit", transfer.currency));
  TRIBUTARY_TRY(check_account(named.credit, transfer.credit, "credit", transfer.currency));
  if (transfer.debit == transfer.credit)
    return refused(ErrorCode::kInvalidInput, fmt::format("it debits and credits the same account {} ({})",
                                                         transfer.debit, named.debit->opened.name));
  if (!settles_target(transfer.kind)) return {};
  const bool back = transfer.kind == TransferKind::kReversal;
  const Transfer& target = named.target->transfer;
  if (transfer.debit != (back ? target.credit : target.debit) ||
      transfer.credit != (back ? target.debit : target.credit))
    return refused(ErrorCode::kInvalidInput,
                   fmt::format("its accounts are not those of its target {}", to_string(transfer.target)));
  return back ? check_reversal(transfer, named) : check_settlement(transfer, named);
}

Result<void> apply(const Transfer& transfer, std::int64_t target_amount_minor, Balance& debit, Balance& credit) {
  Balance new_debit = debit;
  Balance new_credit = credit;
  bool fits = true;
  const auto change = [&](std::int64_t& sum, std::int64_t minor) {
    fits = !__builtin_add_overflow(sum, minor, &sum) && sum >= 0 && fits;
  };
  if (transfer.kind == TransferKind::kPending) {
    change(new_debit.debits_pending, transfer.amount_minor);
    change(new_credit.credits_pending, transfer.amount_minor);
  } else if (settles_target(transfer.kind) && transfer.kind != TransferKind::kReversal) {
    change(new_debit.debits_pending, -target_amount_minor);
    change(new_credit.credits_pending, -target_amount_minor);
  }
  if (moves_money(transfer.kind)) {
    change(new_debit.debits_posted, transfer.amount_minor);
    change(new_credit.credits_posted, transfer.amount_minor);
  }
  if (!fits) return refused(ErrorCode::kLimit, "a balance of its accounts would not fit 64 bits");
  debit = new_debit;
  credit = new_credit;
  return {};
}

Result<void> check_limit(const Account& account) {
  const Balance& balance = account.balance;
  // Unsigned, because the sum of two balances may take 64 bits.
  const auto sum = [](std::int64_t posted, std::int64_t pending) {
    return static_cast<std::uint64_t>(posted) + static_cast<std::uint64_t>(pending);
  };
  const bool overdrawn = sum(balance.debits_posted, balance.debits_pending) > sum(balance.credits_posted, 0);
  const bool in_credit = sum(balance.credits_posted, balance.credits_pending) > sum(balance.debits_posted, 0);
  if (account.opened.limit == BalanceLimit::kNoOverdraft && overdrawn)
    return refused(ErrorCode::kConflict,
                   fmt::format("account {} ({}) would be overdrawn: its debits would exceed its credits",
                               account.account_id, account.opened.name));
  if (account.opened.limit == BalanceLimit::kNoCreditBalance && in_credit)
    return refused(ErrorCode::kConflict,
                   fmt::format("account {} ({}) may have no credit balance: its credits would exceed "
                               "its debits",
                               account.account_id, account.opened.name));
  return {};
}

Result<void> check_neighbours(const Step* one, const Step* next) {
  const auto is_half = [](const Step* step, TransferKind half) {
    if (step == nullptr) return false;
    const TransferKind kind = step->transfer->kind;
    return kind == half || (kind == TransferKind::kReversal && step->target_kind == half);
  };
  const bool out = is_half(one, TransferKind::kExchangeOut);
  const bool in = is_half(next, TransferKind::kExchangeIn);
  if (out && in && one->transfer->kind == next->transfer->kind) return check_reversed_exchange(*one, *next);
  if (out && in && next->transfer->kind == TransferKind::kExchangeIn &&
      one->transfer->kind == TransferKind::kExchangeOut)
    return check_exchange(*one, *next);
  if (!out && !in) return {};
  const Transfer& alone = out ? *one->transfer : *next->transfer;
  return refused(ErrorCode::kInvalidInput,
                 fmt::format("the exchange {} is {}: its two halves go together, linked, the one sold first",
                             to_string(alone.kind == TransferKind::kReversal ? alone.target : alone.id),
                             alone.kind == TransferKind::kReversal ? "reversed in part" : "incomplete"));
}

bool same_request(const Transfer& transfer, const Transfer& stored, const JournalEntry* target) {
  Transfer full = completed(transfer, target);
  full.linked = stored.linked;  // how a batch was cut is not what it says
  return full == stored;
}

}  // namespace tributary::ledger
