#include "royalty/dispute_transfers.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "royalty/posting.h"

namespace tributary::royalty {
namespace {

class Steps {
 public:
  Steps(const StoredDispute& stored, std::vector<Payment> payments)
      : stored_(stored), dispute_(stored.dispute), payments_(std::move(payments)) {}

  Result<void> open_accounts(ledger::Ledger& ledger) {
    const Currency& currency = dispute_.amount.currency;
    const Payee payee = dispute_.to_party.empty() ? Payee::kSuspense : Payee::kParty;
    const std::vector<NewAccount> wanted{
        {settlement_account(dispute_.settlement_id), currency, AccountKind::kPool, BalanceLimit::kNoOverdraft},
        payee_account(Payee::kParty, dispute_.party_id, currency),
        {kDisputedAccount, currency, AccountKind::kHeld, BalanceLimit::kNone},
        payee_account(payee, dispute_.to_party, currency)};
    TRIBUTARY_ASSIGN(const std::vector<AccountId> ids, ledger.open_accounts(wanted));
    pool_ = ids[0];
    party_ = ids[1];
    disputed_ = ids[2];
    destination_ = ids[3];
    return {};
  }

  Result<DisputeStep> run() {
    Result<void> done;
    if (dispute_.state == DisputeState::kOpening)
      done = stored_.kind == DisputeKind::kPayment ? take_apart() : escrow();
    else if (dispute_.state == DisputeState::kWinning)
      done = stored_.kind == DisputeKind::kPayment ? give_free() : end_escrow();
    else
      done = stored_.kind == DisputeKind::kPayment ? take_back_held() : take_back_moved();
    TRIBUTARY_TRY(done);
    for (std::size_t i = 0; i + 1 < step_.transfers.size(); ++i) step_.transfers[i].linked = true;
    return std::move(step_);
  }

 private:
  Transfer& transfer(TransferKind kind, std::uint32_t code) {
    Transfer made;
    const bool opening = dispute_.state == DisputeState::kOpening;
    made.id = transfer_id(fmt::format("dispute {} {}", dispute_.dispute_id, opening ? "open" : "end"),
                          static_cast<std::uint64_t>(step_.transfers.size()) + 1);
    made.kind = kind;
    made.code = code;
    made.currency = dispute_.amount.currency;
    made.reference = fmt::format("dispute {} over settlement {}: {}", dispute_.dispute_id, dispute_.settlement_id,
                                 opening                                    ? "opened"
                                 : dispute_.state == DisputeState::kWinning ? "the party keeps it"
                                                                            : "taken back");
    step_.transfers.push_back(std::move(made));
    return step_.transfers.back();
  }

  void settle(TransferKind kind, const TransferId& target, std::int64_t amount_minor = 0) {
    Transfer& made = transfer(kind, dispute_.state == DisputeState::kOpening ? kDisputeHold : kDisputeEnd);
    made.target = target;
    made.amount_minor = amount_minor;
  }

  TransferId move(TransferKind kind, AccountId from, AccountId to, std::int64_t amount_minor) {
    Transfer& made = transfer(kind, dispute_.state == DisputeState::kOpening ? kDisputeHold : kDisputeEnd);
    made.debit = from;
    made.credit = to;
    made.amount_minor = amount_minor;
    return made.id;
  }

  // The undisputed rest of a payment that is still held goes on without the disputed part, which gets a payment of its
  // own.
  Result<void> take_apart() {
    std::int64_t left_minor = dispute_.amount.minor;
    for (Payment payment : payments_) {
      if (payment.state != PaymentState::kPending || !payment.dispute_id.empty() || left_minor == 0) continue;
      const std::int64_t taken_minor = std::min(left_minor, payment.amount_minor);
      left_minor -= taken_minor;
      settle(TransferKind::kVoidPending, payment.transfer_id);
      if (taken_minor < payment.amount_minor) keep(payment, payment.amount_minor - taken_minor, "");
      keep(payment, taken_minor, dispute_.dispute_id);
      payment.state = PaymentState::kReplaced;
      step_.payments.push_back(std::move(payment));
    }
    return enough(left_minor);
  }

  void keep(const Payment& old, std::int64_t amount_minor, const std::string& dispute_id) {
    Payment part = old;
    part.transfer_id = move(TransferKind::kPending, pool_, party_, amount_minor);
    part.amount_minor = amount_minor;
    part.dispute_id = dispute_id;
    step_.payments.push_back(std::move(part));
  }

  Result<void> escrow() {
    std::int64_t moved_minor = 0;
    for (const Payment& payment : payments_)
      if (payment.state == PaymentState::kMoved) moved_minor += payment.amount_minor - payment.reversed_minor;
    TRIBUTARY_TRY(enough(std::max<std::int64_t>(dispute_.amount.minor - moved_minor, 0)));
    move(TransferKind::kPending, party_, disputed_, dispute_.amount.minor);
    return {};
  }

  static TransferId escrow_id(const std::string& dispute_id) {
    return transfer_id(fmt::format("dispute {} open", dispute_id), 1);
  }

  Result<void> give_free() {
    for (Payment payment : payments_) {
      if (payment.dispute_id != dispute_.dispute_id) continue;
      payment.dispute_id.clear();  // release() takes it on its day, which may have been
      step_.payments.push_back(std::move(payment));
    }
    return {};
  }

  Result<void> end_escrow() {
    settle(TransferKind::kVoidPending, escrow_id(dispute_.dispute_id));
    return {};
  }

  Result<void> take_back_held() {
    for (Payment payment : payments_) {
      if (payment.dispute_id != dispute_.dispute_id) continue;
      settle(TransferKind::kVoidPending, payment.transfer_id);
      payment.state = PaymentState::kReplaced;
      step_.payments.push_back(std::move(payment));
    }
    move(TransferKind::kTransfer, pool_, destination_, dispute_.amount.minor);
    return {};
  }

  Result<void> take_back_moved() {
    settle(TransferKind::kVoidPending, escrow_id(dispute_.dispute_id));
    std::int64_t left_minor = dispute_.amount.minor;
    for (Payment payment : payments_) {
      const std::int64_t taken_minor = std::min(left_minor, payment.amount_minor - payment.reversed_minor);
      if (payment.state != PaymentState::kMoved || taken_minor == 0) continue;
      left_minor -= taken_minor;
      settle(TransferKind::kReversal, payment.moved_by, taken_minor);
      payment.reversed_minor += taken_minor;
      step_.payments.push_back(std::move(payment));
    }
    TRIBUTARY_TRY(enough(left_minor));
    move(TransferKind::kTransfer, pool_, destination_, dispute_.amount.minor);
    return {};
  }

  Result<void> enough(std::int64_t missing_minor) const {
    if (missing_minor == 0) return {};
    return Error{ErrorCode::kConflict, fmt::format("dispute {}: the payments of settlement {} to {} are {} short of it",
                                                   dispute_.dispute_id, dispute_.settlement_id, dispute_.party_id,
                                                   to_string(Money{missing_minor, dispute_.amount.currency}))};
  }

  const StoredDispute& stored_;
  const Dispute& dispute_;
  std::vector<Payment> payments_;
  AccountId pool_ = 0;
  AccountId party_ = 0;
  AccountId disputed_ = 0;
  AccountId destination_ = 0;
  DisputeStep step_;
};

}  // namespace

Result<DisputeStep> dispute_step(const StoredDispute& stored, Register& settlements, ledger::Ledger& ledger) {
  TRIBUTARY_ASSIGN(std::vector<Payment> payments, settlements.payments_of(stored.posting));
  Steps steps(stored, std::move(payments));
  TRIBUTARY_TRY(steps.open_accounts(ledger));
  return steps.run();
}

}  // namespace tributary::royalty
