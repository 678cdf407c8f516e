#include "tributary/money.h"

#include <fmt/core.h>

#include "base/int128.h"

namespace tributary {
namespace {

using base::UInt128;

constexpr std::int32_t kLargestExponent = 18;

Error too_large(std::string_view what) {
  return Error{ErrorCode::kLimit, fmt::format("{} does not fit 64 bits", what)};
}

std::int64_t power_of_ten(std::int32_t exponent) {
  std::int64_t power = 1;
  for (std::int32_t i = 0; i < exponent; ++i) power *= 10;
  return power;
}

UInt128 divided(UInt128 dividend, UInt128 divisor, Rounding rounding) {
  const UInt128 quotient = dividend / divisor;
  if (rounding == Rounding::kTowardZero) return quotient;
  const UInt128 rest = dividend % divisor;
  const UInt128 complement = divisor - rest;
  const bool up = rest > complement || (rest == complement && (quotient & 1) != 0);
  return quotient + (up ? 1 : 0);
}

struct Decimal {
  bool negative = false;
  std::uint64_t digits = 0;   // without the point
  std::int32_t decimals = 0;  // digits behind the point
};

// A sign, digits, and where there is a point, digits on both sides of it.
Result<Decimal> parse_decimal(std::string_view text) {
  const Error malformed{ErrorCode::kInvalidInput, fmt::format("\"{}\": is no decimal number", text)};
  Decimal decimal;
  decimal.negative = text.starts_with('-');
  bool point = false;
  bool digit_before = false;  // directly before this character
  for (const char c : text.substr(decimal.negative ? 1 : 0)) {
    if (c == '.' && digit_before && !point) {
      point = true;
      digit_before = false;
      continue;
    }
    if (c < '0' || c > '9') return malformed;
    digit_before = true;
    const UInt128 digits = UInt128{decimal.digits} * 10 + static_cast<unsigned>(c - '0');
    if (digits > base::magnitude(std::numeric_limits<std::int64_t>::min()))
      return too_large(fmt::format("\"{}\"", text));
    decimal.digits = static_cast<std::uint64_t>(digits);
    if (point) ++decimal.decimals;
  }
  if (!digit_before) return malformed;
  return decimal;
}

}  // namespace

std::string to_string(const Money& money) {
  const std::string digits =
      fmt::format("{:0{}}", base::magnitude(money.minor), static_cast<std::size_t>(money.currency.exponent) + 1);
  const std::size_t whole = digits.size() - static_cast<std::size_t>(money.currency.exponent);
  return fmt::format("{}{}{}{} {}", money.minor < 0 ? "-" : "", digits.substr(0, whole),
                     money.currency.exponent > 0 ? "." : "", digits.substr(whole), money.currency.code());
}

Result<Money> parse_money(std::string_view decimal, const Currency& currency) {
  TRIBUTARY_ASSIGN(const Decimal parsed, parse_decimal(decimal));
  if (parsed.decimals > currency.exponent)
    return Error{ErrorCode::kInvalidInput, fmt::format("\"{}\": has {} decimals, and {} has {}", decimal,
                                                       parsed.decimals, currency.code(), currency.exponent)};
  const auto power = static_cast<std::uint64_t>(power_of_ten(currency.exponent - parsed.decimals));
  const auto minor = base::with_sign(UInt128{parsed.digits} * power, parsed.negative);
  if (!minor) return too_large(fmt::format("\"{}\" {}", decimal, currency.code()));
  return Money{*minor, currency};
}

Result<std::int64_t> add_minor(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return too_large(fmt::format("{} + {}", a, b));
  return sum;
}

Result<Money> add(const Money& a, const Money& b) {
  if (a.currency != b.currency)
    return Error{ErrorCode::kInvalidInput,
                 fmt::format("{} and {} are of different currencies", to_string(a), to_string(b))};
  TRIBUTARY_ASSIGN(const std::int64_t minor, add_minor(a.minor, b.minor));
  return Money{minor, a.currency};
}

Result<Money> subtract(const Money& a, const Money& b) {
  if (a.currency != b.currency)
    return Error{ErrorCode::kInvalidInput,
                 fmt::format("{} and {} are of different currencies", to_string(a), to_string(b))};
  std::int64_t minor = 0;
  if (__builtin_sub_overflow(a.minor, b.minor, &minor))
    return too_large(fmt::format("{} - {}", to_string(a), to_string(b)));
  return Money{minor, a.currency};
}

Result<std::int64_t> scaled(std::int64_t amount_minor, std::int64_t numerator, std::int64_t denominator,
                            Rounding rounding) {
  if (numerator < 0 || denominator < 1)
    return Error{ErrorCode::kInvalidInput,
                 fmt::format("{}/{}: is no factor: it needs a numerator from 0 and a denominator from 1", numerator,
                             denominator)};
  const UInt128 product = UInt128{base::magnitude(amount_minor)} * static_cast<std::uint64_t>(numerator);
  const auto result =
      base::with_sign(divided(product, static_cast<std::uint64_t>(denominator), rounding), amount_minor < 0);
  if (!result) return too_large(fmt::format("{} × {}/{}", amount_minor, numerator, denominator));
  return *result;
}

Result<std::int64_t> part_ppm(std::int64_t amount_minor, Ppm share_ppm, Rounding rounding) {
  return scaled(amount_minor, share_ppm, kWholePpm, rounding);
}

Result<ExchangeRate> parse_rate(std::string_view decimal) {
  TRIBUTARY_ASSIGN(const Decimal parsed, parse_decimal(decimal));
  const auto numerator = base::with_sign(parsed.digits, parsed.negative);
  if (!numerator || *numerator <= 0 || parsed.decimals > kLargestExponent)
    return Error{ErrorCode::kInvalidInput,
                 fmt::format("\"{}\": is no rate: it takes a number above 0 of at most 18 digits", decimal)};
  return ExchangeRate{*numerator, power_of_ten(parsed.decimals)};
}

Result<Money> convert(const Money& money, const Currency& to, const ExchangeRate& rate) {
  if (rate.numerator < 1 || rate.denominator < 1)
    return Error{ErrorCode::kInvalidInput,
                 fmt::format("{}/{}: is no rate: both must be above 0", rate.numerator, rate.denominator)};
  UInt128 dividend = UInt128{base::magnitude(money.minor)} * static_cast<std::uint64_t>(rate.numerator);
  UInt128 divisor = static_cast<std::uint64_t>(rate.denominator);
  const std::int32_t shift = to.exponent - money.currency.exponent;
  bool fits = true;
  if (shift >= 0)
    fits = !__builtin_mul_overflow(dividend, UInt128{static_cast<std::uint64_t>(power_of_ten(shift))}, &dividend);
  else
    divisor *= static_cast<std::uint64_t>(power_of_ten(-shift));
  const auto minor =
      fits ? base::with_sign(divided(dividend, divisor, Rounding::kHalfEven), money.minor < 0) : std::nullopt;
  if (!minor)
    return too_large(fmt::format("{} at {}/{} in {}", to_string(money), rate.numerator, rate.denominator, to.code()));
  return Money{*minor, to};
}

}  // namespace tributary
