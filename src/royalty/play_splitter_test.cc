#include "royalty/play_splitter.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "royalty/test_books.h"

namespace tributary::royalty {
namespace {

using ::testing::HasSubstr;

class PlaySplitterTest : public ::testing::Test, protected Books {
 protected:
  PlaySplitterTest() {
    policy_.pool = PoolKind::kDirect;
    policy_.rate = {RateModel::kPerUse, 0, 200'000'000, 0, 0, 0, 0};  // 0.002 EUR
    rights_.set(Right::kMaster, "r1", {{{"Anna", 600'000}, {"Bea", 400'000}}, 0, ""});
    tracks_["t1"] = attribution("t1", {share("recording", "r1", "w1", 500'000)});
  }

  PlaySplitter splitter(ledger::Ledger& ledger) {
    auto opened = try_splitter(ledger);
    TRIBUTARY_CHECK(opened.ok());
    return std::move(opened).value();
  }

  Result<PlaySplitter> try_splitter(ledger::Ledger& ledger) {
    return PlaySplitter::open(
        policy_, rights_,
        [this](const std::string& track_id) -> const TrackAttribution* {
          const auto known = tracks_.find(track_id);
          return known == tracks_.end() ? nullptr : &known->second;
        },
        ledger);
  }

  static PlayEvent play(const std::string& id, const std::string& track = "t1") {
    return {id, track, "DE", "", {20'000}, 1, std::nullopt};
  }

  std::string refusal(PlaySplitter& splitter, const PlayEvent& event) {
    const auto split = splitter.post(event);
    return split ? "split" : split.error().message;
  }

  Policy policy_ = simple_policy();
  HeldRights rights_;
  std::map<std::string, TrackAttribution> tracks_;
  ledger::Ledger ledger_ = ledger();
};

TEST_F(PlaySplitterTest, CarriesFractionsUntilTheyAreWhole) {
  PlaySplitter plays = splitter(ledger_);
  // A play is 0.2 cents: 0.06 for Anna, 0.04 for Bea, 0.1 for nobody.
  std::int64_t transfers = 0;
  for (int i = 1; i <= 100; ++i) {
    const auto split = plays.post(play("e" + std::to_string(i)));
    ASSERT_TRUE(split.ok()) << split.error().message;
    ASSERT_EQ(split->lines.size(), 3U);
    transfers += split->transfers;
    EXPECT_EQ(posted(ledger_, "party/Anna"), i * 6 / 100);
    EXPECT_EQ(posted(ledger_, "party/Bea"), i * 4 / 100);
    EXPECT_EQ(posted(ledger_, "unattributed"), i / 10);
  }
  EXPECT_EQ(transfers, 20);
  EXPECT_EQ(posted(ledger_, "clearing"), -20);
  EXPECT_EQ(problems(ledger_), "");
}

TEST_F(PlaySplitterTest, SplitsAPlayOnce) {
  {
    PlaySplitter plays = splitter(ledger_);
    PlayEvent many = play("e1");
    many.uses = 1'000;
    EXPECT_EQ(plays.post(many)->transfers, 3);
    EXPECT_TRUE(plays.post(many)->repeated);
  }
  PlaySplitter plays = splitter(ledger_);
  PlayEvent many = play("e1");
  many.uses = 1'000;
  EXPECT_TRUE(plays.post(many)->repeated);
  EXPECT_EQ(posted(ledger_, "party/Anna"), 60);
  many.uses = 999;
  EXPECT_EQ(plays.post(many).error().code, ErrorCode::kConflict);
  policy_.sha256 = std::string(64, '9');
  PlaySplitter other = splitter(ledger_);
  many.uses = 1'000;
  EXPECT_THAT(refusal(other, many), HasSubstr("another policy"));
}

TEST_F(PlaySplitterTest, SplitsTheRevenueOfAPlay) {
  policy_.rate = {RateModel::kShareOfRevenue, 250'000, 0, 0, 0, 0, 0};
  policy_.further_currencies = {currency_of("JPY").value()};
  PlaySplitter plays = splitter(ledger_);
  PlayEvent bought = play("e1");
  bought.revenue = Money{1'000, euro()};
  EXPECT_EQ(plays.post(bought)->lines.size(), 4U);
  EXPECT_EQ(posted(ledger_, "party/Anna"), 75);
  EXPECT_EQ(posted(ledger_, "unattributed"), 125);
  EXPECT_EQ(posted(ledger_, "platform"), 750);
  bought = play("e2", "never traced");
  bought.revenue = Money{100, currency_of("JPY").value()};
  ASSERT_TRUE(plays.post(bought).ok());
  EXPECT_EQ(posted(ledger_, "unattributed", "JPY"), 25);
}

TEST_F(PlaySplitterTest, RefusesMalformedPlays) {
  PlaySplitter plays = splitter(ledger_);
  EXPECT_THAT(refusal(plays, play("")), HasSubstr("an id has 1 to 200"));
  EXPECT_THAT(refusal(plays, play("a b")), HasSubstr("an id has 1 to 200"));
  EXPECT_THAT(refusal(plays, play(std::string(201, 'x'))), HasSubstr("an id has 1 to 200"));
  EXPECT_EQ(refusal(plays, play("e", "")), "play e: names no track");
  PlayEvent event = play("e");
  for (const std::string territory : {"", "de", "Dd", "ZZ", "DEU"}) {
    event.territory = territory;
    EXPECT_THAT(refusal(plays, event), HasSubstr("is no ISO 3166-1 code"));
  }
  event = play("e");
  event.uses = 0;
  EXPECT_EQ(refusal(plays, event), "play e: 0 uses");
  event.uses = 1'000'000'001;
  EXPECT_EQ(refusal(plays, event), "play e: 1000000001 uses");
  event = play("e");
  event.revenue = Money{-1, euro()};
  EXPECT_EQ(refusal(plays, event), "play e: its revenue is negative");
  event.revenue = Money{1, currency_of("SEK").value()};
  EXPECT_THAT(refusal(plays, event), HasSubstr("is in SEK"));
  policy_.rate = {RateModel::kShareOfRevenue, 250'000, 0, 0, 0, 0, 0};
  PlaySplitter revenue = splitter(ledger_);
  EXPECT_THAT(refusal(revenue, play("e")), HasSubstr("states no revenue"));
  tracks_["broken"] = attribution("broken", {share("recording", "broken", "", kWholePpm)});
  event = play("e", "broken");
  event.revenue = Money{100, euro()};
  EXPECT_THAT(refusal(revenue, event), HasSubstr("rights.db"));
  event.track_id = "t1";
  EXPECT_EQ(refusal(revenue, event), "split");
}

TEST_F(PlaySplitterTest, RefusesPoliciesThatNeedTheWholePeriod) {
  const auto refusal_of = [&] {
    const auto opened = try_splitter(ledger_);
    return opened ? "opened" : opened.error().message;
  };
  EXPECT_EQ(refusal_of(), "opened");
  policy_.track_cap_ppm = 5;
  EXPECT_THAT(refusal_of(), HasSubstr("it has caps"));
  policy_.track_cap_ppm = kWholePpm;
  policy_.party_cap_ppm = 5;
  EXPECT_THAT(refusal_of(), HasSubstr("it has caps"));
  policy_.rate.fixed_fee_minor = 1;
  policy_.party_cap_ppm = kWholePpm;
  EXPECT_THAT(refusal_of(), HasSubstr("it has a fixed fee"));
  policy_.pool = PoolKind::kProRata;
  EXPECT_THAT(refusal_of(), HasSubstr("it divides pools"));
}

TEST_F(PlaySplitterTest, LeavesNothingOfAPlayThatTheLedgerDoesNotTake) {
  // An account of the wrong kind stands in the way.
  const NewAccount wrong{"party/Anna", euro(), AccountKind::kPlatform, BalanceLimit::kNone};
  ASSERT_TRUE(ledger_.open_accounts(std::vector{wrong}).ok());
  const std::string hash = ledger_.head()->hash;
  PlayEvent many = play("e1");
  many.uses = 1'000;
  PlaySplitter plays = splitter(ledger_);
  EXPECT_EQ(
      refusal(plays, many),
      "event \"play e1\": account \"party/Anna\" in EUR: is open with another kind or limit, as a platform account "
      "1");
  EXPECT_EQ(ledger_.head()->hash, hash);
  EXPECT_EQ(plays.post(play("e2", "never traced"))->transfers, 0);
  EXPECT_EQ(problems(ledger_), "");
}

TEST_F(PlaySplitterTest, RemembersAPlayThatEarnsNothing) {
  policy_.rate = {RateModel::kShareOfRevenue, 250'000, 0, 0, 0, 0, 0};
  PlaySplitter plays = splitter(ledger_);
  PlayEvent free = play("e1");
  free.revenue = Money{0, euro()};
  EXPECT_FALSE(plays.post(free)->repeated);
  EXPECT_TRUE(plays.post(free)->repeated);
  free.revenue = Money{1, euro()};
  EXPECT_THAT(refusal(plays, free), HasSubstr("was split before with other content"));
  EXPECT_EQ(problems(ledger_), "");
}

TEST_F(PlaySplitterTest, SharesTheLedgerWithOtherWriters) {
  // Two processes split plays of the same parties in turn, and a third posts transfers.
  ledger::Ledger second = ledger();
  PlaySplitter one = splitter(ledger_);
  PlaySplitter other = splitter(second);
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(one.post(play("a" + std::to_string(i))).ok());
    ASSERT_TRUE(other.post(play("b" + std::to_string(i))).ok());
    EXPECT_TRUE(one.post(play("b" + std::to_string(i)))->repeated);
    ASSERT_TRUE(ledger_.tidy().ok());
  }
  EXPECT_EQ(posted(ledger_, "party/Anna"), 6);
  EXPECT_EQ(posted(second, "party/Bea"), 4);
  EXPECT_EQ(problems(ledger_), "");
}

TEST_F(PlaySplitterTest, SurvivesBeingKilled) {
  constexpr int kPlays = 400;
  std::mt19937 random(20'261'126);
  int done = 0;
  int kills = 0;
  while (done < kPlays) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ledger::Ledger own = ledger();
      PlaySplitter plays = splitter(own);
      for (int i = done > 0 ? done - 1 : 0; i < kPlays; ++i) {
        PlayEvent event = play("e" + std::to_string(i));
        event.uses = 700;
        if (!plays.post(event).ok()) ::_exit(1);
        const char byte = 1;
        if (::write(ends[1], &byte, 1) != 1) ::_exit(1);
      }
      ::_exit(0);
    }
    ::close(ends[1]);
    int acknowledged = 0;
    const int wanted = static_cast<int>(random() % 60);
    char byte = 0;
    while (acknowledged < wanted && ::read(ends[0], &byte, 1) == 1) ++acknowledged;
    ::kill(child, SIGKILL);
    while (::read(ends[0], &byte, 1) == 1) ++acknowledged;
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    done = (done > 0 ? done - 1 : 0) + acknowledged;
    ++kills;
  }
  EXPECT_GT(kills, 5);
  ledger::Ledger own = ledger();
  PlaySplitter plays = splitter(own);
  // 400 plays of 700 uses at 0.2 cents: 560 EUR cents × 100.
  EXPECT_EQ(posted(own, "party/Anna"), 400 * 42);
  EXPECT_EQ(posted(own, "party/Bea"), 400 * 28);
  EXPECT_EQ(posted(own, "unattributed"), 400 * 70);
  EXPECT_EQ(problems(own), "");
  // And the same bytes as if nothing had happened.
  auto unkilled = ledger::Ledger::open(folder_ / "unkilled.db", db::Connection::Mode::kCreate, clock());
  PlaySplitter in_peace = splitter(*unkilled);
  for (int i = 0; i < kPlays; ++i) {
    PlayEvent event = play("e" + std::to_string(i));
    event.uses = 700;
    ASSERT_TRUE(in_peace.post(event).ok());
  }
  EXPECT_EQ(own.head()->hash, unkilled->head()->hash);
}

}  // namespace
}  // namespace tributary::royalty
