// Money: whole minor units of an ISO 4217 currency, computed with integers only.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tributary/ppm.h"
#include "tributary/result.h"

namespace tributary {

// An ISO 4217 currency: its three letters, and how many decimal digits its minor unit has.
struct Currency {
  std::array<char, 3> letters{};
  std::int32_t exponent = 0;  // 2 for EUR, 0 for JPY, 3 for KWD

  std::string_view code() const { return {letters.data(), letters.size()}; }
  bool operator==(const Currency&) const = default;
};

// The currency with this code, in upper case. kInvalidInput where ISO 4217 lists none in use with that code.
Result<Currency> currency_of(std::string_view code);

struct Money {
  std::int64_t minor = 0;
  Currency currency;

  bool operator==(const Money&) const = default;
};

// "-1234.56 EUR", "1234 JPY": the same in every locale, and what parse_money reads.
std::string to_string(const Money& money);

// "1234.56" or "-0.5" as an amount of the currency. kInvalidInput where it is no decimal number, has more decimals
// than the currency, or does not fit.
Result<Money> parse_money(std::string_view decimal, const Currency& currency);

// kLimit where the result does not fit 64 bits; kInvalidInput where the currencies differ.
Result<Money> add(const Money& a, const Money& b);
Result<Money> subtract(const Money& a, const Money& b);

// kLimit where the sum does not fit 64 bits.
Result<std::int64_t> add_minor(std::int64_t a, std::int64_t b);

enum class Rounding {
  kTowardZero,
  kHalfEven,  // to the nearest, halves to the even neighbour
};

// amount × numerator / denominator, computed in 128 bits and rounded once; a negative amount gives the mirror image
// of the positive one. kInvalidInput where numerator < 0 or denominator < 1; kLimit where the result does not fit.
Result<std::int64_t> scaled(std::int64_t amount_minor, std::int64_t numerator, std::int64_t denominator,
                            Rounding rounding);

// That many parts per million of an amount. Parts of one whole belong to allocate(), which loses nothing.
Result<std::int64_t> part_ppm(std::int64_t amount_minor, Ppm share_ppm, Rounding rounding);

// An exact price: `numerator` / `denominator` major units of one currency for one major unit of another.
struct ExchangeRate {
  std::int64_t numerator = 0;    // > 0
  std::int64_t denominator = 1;  // > 0

  bool operator==(const ExchangeRate&) const = default;
};

// "0.9213" as 9213/10000, not reduced. kInvalidInput where it is no positive decimal number of at most 18 digits.
Result<ExchangeRate> parse_rate(std::string_view decimal);

// The amount in the other currency, to the nearest minor unit, halves to the even one. kInvalidInput where the rate
// is not positive; kLimit where the result does not fit.
Result<Money> convert(const Money& money, const Currency& to, const ExchangeRate& rate);

// Someone's weight in an allocation.
struct Claim {
  std::string_view key;     // unique among the claims of a call; decides ties by its bytes
  std::int64_t weight = 0;  // >= 0
};

// Splits an amount in proportion to the weights by largest remainder (Hamilton's method): the result has the order
// of the claims and adds up to the amount exactly, and each part differs from the exact proportion by less than one
// minor unit. Minor units left over go to the largest remainders, ties to the larger weight, then to the smaller key
// in byte order, so that what a claim gets does not depend on the order of the claims. A negative amount is split as
// the mirror image of the positive one, which makes a reversal exact. A weight of 0 gets nothing.
// kInvalidInput where a weight is negative, a key occurs twice, or no weight is above 0 and the amount is not 0;
// kLimit where the weights add up to more than 64 bits hold.
Result<std::vector<std::int64_t>> allocate(std::int64_t amount_minor, std::span<const Claim> claims);

}  // namespace tributary
