// Random transfers of every kind, right and wrong ones, against a model that is too simple to be wrong the same way.
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/test_ledger.h"

namespace tributary::ledger {
namespace {

constexpr int kAccounts = 8;
constexpr int kOverdraftFree = 3;  // the first accounts

// Keeps every accepted transfer and computes balances from all of them, each time anew.
class Model {
 public:
  struct Accepted {
    Transfer transfer;
    std::int64_t ends_ms = 0;
    bool settled = false;
    std::int64_t reversed = 0;
  };

  explicit Model(std::vector<AccountId> accounts) : accounts_(std::move(accounts)) {}

  std::int64_t expire(std::int64_t now_ms) {
    std::int64_t expired = 0;
    for (auto& [id, one] : accepted_) {
      if (one.transfer.kind != TransferKind::kPending || one.settled || one.ends_ms == 0 || one.ends_ms > now_ms)
        continue;
      one.settled = true;
      ++expired;
    }
    return expired;
  }

  enum class Answer { kPosted, kRepeated, kRefused };

  // All of the chain or nothing, like the ledger.
  std::vector<Answer> post_chain(const std::vector<Transfer>& chain, std::int64_t now_ms) {
    const auto before = accepted_;
    std::vector<Answer> answers;
    bool refused = false;
    std::size_t repeated = 0;
    for (const Transfer& transfer : chain) {
      answers.push_back(post(transfer, now_ms));
      refused = refused || answers.back() == Answer::kRefused;
      if (answers.back() == Answer::kRepeated) ++repeated;
    }
    if (refused || (repeated > 0 && repeated < chain.size())) {
      accepted_ = before;
      answers.assign(chain.size(), Answer::kRefused);
    }
    return answers;
  }

  Balance balance(AccountId account) const {
    Balance sum;
    for (const auto& [id, one] : accepted_) {
      const Transfer& t = one.transfer;
      const bool open = t.kind == TransferKind::kPending && !one.settled;
      const bool moved = t.kind == TransferKind::kTransfer || t.kind == TransferKind::kPostPending ||
                         t.kind == TransferKind::kReversal;
      if (t.debit == account) (open ? sum.debits_pending : sum.debits_posted) += open || moved ? t.amount_minor : 0;
      if (t.credit == account) (open ? sum.credits_pending : sum.credits_posted) += open || moved ? t.amount_minor : 0;
    }
    return sum;
  }

 private:
  Answer post(Transfer transfer, std::int64_t now_ms) {
    const auto target = accepted_.find(transfer.target.low);
    const bool reversal = transfer.kind == TransferKind::kReversal;
    const bool settles =
        reversal || transfer.kind == TransferKind::kPostPending || transfer.kind == TransferKind::kVoidPending;
    if (settles) {
      if (target == accepted_.end()) return Answer::kRefused;
      const Transfer& aim = target->second.transfer;
      transfer.debit = reversal ? aim.credit : aim.debit;
      transfer.credit = reversal ? aim.debit : aim.credit;
      if (transfer.amount_minor == 0) transfer.amount_minor = aim.amount_minor;
    }
    const auto known = accepted_.find(transfer.id.low);
    if (known != accepted_.end()) {
      transfer.linked = known->second.transfer.linked;
      return known->second.transfer == transfer ? Answer::kRepeated : Answer::kRefused;
    }
    if (transfer.debit == transfer.credit) return Answer::kRefused;
    if (settles && !settle(target->second, transfer)) return Answer::kRefused;
    accepted_[transfer.id.low] = {transfer, transfer.hold_s == 0 ? 0 : now_ms + transfer.hold_s * 1000, false, 0};
    if (transfer.kind == TransferKind::kVoidPending) return Answer::kPosted;
    for (int i = 0; i < kOverdraftFree; ++i) {
      const Balance sum = balance(accounts_[static_cast<std::size_t>(i)]);
      if (sum.debits_posted + sum.debits_pending <= sum.credits_posted) continue;
      accepted_.erase(transfer.id.low);
      if (settles) unsettle(accepted_.at(transfer.target.low), transfer);
      return Answer::kRefused;
    }
    return Answer::kPosted;
  }

  static bool settle(Accepted& target, const Transfer& transfer) {
    const Transfer& aim = target.transfer;
    if (transfer.kind == TransferKind::kReversal) {
      const bool moved = aim.kind != TransferKind::kPending && aim.kind != TransferKind::kVoidPending;
      if (!moved || target.reversed + transfer.amount_minor > aim.amount_minor) return false;
      target.reversed += transfer.amount_minor;
      return true;
    }
    if (aim.kind != TransferKind::kPending || target.settled || transfer.amount_minor > aim.amount_minor) return false;
    if (transfer.kind == TransferKind::kVoidPending && transfer.amount_minor != aim.amount_minor) return false;
    target.settled = true;
    return true;
  }

  static void unsettle(Accepted& target, const Transfer& transfer) {
    if (transfer.kind == TransferKind::kReversal)
      target.reversed -= transfer.amount_minor;
    else
      target.settled = false;
  }

  std::vector<AccountId> accounts_;
  std::map<std::uint64_t, Accepted> accepted_;
};

class Simulator : public ::testing::Test, protected LedgerFolder {
 protected:
  Simulator() : ledger_(open()) {
    for (int i = 0; i < kAccounts; ++i)
      accounts_.push_back(account(ledger_, "account " + std::to_string(i), AccountKind::kParty,
                                  i < kOverdraftFree ? BalanceLimit::kNoOverdraft : BalanceLimit::kNone));
  }

  Transfer random_transfer(std::mt19937_64& random) {
    const auto any = [&](std::uint64_t below) { return random() % below; };
    const auto account = [&] { return accounts_[any(accounts_.size())]; };
    const std::uint64_t id = any(10) == 0 ? 1 + any(next_id_) : next_id_++;
    const std::uint64_t target = next_id_ > 40 ? next_id_ - any(40) : 1 + any(next_id_);
    const auto amount = static_cast<std::int64_t>(any(3) == 0 ? 0 : 1 + any(50));
    switch (any(8)) {
      case 0:
      case 1:
        return hold(id, account(), account(), amount + 1, static_cast<std::int64_t>(any(3) * any(9)));
      case 2:
        return settle(id, TransferKind::kPostPending, target, amount);
      case 3:
        return settle(id, TransferKind::kVoidPending, target, any(4) == 0 ? amount : 0);
      case 4:
        return settle(id, TransferKind::kReversal, target, amount);
      default:
        return transfer(id, account(), account(), amount + 1);
    }
  }

  // A batch of chains; now and then one that was given before.
  std::vector<std::vector<Transfer>> random_chains(std::mt19937_64& random) {
    if (!given_.empty() && random() % 6 == 0) return given_[random() % given_.size()];
    std::vector<std::vector<Transfer>> chains(1 + random() % 6);
    for (auto& chain : chains) {
      chain.resize(random() % 3 == 0 ? 1 + random() % 4 : 1);
      for (Transfer& made : chain) made = linked(random_transfer(random));
      chain.back().linked = false;
    }
    given_.push_back(chains);
    return chains;
  }

  Ledger ledger_;
  std::vector<AccountId> accounts_;
  std::uint64_t next_id_ = 1;
  std::vector<std::vector<std::vector<Transfer>>> given_;
};

TEST_F(Simulator, AgreesWithTheModel) {
  std::mt19937_64 random(20261125);
  Model model(accounts_);
  std::map<Model::Answer, int> answers;
  for (int round = 0; round < 300; ++round) {
    now_ms_ += static_cast<std::int64_t>(random() % 3000);
    if (round % 50 == 49) ledger_ = open();
    const auto chains = random_chains(random);
    std::vector<Transfer> batch;
    for (const auto& chain : chains) batch.insert(batch.end(), chain.begin(), chain.end());
    const auto report = ledger_.post(batch);
    ASSERT_TRUE(report.ok()) << report.error().message;

    EXPECT_EQ(report->expired, model.expire(now_ms_));
    std::map<Model::Answer, std::int64_t> expected;
    std::vector<std::size_t> refused;
    std::size_t index = 0;
    for (const auto& chain : chains)
      for (const Model::Answer answer : model.post_chain(chain, now_ms_)) {
        ++expected[answer];
        ++answers[answer];
        if (answer == Model::Answer::kRefused) refused.push_back(index);
        ++index;
      }
    EXPECT_EQ(report->posted, expected[Model::Answer::kPosted]) << "round " << round;
    EXPECT_EQ(report->repeated, expected[Model::Answer::kRepeated]) << "round " << round;
    std::vector<std::size_t> ledger_refused;
    for (const auto& refusal : report->refused) ledger_refused.push_back(refusal.index);
    ASSERT_EQ(ledger_refused, refused) << "round " << round;
    const std::vector<Account> accounts = ledger_.accounts().value();
    for (const Account& account : accounts)
      ASSERT_EQ(account.balance, model.balance(account.account_id)) << "round " << round << ", " << account.opened.name;
  }
  for (const auto answer : {Model::Answer::kPosted, Model::Answer::kRepeated, Model::Answer::kRefused})
    EXPECT_GT(answers[answer], 50);
  EXPECT_EQ(problems(ledger_), "");
  EXPECT_EQ(replay(ledger_, "copy.db"), ledger_.head()->hash);
}

}  // namespace
}  // namespace tributary::ledger
