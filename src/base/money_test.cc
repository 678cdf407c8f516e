#include "tributary/money.h"

#include <limits>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/int128.h"

namespace tributary {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kSmallest = std::numeric_limits<std::int64_t>::min();

const Currency kEuro = currency_of("EUR").value();
const Currency kYen = currency_of("JPY").value();
const Currency kDinar = currency_of("KWD").value();

template <typename T>
std::string refusal(const Result<T>& result) {
  return result.ok() ? "no error" : result.error().message;
}

TEST(Currency, KnowsTheMinorUnits) {
  EXPECT_EQ(kEuro.exponent, 2);
  EXPECT_EQ(kYen.exponent, 0);
  EXPECT_EQ(kDinar.exponent, 3);
  EXPECT_EQ(currency_of("UYW")->exponent, 4);
  EXPECT_EQ(currency_of("HUF")->exponent, 2);
  EXPECT_EQ(kYen.code(), "JPY");
}

TEST(Currency, RefusesWhatIsNone) {
  for (const char* code : {"", "EU", "EURO", "eur", "XXX", "UR ", "R G", "ZZZ"})
    EXPECT_THAT(refusal(currency_of(code)), HasSubstr("is no currency code of ISO 4217")) << code;
}

TEST(MoneyText, ShowsAllDecimalsOfTheCurrency) {
  EXPECT_EQ(to_string({123456, kEuro}), "1234.56 EUR");
  EXPECT_EQ(to_string({-5, kEuro}), "-0.05 EUR");
  EXPECT_EQ(to_string({-5, kYen}), "-5 JPY");
  EXPECT_EQ(to_string({0, kDinar}), "0.000 KWD");
  EXPECT_EQ(to_string({kSmallest, kEuro}), "-92233720368547758.08 EUR");
}

TEST(MoneyText, ReadsWhatItShows) {
  std::mt19937_64 random(20261125);
  for (int i = 0; i < 10'000; ++i) {
    const Currency currency = std::array{kEuro, kYen, kDinar}[random() % 3];
    const Money money{static_cast<std::int64_t>(random() >> (random() % 64)) * (i % 2 == 0 ? 1 : -1), currency};
    const std::string text = to_string(money);
    EXPECT_EQ(parse_money(text.substr(0, text.size() - 4), currency).value(), money);
  }
  EXPECT_EQ(parse_money("-92233720368547758.08", kEuro)->minor, kSmallest);
  EXPECT_EQ(parse_money("7.5", kEuro)->minor, 750);
}

TEST(MoneyText, RefusesWhatIsNoAmount) {
  for (const char* text : {"", "-", ".5", "5.", "1,5", "1.2.3", "+1", " 1", "1e3", "0x1", "--1", "1-"})
    EXPECT_THAT(refusal(parse_money(text, kEuro)), HasSubstr("is no decimal number")) << text;
  EXPECT_THAT(refusal(parse_money("1.234", kEuro)), HasSubstr("has 3 decimals, and EUR has 2"));
  EXPECT_THAT(refusal(parse_money("92233720368547758.08", kEuro)), HasSubstr("does not fit 64 bits"));
  EXPECT_THAT(refusal(parse_money("99999999999999999999999", kEuro)), HasSubstr("does not fit 64 bits"));
}

TEST(MoneyArithmetic, IsCheckedAndKeepsCurrenciesApart) {
  EXPECT_EQ(add({1, kEuro}, {2, kEuro}).value(), (Money{3, kEuro}));
  EXPECT_EQ(subtract({1, kEuro}, {2, kEuro}).value(), (Money{-1, kEuro}));
  EXPECT_THAT(refusal(add({kLargest, kEuro}, {1, kEuro})), HasSubstr("does not fit 64 bits"));
  EXPECT_THAT(refusal(subtract({kSmallest, kEuro}, {1, kEuro})), HasSubstr("does not fit 64 bits"));
  EXPECT_THAT(refusal(add({1, kEuro}, {1, kYen})), HasSubstr("0.01 EUR and 1 JPY are of different currencies"));
  EXPECT_THAT(refusal(subtract({1, kEuro}, {1, kYen})), HasSubstr("different currencies"));
}

TEST(Scaled, RoundsOnceAndMirrorsNegativeAmounts) {
  EXPECT_EQ(scaled(7, 1, 2, Rounding::kTowardZero).value(), 3);
  EXPECT_EQ(scaled(7, 1, 2, Rounding::kHalfEven).value(), 4);
  EXPECT_EQ(scaled(5, 1, 2, Rounding::kHalfEven).value(), 2);
  EXPECT_EQ(scaled(-5, 1, 2, Rounding::kHalfEven).value(), -2);
  EXPECT_EQ(scaled(-7, 1, 2, Rounding::kTowardZero).value(), -3);
  EXPECT_EQ(scaled(kSmallest, kLargest, kLargest, Rounding::kHalfEven).value(), kSmallest);
  EXPECT_EQ(part_ppm(1'000'000'000'000, 280'000, Rounding::kTowardZero).value(), 280'000'000'000);
}

TEST(Scaled, RefusesWhatDoesNotFitOrIsNoFactor) {
  EXPECT_THAT(refusal(scaled(kLargest, 2, 1, Rounding::kHalfEven)), HasSubstr("does not fit 64 bits"));
  EXPECT_THAT(refusal(scaled(1, 1, 0, Rounding::kHalfEven)), HasSubstr("1/0: is no factor"));
  EXPECT_THAT(refusal(scaled(1, -1, 1, Rounding::kHalfEven)), HasSubstr("-1/1: is no factor"));
  EXPECT_THAT(refusal(part_ppm(1, -1, Rounding::kHalfEven)), HasSubstr("is no factor"));
}

TEST(Convert, UsesTheExactRateAndTheMinorUnits) {
  EXPECT_EQ(parse_rate("0.9213").value(), (ExchangeRate{9213, 10'000}));
  EXPECT_EQ(convert({10'000, kEuro}, kYen, parse_rate("161.37").value()).value(), (Money{16'137, kYen}));
  EXPECT_EQ(convert({16'137, kYen}, kEuro, {100, 16'137}).value(), (Money{10'000, kEuro}));
  EXPECT_EQ(convert({1, kYen}, kDinar, {1, 1}).value(), (Money{1000, kDinar}));
  EXPECT_EQ(convert({50, kEuro}, kYen, {1, 1}).value(), (Money{0, kYen}));
  EXPECT_EQ(convert({-150, kEuro}, kYen, {1, 1}).value(), (Money{-2, kYen}));
}

TEST(Convert, RefusesRatesAndResultsThatCannotBe) {
  for (const char* rate : {"0", "-1", "0.0", "0.0000000000000000001"})
    EXPECT_THAT(refusal(parse_rate(rate)), HasSubstr("is no rate")) << rate;
  EXPECT_THAT(refusal(parse_rate("a")), HasSubstr("is no decimal number"));
  EXPECT_THAT(refusal(parse_rate("99999999999999999999")), HasSubstr("does not fit 64 bits"));
  EXPECT_THAT(refusal(convert({1, kEuro}, kYen, {0, 1})), HasSubstr("0/1: is no rate"));
  EXPECT_THAT(refusal(convert({1, kEuro}, kYen, {1, 0})), HasSubstr("1/0: is no rate"));
  EXPECT_THAT(refusal(convert({kLargest, kYen}, kEuro, {1, 1})), HasSubstr("does not fit 64 bits"));
  EXPECT_THAT(refusal(convert({kLargest, kYen}, kDinar, {kLargest, 1})), HasSubstr("does not fit 64 bits"));
}

}  // namespace
}  // namespace tributary
