#include <gtest/gtest.h>

#include "tributary/royalty.h"

namespace tributary {
namespace {

TEST(FineAmount, ShowsTheCurrencysDigitsAndThoseThatMatter) {
  const Currency euro = currency_of("EUR").value();
  const Currency yen = currency_of("JPY").value();
  EXPECT_EQ(to_string(FineAmount{1234, 0}, euro), "12.34 EUR");
  EXPECT_EQ(to_string(FineAmount{0, 200'000'000}, euro), "0.002 EUR");
  EXPECT_EQ(to_string(FineAmount{-7, -1}, euro), "-0.07000000001 EUR");
  EXPECT_EQ(to_string(FineAmount{0, -500'000'000}, yen), "-0.5 JPY");
  EXPECT_EQ(to_string(FineAmount{15, 0}, yen), "15 JPY");
  EXPECT_EQ(to_string(FineAmount{}, currency_of("KWD").value()), "0.000 KWD");
}

TEST(RoyaltyNames, AreDistinct) {
  EXPECT_EQ(name_of(Payee::kEqualPool), "equal-pool");
  EXPECT_EQ(name_of(Ground::kBelowConfidence), "below-confidence");
}

}  // namespace
}  // namespace tributary
