#include "royalty/posting.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/core.h>

namespace tributary::royalty {
namespace {

constexpr std::int64_t kDay_ms = 86'400'000;
constexpr std::int64_t kReleasedAtOnce = 5'000;

struct Draft {
  Posting posting;
  const PayeeTotal* total = nullptr;
};

// What the payees of one currency get, those first who pay back: the pool is never overdrawn.
std::vector<Draft> drafts_of(const Allocation& allocation, const CurrencySettlement& currency) {
  const std::string source =
      fmt::format("settlement {} {}", allocation.settlement_id, currency.received.currency.code());
  std::vector<Draft> drafts;
  std::uint64_t number = 1;
  for (const PayeeTotal& total : currency.totals) {
    if (total.amount.minor == 0) continue;
    drafts.push_back({{transfer_id(source, ++number), allocation.settlement_id, total.payee, total.party_id,
                       total.right, total.amount},
                      &total});
  }
  return drafts;
}

bool is_held(const Posting& posting, std::int32_t hold_days) {
  return hold_days > 0 && posting.payee == Payee::kParty && posting.amount.minor > 0;
}

Result<void> write_all(Register& settlements, const std::vector<Payment>& payments) {
  TRIBUTARY_ASSIGN(db::Transaction transaction, settlements.begin());
  for (const Payment& payment : payments) TRIBUTARY_TRY(settlements.write(payment));
  return transaction.commit();
}

class SettlementPosting {
 public:
  SettlementPosting(const Allocation& allocation, std::int32_t hold_days, Register& settlements, ledger::Ledger& ledger,
                    const base::Clock& clock)
      : allocation_(allocation), hold_days_(hold_days), register_(settlements), ledger_(ledger), clock_(clock) {
    for (const CurrencySettlement& currency : allocation.currencies) {
      const std::vector<Draft> drafts = drafts_of(allocation, currency);
      drafts_.insert(drafts_.end(), drafts.begin(), drafts.end());
    }
  }

  Result<PostedSettlement> run() {
    TRIBUTARY_ASSIGN(const SettlementRecord record, recorded());
    TRIBUTARY_ASSIGN(const std::vector<Transfer> transfers, this->transfers());
    TRIBUTARY_ASSIGN(const PostReport report, post_all(ledger_, transfers));
    if (!record.posted) {
      TRIBUTARY_ASSIGN(db::Transaction transaction, register_.begin());
      TRIBUTARY_TRY(register_.mark_posted(allocation_.settlement_id));
      TRIBUTARY_TRY(transaction.commit());
    }
    const bool holds =
        std::any_of(drafts_.begin(), drafts_.end(), [&](const Draft& d) { return is_held(d.posting, hold_days_); });
    return PostedSettlement{static_cast<std::int64_t>(transfers.size()), report.posted == 0,
                            holds ? record.recorded_ms + hold_days_ * kDay_ms : 0};
  }

 private:
  // The settlement as the register knows it, which it does before the ledger: after a crash in between, the same
  // settlement is posted to its end, and another one with its id is refused.
  Result<SettlementRecord> recorded() {
    TRIBUTARY_ASSIGN(db::Transaction transaction, register_.begin());
    TRIBUTARY_ASSIGN(const auto known, register_.find_settlement(allocation_.settlement_id));
    if (known) {
      if (known->lines_sha256 == allocation_.lines_sha256 && known->policy_sha256 == allocation_.policy_sha256)
        return *known;
      return Error{ErrorCode::kConflict,
                   fmt::format("settlement {}: was made before from other inputs: its lines had the hash {} under the "
                               "policy {}, now {} under {}",
                               allocation_.settlement_id, known->lines_sha256, known->policy_sha256,
                               allocation_.lines_sha256, allocation_.policy_sha256)};
    }
    const SettlementRecord record{allocation_.settlement_id,
                                  allocation_.policy_name,
                                  allocation_.policy_sha256,
                                  allocation_.lines_sha256,
                                  allocation_.usage_lines,
                                  allocation_.entitlement_lines,
                                  clock_(),
                                  false};
    TRIBUTARY_TRY(register_.insert(record));
    for (const Draft& draft : drafts_) TRIBUTARY_TRY(record_draft(draft, record.recorded_ms));
    TRIBUTARY_TRY(transaction.commit());
    return record;
  }

  Result<void> record_draft(const Draft& draft, std::int64_t now_ms) {
    const Posting& posting = draft.posting;
    TRIBUTARY_TRY(register_.insert(posting, draft.total->parts));
    if (posting.payee != Payee::kParty || posting.amount.minor < 0) return {};
    Payment payment;
    payment.transfer_id = payment.posting = posting.transfer_id;
    payment.amount_minor = posting.amount.minor;
    payment.release_ms = now_ms + hold_days_ * kDay_ms;
    payment.state = is_held(posting, hold_days_) ? PaymentState::kPending : PaymentState::kMoved;
    if (payment.state == PaymentState::kMoved) payment.moved_by = posting.transfer_id;
    return register_.write(payment);
  }

  Result<std::map<std::string, AccountId>> accounts(const Currency& currency) {
    std::vector<NewAccount> wanted{
        {kClearingAccount, currency, AccountKind::kClearing, BalanceLimit::kNone},
        {settlement_account(allocation_.settlement_id), currency, AccountKind::kPool, BalanceLimit::kNoOverdraft}};
    for (const Draft& draft : drafts_)
      if (draft.posting.amount.currency == currency)
        wanted.push_back(payee_account(draft.posting.payee, draft.posting.party_id, currency));
    TRIBUTARY_ASSIGN(const std::vector<AccountId> ids, ledger_.open_accounts(wanted));
    std::map<std::string, AccountId> by_name;
    for (std::size_t i = 0; i < ids.size(); ++i) by_name[wanted[i].name] = ids[i];
    return by_name;
  }

  // One chain: all of it is posted, or nothing.
  Result<std::vector<Transfer>> transfers() {
    std::vector<Transfer> chain;
    for (const CurrencySettlement& currency : allocation_.currencies) {
      TRIBUTARY_ASSIGN(const auto ids, accounts(currency.received.currency));
      std::vector<Transfer> incoming;
      std::vector<Transfer> outgoing;
      if (currency.received.minor != 0)
        (currency.received.minor > 0 ? incoming : outgoing).push_back(received(currency.received, ids));
      for (const Draft& draft : drafts_)
        if (draft.posting.amount.currency == currency.received.currency)
          (draft.posting.amount.minor < 0 ? incoming : outgoing).push_back(entitled(draft.posting, ids));
      chain.insert(chain.end(), incoming.begin(), incoming.end());
      chain.insert(chain.end(), outgoing.begin(), outgoing.end());
    }
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) chain[i].linked = true;
    return chain;
  }

  Transfer received(const Money& money, const std::map<std::string, AccountId>& ids) const {
    Transfer transfer;
    transfer.id = transfer_id(fmt::format("settlement {} {}", allocation_.settlement_id, money.currency.code()), 1);
    transfer.code = kReceived;
    transfer.reference = fmt::format("settlement {}: received, lines {}, policy {}", allocation_.settlement_id,
                                     allocation_.lines_sha256, allocation_.policy_sha256);
    return between(std::move(transfer), money, ids.at(kClearingAccount),
                   ids.at(settlement_account(allocation_.settlement_id)));
  }

  Transfer entitled(const Posting& posting, const std::map<std::string, AccountId>& ids) const {
    Transfer transfer;
    transfer.id = posting.transfer_id;
    transfer.code = kEntitled;
    transfer.kind = is_held(posting, hold_days_) ? TransferKind::kPending : TransferKind::kTransfer;
    transfer.reference =
        fmt::format("settlement {}: {}{}, lines {}", allocation_.settlement_id, name_of(posting.payee),
                    posting.right ? " " + std::string(name_of(*posting.right)) : "", allocation_.lines_sha256);
    return between(std::move(transfer), posting.amount, ids.at(settlement_account(allocation_.settlement_id)),
                   ids.at(payee_account(posting.payee, posting.party_id, posting.amount.currency).name));
  }

  // A negative amount goes the other way.
  static Transfer between(Transfer transfer, const Money& money, AccountId from, AccountId to) {
    transfer.currency = money.currency;
    transfer.amount_minor = money.minor < 0 ? -money.minor : money.minor;
    transfer.debit = money.minor < 0 ? to : from;
    transfer.credit = money.minor < 0 ? from : to;
    return transfer;
  }

  const Allocation& allocation_;
  std::int32_t hold_days_;
  Register& register_;
  ledger::Ledger& ledger_;
  const base::Clock& clock_;
  std::vector<Draft> drafts_;
};

}  // namespace

std::string settlement_account(const std::string& settlement_id) { return "settlement/" + settlement_id; }

std::string party_account(const std::string& party_id) { return "party/" + party_id; }

NewAccount payee_account(Payee payee, const std::string& party_id, const Currency& currency) {
  const auto account = [&](std::string name, AccountKind kind) {
    return NewAccount{std::move(name), currency, kind, BalanceLimit::kNone};
  };
  switch (payee) {
    case Payee::kParty:
      return account(party_account(party_id), AccountKind::kParty);
    case Payee::kUnattributed:
      return account("unattributed", AccountKind::kUnattributed);
    case Payee::kSuspense:
      return account("suspense", AccountKind::kSuspense);
    case Payee::kEqualPool:
      return account("equal-pool", AccountKind::kPool);
    case Payee::kPlatform:
      break;
  }
  return account("platform", AccountKind::kPlatform);
}

Result<PostReport> post_all(ledger::Ledger& ledger, const std::vector<Transfer>& transfers) {
  TRIBUTARY_ASSIGN(PostReport report, ledger.post(transfers));
  if (report.refused.empty()) return report;
  return report.refused.front().error;
}

Result<PostedSettlement> post(const Allocation& allocation, std::int32_t hold_days, Register& settlements,
                              ledger::Ledger& ledger, const base::Clock& clock) {
  return SettlementPosting(allocation, hold_days, settlements, ledger, clock).run();
}

Result<void> complete_release(Register& settlements, ledger::Ledger& ledger) {
  TRIBUTARY_ASSIGN(std::vector<Payment> releasing, settlements.payments_releasing());
  if (releasing.empty()) return {};
  std::vector<Transfer> transfers;
  for (Payment& payment : releasing) {
    payment.state = PaymentState::kMoved;
    payment.moved_by = transfer_id("release " + to_string(payment.transfer_id), 1);
    TRIBUTARY_ASSIGN(const auto posting, settlements.find_posting(payment.posting));
    Transfer transfer;
    transfer.id = payment.moved_by;
    transfer.kind = TransferKind::kPostPending;
    transfer.target = payment.transfer_id;
    transfer.currency = posting->amount.currency;
    transfer.code = kReleased;
    transfer.reference = fmt::format("settlement {}: released", posting->settlement_id);
    transfers.push_back(std::move(transfer));
  }
  TRIBUTARY_TRY(post_all(ledger, transfers));
  return write_all(settlements, releasing);
}

Result<std::int64_t> release(Register& settlements, ledger::Ledger& ledger, const base::Clock& clock) {
  std::int64_t released = 0;
  while (true) {
    TRIBUTARY_TRY(complete_release(settlements, ledger));
    TRIBUTARY_ASSIGN(std::vector<Payment> due, settlements.payments_due(clock(), kReleasedAtOnce));
    if (due.empty()) return released;
    for (Payment& payment : due) payment.state = PaymentState::kReleasing;
    TRIBUTARY_TRY(write_all(settlements, due));
    released += std::ssize(due);
  }
}

}  // namespace tributary::royalty
