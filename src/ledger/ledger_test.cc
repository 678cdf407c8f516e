#include "ledger/ledger.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/test_ledger.h"

namespace tributary::ledger {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr auto kPost = TransferKind::kPostPending;
constexpr auto kVoid = TransferKind::kVoidPending;
constexpr auto kReverse = TransferKind::kReversal;
constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

class Posting : public ::testing::Test, protected LedgerFolder {
 protected:
  Posting() : ledger_(open()) {
    pool_ = account(ledger_, "pool", AccountKind::kPool);
    anna_ = account(ledger_, "anna", AccountKind::kParty, BalanceLimit::kNoOverdraft);
    bert_ = account(ledger_, "bert");
  }
  ~Posting() override { EXPECT_EQ(problems(ledger_), ""); }

  std::string refused(const Transfer& transfer) { return refusal(ledger_, transfer); }

  Ledger ledger_;
  AccountId pool_ = 0, anna_ = 0, bert_ = 0;
};

TEST_F(Posting, MovesMoneyFromDebitToCredit) {
  const auto report = post(ledger_, {transfer(1, pool_, anna_, 250), transfer(2, anna_, bert_, 100)});
  EXPECT_EQ(report.posted, 2);
  EXPECT_EQ(balance(ledger_, "pool"), (Balance{250, 0, 0, 0}));
  EXPECT_EQ(balance(ledger_, "anna"), (Balance{100, 250, 0, 0}));
  EXPECT_EQ(balance(ledger_, "bert"), (Balance{0, 100, 0, 0}));
  const auto entry = ledger_.find_transfer({0xabc, 2}).value().value();
  EXPECT_EQ(entry.entry, 5);
  EXPECT_EQ(entry.time_ms, kStart_ms);
  EXPECT_EQ(entry.transfer, transfer(2, anna_, bert_, 100));
  EXPECT_FALSE(ledger_.find_transfer({1, 1}).value());
}

TEST_F(Posting, IsANoOpTheSecondTime) {
  post(ledger_, {transfer(1, pool_, anna_, 250), hold(2, pool_, bert_, 50, 60), settle(3, kPost, 2, 20),
                 settle(4, kReverse, 1)});
  const auto head = ledger_.head().value();
  const auto again = post(ledger_, {settle(4, kReverse, 1), transfer(1, pool_, anna_, 250), settle(3, kPost, 2, 20),
                                    hold(2, pool_, bert_, 50, 60)});
  EXPECT_EQ(again.repeated, 4);
  EXPECT_EQ(again.posted, 0);
  EXPECT_EQ(ledger_.head().value(), head);
  const auto mixed =
      post(ledger_, {transfer(1, pool_, anna_, 250), transfer(9, pool_, anna_, 1), transfer(9, pool_, anna_, 1)});
  EXPECT_EQ(mixed.repeated, 2);
  EXPECT_EQ(mixed.posted, 1);
}

TEST_F(Posting, RefusesAnIdWithOtherContent) {
  post(ledger_, {transfer(1, pool_, anna_, 250), hold(5, pool_, bert_, 10)});
  auto other = transfer(1, pool_, anna_, 250);
  other.reference = "another line";
  for (const auto& transfer : {transfer(1, pool_, anna_, 251), transfer(1, pool_, bert_, 250), other,
                               hold(1, pool_, anna_, 250), settle(1, kPost, 5)})
    EXPECT_THAT(refused(transfer), AllOf(StartsWith("transfer 1 of 1, 0000000000000abc0000000000000001: "),
                                         EndsWith("entry 4 has the same id and other content")));
  const auto twice = post(ledger_, {transfer(6, pool_, anna_, 1), transfer(6, pool_, anna_, 2)});
  EXPECT_EQ(twice.posted, 1);
  ASSERT_THAT(twice.refused, SizeIs(1));
  EXPECT_EQ(twice.refused.front().index, 1U);
  EXPECT_EQ(twice.refused.front().error.code, ErrorCode::kConflict);
}

TEST_F(Posting, RefusesWhatIsNoTransfer) {
  const AccountId tokyo = account(ledger_, "tokyo", AccountKind::kParty, BalanceLimit::kNone, yen());
  const auto with = [&](auto change) {
    Transfer made = transfer(1, pool_, anna_, 5);
    change(made);
    return refused(made);
  };
  EXPECT_THAT(with([](Transfer& t) { t.id = {}; }), EndsWith("its id is 0"));
  EXPECT_THAT(with([](Transfer& t) { t.kind = TransferKind{0}; }), EndsWith("its kind is unknown"));
  EXPECT_THAT(with([](Transfer& t) { t.kind = TransferKind{9}; }), EndsWith("its kind is unknown"));
  EXPECT_THAT(with([](Transfer& t) { t.amount_minor = 0; }), HasSubstr("its amount is 0 minor units"));
  EXPECT_THAT(with([](Transfer& t) { t.amount_minor = -1; }), HasSubstr("its amount is -1 minor units"));
  EXPECT_THAT(with([](Transfer& t) { t.debit = 77; }), EndsWith("there is no debit account 77"));
  EXPECT_THAT(with([](Transfer& t) { t.credit = 0; }), EndsWith("there is no credit account 0"));
  EXPECT_THAT(with([](Transfer& t) { t.credit = t.debit; }), EndsWith("debits and credits the same account 1 (pool)"));
  EXPECT_THAT(with([&](Transfer& t) { t.credit = tokyo; }), EndsWith("credit account 4 (tokyo) is in JPY, not in EUR"));
  EXPECT_THAT(with([](Transfer& t) { t.currency = yen(); }), EndsWith("debit account 1 (pool) is in EUR, not in JPY"));
  EXPECT_THAT(with([](Transfer& t) { t.target = {1, 1}; }), EndsWith("a transfer names no target"));
  EXPECT_THAT(with([](Transfer& t) { t.kind = kPost; }), EndsWith("a post names a target"));
  EXPECT_THAT(with([](Transfer& t) { t.hold_s = 1; }), HasSubstr("its hold of 1 s"));
  EXPECT_THAT(with([](Transfer& t) {
                t.kind = TransferKind::kPending;
                t.hold_s = -1;
              }),
              HasSubstr("its hold of -1 s"));
  EXPECT_THAT(with([](Transfer& t) {
                t.kind = TransferKind::kPending;
                t.hold_s = kLargest;
              }),
              HasSubstr("its hold of"));
  EXPECT_THAT(with([](Transfer& t) { t.reference = std::string(1001, 'x'); }), HasSubstr("longer than 1000 bytes"));
  EXPECT_THAT(with([](Transfer& t) { t.rate = {2, 1}; }), EndsWith("a transfer has no rate"));
  EXPECT_THAT(with([](Transfer& t) { t.rate_source = "ECB"; }), EndsWith("a transfer has no rate"));
  EXPECT_THAT(refused(settle(1, kReverse, 99)), EndsWith("00abc0000000000000063 is not in the journal"));
  EXPECT_THAT(refused(linked(transfer(1, pool_, anna_, 5))), EndsWith("behind the end of the batch"));
}

TEST_F(Posting, LeavesTheOthersToBePosted) {
  const auto report =
      post(ledger_, {transfer(1, pool_, bert_, 1), transfer(2, pool_, 99, 1), transfer(3, pool_, bert_, 1)});
  EXPECT_EQ(report.posted, 2);
  ASSERT_THAT(report.refused, SizeIs(1));
  EXPECT_EQ(report.refused.front().index, 1U);
  EXPECT_THAT(report.refused.front().error.message, StartsWith("transfer 2 of 3, "));
  EXPECT_EQ(balance(ledger_, "bert").credits_posted, 2);
}

TEST_F(Posting, PostsAChainWholeOrNotAtAll) {
  const auto report =
      post(ledger_, {linked(transfer(1, pool_, anna_, 10)), linked(hold(2, pool_, bert_, 5)),
                     linked(settle(3, kPost, 2)), transfer(4, anna_, bert_, 11), transfer(5, pool_, bert_, 7)});
  EXPECT_EQ(report.posted, 1);
  ASSERT_THAT(report.refused, SizeIs(4));
  EXPECT_THAT(report.refused[0].error.message,
              AllOf(StartsWith("transfer 1 of 5"), HasSubstr("refused with transfer 4 of 5, "), HasSubstr("linked"),
                    HasSubstr("account 2 (anna) would be overdrawn")));
  EXPECT_THAT(report.refused[3].error.message, AllOf(StartsWith("transfer 4 of 5"), HasSubstr("overdrawn")));
  EXPECT_EQ(balance(ledger_, "pool"), (Balance{7, 0, 0, 0}));
  EXPECT_EQ(balance(ledger_, "anna"), (Balance{}));
  // The same ids are free.
  EXPECT_EQ(post(ledger_, {linked(transfer(1, pool_, anna_, 10)), transfer(4, anna_, bert_, 10)}).posted, 2);
  EXPECT_EQ(post(ledger_, {linked(transfer(1, pool_, anna_, 10)), transfer(4, anna_, bert_, 10)}).repeated, 2);
  const auto torn = post(ledger_, {linked(transfer(1, pool_, anna_, 10)), transfer(6, pool_, bert_, 10)});
  EXPECT_THAT(torn.refused.at(1).error.message, HasSubstr("a part of its chain was posted before"));
}

TEST_F(Posting, KeepsLimits) {
  const AccountId cash = account(ledger_, "cash", AccountKind::kClearing, BalanceLimit::kNoCreditBalance);
  post(ledger_, {transfer(1, pool_, anna_, 100)});
  EXPECT_THAT(refused(transfer(2, anna_, bert_, 101)),
              EndsWith("account 2 (anna) would be overdrawn: its debits would exceed its credits"));
  EXPECT_THAT(refused(hold(2, anna_, bert_, 101)), HasSubstr("overdrawn"));
  post(ledger_, {hold(3, anna_, bert_, 60)});
  EXPECT_THAT(refused(transfer(2, anna_, bert_, 41)), HasSubstr("overdrawn"));
  EXPECT_THAT(refused(settle(2, kReverse, 1)), HasSubstr("overdrawn"));
  // What is only held has not come yet.
  post(ledger_, {hold(4, pool_, anna_, 1000)});
  EXPECT_THAT(refused(transfer(2, anna_, bert_, 41)), HasSubstr("overdrawn"));
  EXPECT_EQ(post(ledger_, {transfer(5, anna_, bert_, 40), settle(6, kPost, 3)}).posted, 2);
  EXPECT_THAT(refused(transfer(7, bert_, cash, 1)), HasSubstr("account 4 (cash) may have no credit balance"));
  EXPECT_EQ(post(ledger_, {transfer(8, cash, bert_, 5), transfer(9, bert_, cash, 5)}).posted, 2);
}

TEST_F(Posting, RefusesABalanceBeyond64Bits) {
  EXPECT_EQ(post(ledger_, {transfer(1, pool_, bert_, kLargest)}).posted, 1);
  EXPECT_THAT(refused(transfer(2, pool_, anna_, 1)), HasSubstr("would not fit 64 bits"));
  EXPECT_THAT(refused(transfer(2, anna_, bert_, 1)), HasSubstr("would not fit 64 bits"));
  EXPECT_EQ(post(ledger_, {hold(3, pool_, bert_, kLargest)}).posted, 1);
  EXPECT_THAT(refused(hold(4, pool_, bert_, 1)), HasSubstr("would not fit 64 bits"));
  EXPECT_THAT(refused(settle(4, kPost, 3)), HasSubstr("would not fit 64 bits"));
}

TEST_F(Posting, HoldsMoneyUntilItIsPostedOrVoided) {
  post(ledger_, {hold(1, pool_, bert_, 100), hold(2, pool_, bert_, 50), hold(3, pool_, bert_, 30)});
  EXPECT_EQ(balance(ledger_, "pool"), (Balance{0, 0, 180, 0}));
  EXPECT_EQ(post(ledger_, {settle(4, kPost, 1), settle(5, kPost, 2, 20), settle(6, kVoid, 3)}).posted, 3);
  EXPECT_EQ(balance(ledger_, "pool"), (Balance{120, 0, 0, 0}));
  EXPECT_EQ(balance(ledger_, "bert"), (Balance{0, 120, 0, 0}));
  EXPECT_EQ(ledger_.find_transfer({0xabc, 6}).value()->transfer.amount_minor, 30);
  for (std::uint64_t settled = 1; settled <= 3; ++settled)
    EXPECT_THAT(refused(settle(9, kVoid, settled)), HasSubstr("was settled before, by entry"));
}

TEST_F(Posting, RefusesSettlingWhatDoesNotFit) {
  post(ledger_, {hold(1, pool_, bert_, 100), transfer(2, pool_, bert_, 5)});
  EXPECT_THAT(refused(settle(9, kPost, 1, 101)),
              HasSubstr("1.00 EUR of 0000000000000abc0000000000000001 are held, which does not allow 1.01 EUR"));
  EXPECT_THAT(refused(settle(9, kVoid, 1, 99)), HasSubstr("does not allow 0.99 EUR"));
  EXPECT_THAT(refused(settle(9, kPost, 2)), HasSubstr("holds nothing: it is a transfer"));
  EXPECT_THAT(refused(settle(9, kPost, 1, 1, yen())), HasSubstr("is in EUR, not in JPY"));
  auto elsewhere = settle(9, kPost, 1);
  elsewhere.credit = anna_;
  EXPECT_THAT(refused(elsewhere), HasSubstr("its accounts are not those of its target"));
  elsewhere.debit = anna_;
  elsewhere.credit = 0;
  EXPECT_THAT(refused(elsewhere), HasSubstr("its accounts are not those of its target"));
  auto named = settle(9, kPost, 1);
  named.debit = pool_;
  named.credit = bert_;
  EXPECT_EQ(post(ledger_, {named}).posted, 1);
}

TEST_F(Posting, FreesHoldsWhenTheyRunOut) {
  post(ledger_, {hold(1, pool_, bert_, 100, 60), hold(2, pool_, bert_, 10, 30), hold(3, pool_, bert_, 1)});
  now_ms_ += 30'000;
  EXPECT_EQ(ledger_.expire_holds().value(), 1);
  EXPECT_EQ(balance(ledger_, "bert"), (Balance{0, 0, 0, 101}));
  now_ms_ += 30'000;
  const auto report = post(ledger_, {settle(4, kPost, 1)});
  EXPECT_EQ(report.expired, 1);
  EXPECT_THAT(report.refused.at(0).error.message, HasSubstr("was settled before, by entry 8"));
  EXPECT_EQ(balance(ledger_, "bert"), (Balance{0, 0, 0, 1}));
  now_ms_ += std::int64_t{1} << 40;
  EXPECT_EQ(ledger_.expire_holds().value(), 0);
  // Time never runs back in the journal.
  now_ms_ = 0;
  post(ledger_, {hold(7, pool_, bert_, 100, 60)});
  EXPECT_EQ(ledger_.find_transfer({0xabc, 7}).value()->time_ms, kStart_ms + 60'000);
}

TEST_F(Posting, LetsNobodyElseExpireAHold) {
  post(ledger_, {hold(1, pool_, bert_, 100)});
  EXPECT_THAT(refused(settle(2, TransferKind::kExpirePending, 1)), HasSubstr("only the ledger itself"));
}

TEST_F(Posting, ReversesAtMostWhatWasMoved) {
  post(ledger_, {transfer(1, pool_, bert_, 100), hold(2, pool_, bert_, 40), settle(3, kPost, 2, 30)});
  EXPECT_EQ(post(ledger_, {settle(4, kReverse, 1, 60), settle(5, kReverse, 3)}).posted, 2);
  EXPECT_EQ(balance(ledger_, "bert"), (Balance{90, 130, 0, 0}));
  EXPECT_THAT(refused(settle(6, kReverse, 1, 41)),
              HasSubstr("0.40 EUR of 0000000000000abc0000000000000001 are left to reverse, not 0.41 EUR"));
  EXPECT_THAT(refused(settle(6, kReverse, 3)), HasSubstr("0.00 EUR of"));
  EXPECT_THAT(refused(settle(6, kReverse, 2)), HasSubstr("moved no money: it is a pending"));
  EXPECT_EQ(post(ledger_, {settle(6, kReverse, 1, 40), settle(7, kReverse, 6)}).posted, 2);
  EXPECT_EQ(balance(ledger_, "bert").credits_posted - balance(ledger_, "bert").debits_posted, 40);
}

class Exchange : public Posting {
 protected:
  Exchange() {
    euros_ = account(ledger_, "clearing", AccountKind::kClearing);
    yens_ = account(ledger_, "clearing", AccountKind::kClearing, BalanceLimit::kNone, yen());
    yuki_ = account(ledger_, "yuki", AccountKind::kParty, BalanceLimit::kNone, yen());
  }
  Transfer out(std::uint64_t id, std::int64_t amount_minor) const {
    Transfer made = linked(transfer(id, bert_, euros_, amount_minor));
    made.kind = TransferKind::kExchangeOut;
    made.rate = {16'137, 100};
    made.rate_source = "ECB reference rate, 2026-11-25";
    return made;
  }
  Transfer in(std::uint64_t id, std::uint64_t partner, std::int64_t amount_minor) const {
    Transfer made = transfer(id, yens_, yuki_, amount_minor, yen());
    made.kind = TransferKind::kExchangeIn;
    made.target = {0xabc, partner};
    return made;
  }
  std::string refused_pair(const Transfer& first, const Transfer& second) {
    const auto report = post(ledger_, {first, second});
    return report.refused.size() == 2 ? report.refused.front().error.message : "not refused";
  }
  AccountId euros_ = 0, yens_ = 0, yuki_ = 0;
};

TEST_F(Exchange, PostsBothHalvesWithTheirRate) {
  EXPECT_EQ(post(ledger_, {out(1, 10'000), in(2, 1, 16'137)}).posted, 2);
  EXPECT_EQ(balance(ledger_, "yuki", yen()).credits_posted, 16'137);
  EXPECT_EQ(ledger_.find_transfer({0xabc, 1}).value()->transfer, out(1, 10'000));
  EXPECT_EQ(post(ledger_, {out(1, 10'000), in(2, 1, 16'137)}).repeated, 2);
  auto other_rate = out(1, 10'000);
  other_rate.rate_source = "somebody";
  EXPECT_THAT(refused_pair(other_rate, in(2, 1, 16'137)), HasSubstr("other content"));
}

TEST_F(Exchange, RefusesHalvesThatDoNotFit) {
  auto alone = out(1, 10'000);
  alone.linked = false;
  EXPECT_THAT(refused(alone), HasSubstr("is incomplete: its two halves go together"));
  EXPECT_THAT(refused(in(2, 1, 5)), HasSubstr("is not in the journal"));
  EXPECT_THAT(refused_pair(out(1, 10'000), in(2, 1, 16'138)),
              HasSubstr("100.00 EUR at 16137/100 are 16137 JPY, not 16138 JPY"));
  EXPECT_THAT(refused_pair(out(1, 10'000), transfer(2, pool_, bert_, 1)), HasSubstr("incomplete"));
  auto same = in(2, 1, 10'000);
  same.currency = euro();
  same.debit = euros_;
  same.credit = anna_;
  EXPECT_THAT(refused_pair(out(1, 10'000), same), HasSubstr("has EUR on both sides"));
  auto past_clearing = out(1, 10'000);
  past_clearing.credit = pool_;
  EXPECT_THAT(refused_pair(past_clearing, in(2, 1, 16'137)), HasSubstr("1 (pool) is a pool account"));
  auto rateless = out(1, 10'000);
  rateless.rate = {0, 1};
  EXPECT_THAT(refused_pair(rateless, in(2, 1, 16'137)), HasSubstr("needs a rate above 0"));
  rateless.rate = {1, 0};
  EXPECT_THAT(refused_pair(rateless, in(2, 1, 16'137)), HasSubstr("needs a rate above 0"));
  auto sourceless = out(1, 10'000);
  sourceless.rate_source.clear();
  EXPECT_THAT(refused_pair(sourceless, in(2, 1, 16'137)), HasSubstr("the rate's source"));
  auto huge = out(1, 10'000);
  huge.rate = {kLargest, 1};
  huge.amount_minor = kLargest;
  EXPECT_THAT(refused_pair(huge, in(2, 1, 16'137)), HasSubstr("does not fit 64 bits"));
  post(ledger_, {out(1, 10'000), in(2, 1, 16'137)});
  EXPECT_THAT(refused(in(3, 1, 5)), HasSubstr("incomplete"));
  EXPECT_THAT(refused_pair(out(5, 10'000), in(6, 1, 16'137)), HasSubstr("is followed by the other half of"));
}

TEST_F(Exchange, IsReversedWhole) {
  post(ledger_, {out(1, 10'000), in(2, 1, 16'137), out(3, 10'000), in(4, 3, 16'137)});
  const auto back = [&](std::uint64_t id, std::uint64_t target, std::int64_t amount, const Currency& currency) {
    return settle(id, kReverse, target, amount, currency);
  };
  EXPECT_THAT(refused(back(9, 1, 0, euro())), HasSubstr("is reversed in part"));
  EXPECT_THAT(refused(back(9, 2, 0, yen())), HasSubstr("is reversed in part"));
  EXPECT_THAT(refused_pair(linked(back(8, 1, 9'999, euro())), back(9, 2, 0, yen())), HasSubstr("in part"));
  EXPECT_THAT(refused_pair(linked(back(8, 1, 0, euro())), back(9, 2, 1, yen())), HasSubstr("in part"));
  EXPECT_THAT(refused_pair(linked(back(8, 1, 0, euro())), back(9, 4, 0, yen())), HasSubstr("in part"));
  EXPECT_THAT(refused_pair(linked(back(8, 2, 0, yen())), back(9, 1, 0, euro())), HasSubstr("in part"));
  EXPECT_EQ(post(ledger_, {linked(back(8, 1, 0, euro())), back(9, 2, 0, yen())}).posted, 2);
}

TEST_F(Posting, OpensAccountsOnce) {
  EXPECT_EQ(account(ledger_, "anna", AccountKind::kParty, BalanceLimit::kNoOverdraft), anna_);
  const auto refuse = [&](const NewAccount& account) {
    const auto opened = ledger_.open_accounts(std::vector{NewAccount{"new", euro()}, account});
    return opened.ok() ? "opened" : opened.error().message;
  };
  EXPECT_THAT(refuse({"anna", euro()}), HasSubstr("account \"anna\" in EUR: is open with another kind or limit"));
  EXPECT_THAT(refuse({"", euro()}), HasSubstr("account \"\": a name has 1 to 200 bytes"));
  EXPECT_THAT(refuse({std::string(201, 'x'), euro()}), HasSubstr("a name has 1 to 200 bytes"));
  EXPECT_THAT(refuse({"x", Currency{{'X', 'X', 'X'}, 2}}), HasSubstr("its currency is none of ISO 4217"));
  EXPECT_THAT(refuse({"x", Currency{{'E', 'U', 'R'}, 3}}), HasSubstr("its currency is none of ISO 4217"));
  EXPECT_THAT(refuse({"x", euro(), AccountKind{0}}), HasSubstr("its kind is unknown"));
  EXPECT_THAT(refuse({"x", euro(), AccountKind{8}}), HasSubstr("its kind is unknown"));
  EXPECT_THAT(refuse({"x", euro(), AccountKind::kPool, BalanceLimit{3}}), HasSubstr("its limit is unknown"));
  EXPECT_FALSE(ledger_.find_account("EUR", "new").value());
  EXPECT_THAT(ledger_.accounts().value(), SizeIs(3));
}

TEST_F(Posting, SharesTheFileWithOtherProcesses) {
  Ledger other = open();
  post(ledger_, {transfer(1, pool_, anna_, 100)});
  EXPECT_EQ(post(other, {transfer(2, anna_, bert_, 60)}).posted, 1);
  EXPECT_THAT(refused(transfer(3, anna_, bert_, 60)), HasSubstr("overdrawn"));
  EXPECT_EQ(post(ledger_, {transfer(4, anna_, bert_, 40)}).posted, 1);
  EXPECT_EQ(balance(other, "anna"), (Balance{100, 100, 0, 0}));
}

TEST_F(Posting, ShowsTheLatestTransfersOfAnAccount) {
  post(ledger_, {transfer(1, pool_, anna_, 1), transfer(2, pool_, bert_, 2), transfer(3, anna_, bert_, 1),
                 transfer(4, pool_, anna_, 4)});
  const auto latest = ledger_.latest_transfers(anna_, 2).value();
  ASSERT_THAT(latest, SizeIs(2));
  EXPECT_EQ(latest[0].transfer.id.low, 4U);
  EXPECT_EQ(latest[1].transfer.id.low, 3U);
}

TEST_F(Posting, ReplaysToTheSameHashHoweverItWasCut) {
  post(ledger_, {transfer(1, pool_, anna_, 100), hold(2, pool_, bert_, 50, 10)});
  now_ms_ += 1;
  post(ledger_, {linked(transfer(3, pool_, anna_, 1)), transfer(4, pool_, anna_, 1)});
  account(ledger_, "late");
  now_ms_ += 10'000;
  post(ledger_, {transfer(5, pool_, anna_, 100)});
  EXPECT_EQ(replay(ledger_, "copy.db"), ledger_.head()->hash);
}

TEST(TransferIds, AreReadAsTheyAreWritten) {
  const TransferId id = transfer_id("usage.tsv", 258);
  EXPECT_EQ(id.low, 258U);
  EXPECT_EQ(parse_transfer_id(to_string(id)).value(), id);
  EXPECT_EQ(to_string(TransferId{1, 0xab}), "000000000000000100000000000000ab");
  for (const char* text : {"", "1", "00000000000000010000000000000abG", "000000000000000100000000000000AB"})
    EXPECT_THAT(parse_transfer_id(text).error().message, HasSubstr("is no transfer id")) << text;
  EXPECT_NE(transfer_id("usage.tsv", 1).high, transfer_id("usage.tsw", 1).high);
}

TEST(Names, AreThereForEveryKind) {
  EXPECT_EQ(name_of(AccountKind::kUnattributed), "unattributed");
  EXPECT_EQ(name_of(AccountKind{0}), "unknown");
  EXPECT_EQ(name_of(BalanceLimit::kNoOverdraft), "no-overdraft");
  EXPECT_EQ(name_of(BalanceLimit{9}), "unknown");
  EXPECT_EQ(name_of(TransferKind::kExchangeIn), "exchange-in");
  EXPECT_EQ(name_of(TransferKind{0}), "unknown");
}

}  // namespace
}  // namespace tributary::ledger
