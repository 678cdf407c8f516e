#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/int128.h"
#include "tributary/money.h"

namespace tributary {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kSmallest = std::numeric_limits<std::int64_t>::min();

std::vector<std::int64_t> split(std::int64_t amount_minor, const std::vector<Claim>& claims) {
  const auto amounts = allocate(amount_minor, claims);
  EXPECT_TRUE(amounts.ok()) << amounts.error().message;
  return *amounts;
}

TEST(Allocate, GivesWhatIsLeftToTheLargestRemainders) {
  EXPECT_THAT(split(100, {{"a", 1}, {"b", 1}, {"c", 1}}), ElementsAre(34, 33, 33));
  EXPECT_THAT(split(100, {{"c", 1}, {"b", 1}, {"a", 1}}), ElementsAre(33, 33, 34));
  EXPECT_THAT(split(10, {{"a", 1}, {"b", 3}, {"none", 0}}), ElementsAre(2, 8, 0));
  EXPECT_THAT(split(1, {{"small", 499'999}, {"large", 500'001}}), ElementsAre(0, 1));
}

TEST(Allocate, SplitsAReversalAsTheMirrorImage) {
  EXPECT_THAT(split(-100, {{"a", 1}, {"b", 1}, {"c", 1}}), ElementsAre(-34, -33, -33));
  EXPECT_THAT(split(kSmallest, {{"a", 1}}), ElementsAre(kSmallest));
}

TEST(Allocate, HoldsAtTheLimits) {
  EXPECT_THAT(split(kLargest, {{"a", kLargest - 1}, {"b", 1}}), ElementsAre(kLargest - 1, 1));
  EXPECT_THAT(split(0, {}), ElementsAre());
  EXPECT_THAT(split(0, {{"a", 0}}), ElementsAre(0));
}

TEST(Allocate, RefusesClaimsThatAreNone) {
  EXPECT_THAT(allocate(1, std::vector<Claim>{{"a", -1}}).error().message,
              HasSubstr("\"a\": has the negative weight -1"));
  EXPECT_THAT(allocate(1, std::vector<Claim>{{"a", 1}, {"b", 1}, {"a", 2}}).error().message,
              HasSubstr("\"a\": has two claims"));
  EXPECT_THAT(allocate(7, std::vector<Claim>{{"a", 0}}).error().message, HasSubstr("7 minor units have no claim"));
  EXPECT_EQ(allocate(1, std::vector<Claim>{{"a", kLargest}, {"b", 1}}).error().code, ErrorCode::kLimit);
}

struct Case {
  std::int64_t amount_minor = 0;
  std::vector<std::string> keys;
  std::vector<Claim> claims;
};

// Few claims mostly, sometimes many; weights from splits, small numbers or all of 64 bits; ties are common.
void make_case(std::mt19937_64& random, Case& made) {
  const std::size_t count = 1 + random() % (random() % 50 == 0 ? 60 : 6);
  made.amount_minor = static_cast<std::int64_t>(random() >> (random() % 64));
  made.keys.clear();
  made.claims.clear();
  for (std::size_t i = 0; i < count; ++i) made.keys.push_back(std::to_string((i * 37 + 11) % 101));
  const auto style = random() % 4;
  for (const std::string& key : made.keys) {
    std::int64_t weight = static_cast<std::int64_t>(random() % 1'000'001);
    if (style == 1) weight = static_cast<std::int64_t>(random() % 4);
    if (style == 2) weight = static_cast<std::int64_t>(random() >> (7 + random() % 56));
    if (style == 3) weight = 333'333;
    made.claims.push_back({key, weight});
  }
  if (std::all_of(made.claims.begin(), made.claims.end(), [](const Claim& c) { return c.weight == 0; }))
    made.claims.front().weight = 1;
}

// Sums, bounds and mirror image of one case; the same claims in another order get the same amounts.
bool sound(const Case& made, std::mt19937_64& random) {
  const auto amounts = split(made.amount_minor, made.claims);
  base::Int128 total = 0;
  base::Int128 weights = 0;
  for (const Claim& claim : made.claims) weights += claim.weight;
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    total += amounts[i];
    const base::Int128 error =
        base::Int128{amounts[i]} * weights - base::Int128{made.amount_minor} * made.claims[i].weight;
    if (error >= weights || -error >= weights) return false;
  }
  if (total != made.amount_minor) return false;

  std::vector<std::size_t> order(made.claims.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), random);
  std::vector<Claim> shuffled;
  for (const std::size_t i : order) shuffled.push_back(made.claims[i]);
  const bool negative = random() % 2 == 0;
  const auto again = split(negative ? -made.amount_minor : made.amount_minor, shuffled);
  for (std::size_t i = 0; i < order.size(); ++i)
    if (again[i] != (negative ? -amounts[order[i]] : amounts[order[i]])) return false;
  return true;
}

TEST(Allocate, AddsUpInAnyOrderForAMillionRandomCases) {
  std::mt19937_64 random(20261125);
  Case made;
  for (int i = 0; i < 1'000'000; ++i) {
    make_case(random, made);
    ASSERT_TRUE(sound(made, random)) << "case " << i << ": " << made.amount_minor << " among " << made.claims.size();
  }
}

}  // namespace
}  // namespace tributary
