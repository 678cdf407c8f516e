#include "royalty/nano.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>

#include "base/check.h"

namespace tributary::royalty {
namespace {

using base::UInt128;

UInt128 magnitude(Nano amount) { return amount < 0 ? ~static_cast<UInt128>(amount) + 1 : static_cast<UInt128>(amount); }

Error too_large() { return Error{ErrorCode::kLimit, "an amount does not fit 64 bits of minor units"}; }

Result<std::int64_t> narrowed(Nano minor) {
  if (minor > std::numeric_limits<std::int64_t>::max() || minor < std::numeric_limits<std::int64_t>::min())
    return too_large();
  return static_cast<std::int64_t>(minor);
}

// Towards minus infinity.
Nano floor_minor(Nano amount) {
  const Nano quotient = amount / kNanoPerMinor;
  return amount % kNanoPerMinor < 0 ? quotient - 1 : quotient;
}

}  // namespace

Result<FineAmount> fine_amount_of(Nano amount) {
  TRIBUTARY_ASSIGN(const std::int64_t minor, narrowed(amount / kNanoPerMinor));
  return FineAmount{minor, static_cast<std::int32_t>(amount % kNanoPerMinor)};
}

Result<std::int64_t> rounded_minor(Nano amount, Rounding rounding) {
  Nano quotient = amount / kNanoPerMinor;
  const Nano rest = amount % kNanoPerMinor;
  const UInt128 twice = 2 * magnitude(rest);
  const bool up = twice > UInt128{kNanoPerMinor} || (twice == UInt128{kNanoPerMinor} && quotient % 2 != 0);
  if (rounding == Rounding::kHalfEven && up) quotient += amount < 0 ? -1 : 1;
  return narrowed(quotient);
}

Quotient part_of(Nano amount, std::int64_t part, std::int64_t whole) {
  const auto divisor = static_cast<UInt128>(whole);
  const auto factor = static_cast<UInt128>(part);
  const UInt128 value = static_cast<UInt128>(amount);
  // Amounts of usual size, below 2^64, need one product; others are taken apart so that no product overflows.
  if (value >> 64U == 0) {
    const UInt128 product = value * factor;
    return {static_cast<Nano>(product / divisor), static_cast<std::uint64_t>(product % divisor)};
  }
  const UInt128 rest = (value % divisor) * factor;
  return {static_cast<Nano>(value / divisor * factor + rest / divisor), static_cast<std::uint64_t>(rest % divisor)};
}

void divide(Nano amount, std::span<const std::int64_t> weights, std::vector<Nano>& parts) {
  parts.assign(weights.size(), 0);
  const std::int64_t whole = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  if (amount == 0) return;
  TRIBUTARY_CHECK(whole > 0);
  const Nano positive = amount < 0 ? -amount : amount;
  struct Rest {
    std::uint64_t remainder;
    std::int64_t weight;
    std::size_t index;
  };
  std::vector<Rest> rests;
  rests.reserve(weights.size());
  Nano left = positive;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Quotient quotient = part_of(positive, weights[i], whole);
    parts[i] = quotient.value;
    left -= quotient.value;
    if (quotient.remainder > 0) rests.push_back({quotient.remainder, weights[i], i});
  }
  // The remainders add up to left × whole, and each is below whole: there are more of them than units left.
  const auto taken = static_cast<std::ptrdiff_t>(left);
  std::partial_sort(rests.begin(), rests.begin() + taken, rests.end(), [](const Rest& a, const Rest& b) {
    if (a.remainder != b.remainder) return a.remainder > b.remainder;
    return a.weight != b.weight ? a.weight > b.weight : a.index < b.index;
  });
  for (std::ptrdiff_t i = 0; i < taken; ++i) ++parts[rests[static_cast<std::size_t>(i)].index];
  if (amount < 0)
    for (Nano& part : parts) part = -part;
}

Result<std::vector<std::int64_t>> rounded_to_total(std::int64_t total_minor, std::span<const Nano> amounts) {
  std::vector<std::int64_t> rounded;
  rounded.reserve(amounts.size());
  std::vector<std::pair<Nano, std::size_t>> rests;  // negative remainder, index: sorted, the largest come first
  Nano left = total_minor;
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    const Nano floor = floor_minor(amounts[i]);
    TRIBUTARY_ASSIGN(const std::int64_t minor, narrowed(floor));
    rounded.push_back(minor);
    left -= floor;
    if (const Nano rest = amounts[i] - floor * kNanoPerMinor; rest > 0) rests.emplace_back(-rest, i);
  }
  TRIBUTARY_CHECK(left >= 0 && left <= static_cast<Nano>(rests.size()));
  const auto taken = static_cast<std::ptrdiff_t>(left);
  std::partial_sort(rests.begin(), rests.begin() + taken, rests.end());
  for (std::ptrdiff_t i = 0; i < taken; ++i) ++rounded[rests[static_cast<std::size_t>(i)].second];
  return rounded;
}

}  // namespace tributary::royalty
