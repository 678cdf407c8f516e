#include "rights/conflict_regions.h"

#include <algorithm>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rights/verdict.h"

namespace tributary::rights {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

StoredClaim claim(const std::string& party, Ppm share, const char* where, std::int32_t first = kEverSince.days,
                  std::int32_t last = kForGood.days, const std::string& source = "csv:own", std::int64_t part = 0) {
  StoredClaim made;
  made.claim.party_id = party;
  made.claim.share_ppm = share;
  made.claim.source = source;
  made.claim.part = part;
  made.claim.place = party + "." + std::to_string(share);
  made.territory = parse_territory(where).value();
  made.first = Day{first};
  made.last = Day{last};
  return made;
}

Verdict judged(const std::vector<StoredClaim>& claims) {
  std::vector<const StoredClaim*> all;
  for (const StoredClaim& one : claims) all.push_back(&one);
  return judge(all);
}

TEST(Verdict, PaysEachPartyAndLeavesTheRestUnclaimed) {
  const Verdict verdict = judged({claim("ben", 250'000, "WORLD"), claim("anna", 500'000, "WORLD")});
  EXPECT_THAT(verdict.shares, ElementsAre(PartyShare{"anna", 500'000}, PartyShare{"ben", 250'000}));
  EXPECT_EQ(verdict.unclaimed_ppm, 250'000);
  EXPECT_EQ(judged({}).unclaimed_ppm, kWholePpm);
}

TEST(Verdict, AddsUpTheChainsOfOneSource) {
  const Verdict verdict =
      judged({claim("pub", 250'000, "WORLD", 0, 1, "cwr:a", 1), claim("pub", 250'000, "WORLD", 0, 1, "cwr:a", 2)});
  EXPECT_THAT(verdict.shares, ElementsAre(PartyShare{"pub", 500'000}));
}

TEST(Verdict, TakesSourcesThatAgreeForOne) {
  const Verdict verdict =
      judged({claim("pub", 600'000, "WORLD", 0, 1, "cwr:a"), claim("pub", 600'000, "WORLD", 0, 1, "csv:b")});
  EXPECT_EQ(verdict.conflict, "");
  EXPECT_EQ(verdict.unclaimed_ppm, 400'000);
}

TEST(Verdict, NamesSourcesThatDisagree) {
  const std::vector<StoredClaim> claims{claim("pub", 600'000, "WORLD", 0, 1, "cwr:a"),
                                        claim("pub", 500'000, "WORLD", 0, 1, "csv:b"), claim("ben", 1, "WORLD")};
  const Verdict verdict = judged(claims);
  EXPECT_EQ(verdict.conflict, "pub claims 50 % by csv:b and 60 % by cwr:a");
  EXPECT_THAT(verdict.shares, IsEmpty());
  EXPECT_EQ(verdict.unclaimed_ppm, kWholePpm);
  EXPECT_EQ(describe(verdict.colliding), "pub 50 % (pub.500000), pub 60 % (pub.600000)");
}

TEST(Verdict, NamesOverlappingClaimsOfOneSource) {
  EXPECT_EQ(judged({claim("pub", 1, "WORLD"), claim("pub", 2, "WORLD")}).conflict,
            "csv:own states overlapping claims of pub");
}

TEST(Verdict, AllowsTheToleranceOfCwrAndNoMore) {
  const Verdict within =
      judged({claim("a", 333'400, "WORLD"), claim("b", 333'600, "WORLD"), claim("c", 333'600, "WORLD")});
  EXPECT_EQ(within.conflict, "");
  std::int64_t sum = 0;
  for (const PartyShare& share : within.shares) sum += share.share_ppm;
  EXPECT_EQ(sum, kWholePpm);
  EXPECT_EQ(within.unclaimed_ppm, 0);
  EXPECT_EQ(judged({claim("a", 333'401, "WORLD"), claim("b", 333'600, "WORLD"), claim("c", 333'600, "WORLD")}).conflict,
            "the shares add up to 100.0601 %");
}

TEST(Verdict, DescribesNoMoreThanEight) {
  std::vector<StoredClaim> many;
  for (int i = 0; i < 11; ++i) many.push_back(claim("p" + std::to_string(10 + i), 100'000, "WORLD"));
  const Verdict verdict = judged(many);
  EXPECT_THAT(verdict.colliding, SizeIs(11));
  EXPECT_THAT(describe(verdict.colliding), ::testing::EndsWith("p17 10 % (p17.100000) and 3 more"));
}

TEST(ConflictRegions, AreWhereAndWhenClaimsOverlap) {
  const std::vector<StoredClaim> claims{claim("anna", 600'000, "WORLD -US", 10, 19),
                                        claim("ben", 500'000, "2124 US", 15, 30)};
  const auto regions = conflict_regions(claims);
  ASSERT_THAT(regions, SizeIs(1));
  EXPECT_EQ(to_string(regions[0].territory), "AT CH DE");
  EXPECT_EQ(regions[0].first, Day{15});
  EXPECT_EQ(regions[0].last, Day{19});
  EXPECT_EQ(regions[0].reason, "the shares add up to 110 %");
  EXPECT_THAT(regions[0].colliding, SizeIs(2));
}

TEST(ConflictRegions, DoNotSplitWhereAnInnocentClaimBegins) {
  const std::vector<StoredClaim> claims{claim("pub", 600'000, "WORLD", 0, 99, "a"),
                                        claim("pub", 500'000, "WORLD", 0, 99, "b"), claim("ben", 1, "DE", 50, 60)};
  const auto regions = conflict_regions(claims);
  ASSERT_THAT(regions, SizeIs(1));
  EXPECT_EQ(regions[0].territory, world());
  EXPECT_EQ(regions[0].last, Day{99});
}

TEST(ConflictRegions, MayLastForGood) {
  const std::vector<StoredClaim> claims{claim("a", 600'000, "DE"), claim("b", 600'000, "DE", 7)};
  const auto regions = conflict_regions(claims);
  ASSERT_THAT(regions, SizeIs(1));
  EXPECT_EQ(regions[0].first, Day{7});
  EXPECT_EQ(regions[0].last, kForGood);
}

// Every country and day one by one.
TEST(ConflictRegions, AgreeWithABruteForce) {
  constexpr const char* kPlaces[] = {"WORLD", "WORLD -US", "2124", "DE",         "DE US",
                                     "AT",    "2120 -AT",  "US",   "WORLD -2124"};
  constexpr const char* kCountries[] = {"DE", "AT", "CH", "US", "FR", "JP"};
  constexpr std::int32_t kDays = 12;
  int conflicts = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    std::vector<StoredClaim> claims;
    const std::size_t count = 1 + random() % 9;
    for (std::size_t i = 0; i < count; ++i) {
      std::int32_t first = static_cast<std::int32_t>(random() % kDays);
      std::int32_t last = first + static_cast<std::int32_t>(random() % 5);
      if (random() % 5 == 0) first = kEverSince.days;
      if (random() % 5 == 0) last = kForGood.days;
      claims.push_back(claim("p" + std::to_string(random() % 3), static_cast<Ppm>(100'000 * (1 + random() % 7)),
                             kPlaces[random() % std::size(kPlaces)], first, last, random() % 2 == 0 ? "a" : "b",
                             static_cast<std::int64_t>(random() % 2)));
    }
    const auto regions = conflict_regions(claims);
    for (const char* code : kCountries) {
      for (std::int32_t day = -2; day < kDays + 8; ++day) {
        std::vector<const StoredClaim*> active;
        for (const StoredClaim& one : claims)
          if ((one.territory & country(code)).any() && one.first.days <= day && day <= one.last.days)
            active.push_back(&one);
        const Verdict expected = judge(active);
        std::vector<const ConflictRegion*> found;
        for (const ConflictRegion& region : regions)
          if ((region.territory & country(code)).any() && region.first.days <= day && day <= region.last.days)
            found.push_back(&region);
        ASSERT_EQ(found.size(), expected.conflict.empty() ? 0U : 1U) << code << " " << day;
        if (found.empty()) continue;
        ++conflicts;
        ASSERT_EQ(found[0]->reason, expected.conflict);
        ASSERT_EQ(found[0]->colliding, expected.colliding);
      }
    }
  }
  EXPECT_GT(conflicts, 1000);
}

}  // namespace
}  // namespace tributary::rights
