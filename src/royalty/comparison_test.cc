#include "royalty/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "royalty/test_books.h"

namespace tributary::royalty {
namespace {

TEST(Comparison, NamesThoseFirstForWhomMostChanges) {
  const Allocation before = small_allocation();
  Allocation after = small_allocation();
  auto& totals = after.currencies[0].totals;
  totals[0].amount.minor -= 10;
  totals[1] = totals[2];
  totals.pop_back();
  const Money none{0, euro()};
  EXPECT_THAT(
      compare(before, after),
      ::testing::ElementsAre(ComparedPayee{Payee::kParty, "Bea", Right::kMaster, {2'000, euro()}, none},
                             ComparedPayee{Payee::kParty, "Anna", Right::kMaster, {4'000, euro()}, {3'990, euro()}},
                             ComparedPayee{Payee::kUnattributed, "", std::nullopt, {4'000, euro()}, {4'000, euro()}}));
  after.currencies[0].totals[0].amount.currency = currency_of("CHF").value();
  EXPECT_EQ(compare(before, after).front().after.currency.code(), "CHF");
}

}  // namespace
}  // namespace tributary::royalty
