// Exact amounts: integers in billionths of a minor unit, wide enough for every sum of a settlement.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/int128.h"
#include "tributary/money.h"
#include "tributary/royalty.h"

namespace tributary::royalty {

using Nano = base::Int128;

inline constexpr std::int64_t kNanoPerMinor = 1'000'000'000;

inline constexpr Nano nano_of(std::int64_t minor) { return Nano{minor} * kNanoPerMinor; }

// kLimit where the whole minor units do not fit 64 bits.
Result<FineAmount> fine_amount_of(Nano amount);

// The nearest whole minor units. kLimit as above.
Result<std::int64_t> rounded_minor(Nano amount, Rounding rounding);

// floor(amount × part / whole) of an amount >= 0, with the remainder of that division; 0 <= part <= whole, whole > 0.
// Never overflows.
struct Quotient {
  Nano value = 0;
  std::uint64_t remainder = 0;
};
Quotient part_of(Nano amount, std::int64_t part, std::int64_t whole);

// Splits an amount in proportion to weights >= 0, of which one is above 0 and whose sum fits 64 bits. What the
// divisions leave over goes to the largest remainders, ties to the larger weight and then to the earlier one: the
// caller's order is one by content. A negative amount is split as the mirror image of the positive one.
// The result is as long as the weights and adds up to the amount.
void divide(Nano amount, std::span<const std::int64_t> weights, std::vector<Nano>& parts);

// Rounds exact amounts to whole minor units that add up to `total_minor`, by largest remainder, ties to the earlier
// one. Their sum differs from the total by less than one minor unit; each result from its amount too.
// kLimit where one does not fit 64 bits.
Result<std::vector<std::int64_t>> rounded_to_total(std::int64_t total_minor, std::span<const Nano> amounts);

}  // namespace tributary::royalty
