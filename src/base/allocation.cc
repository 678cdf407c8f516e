// The split of an amount among weighted claims.
#include <algorithm>
#include <cstddef>
#include <limits>

#include <fmt/core.h>

#include "base/check.h"
#include "base/int128.h"
#include "tributary/money.h"

namespace tributary {
namespace {

using base::UInt128;

struct Part {
  std::uint64_t remainder = 0;
  std::size_t claim = 0;
};

// The sum of the weights, after every claim was found sound.
Result<std::uint64_t> total_weight(std::span<const Claim> claims) {
  std::uint64_t total = 0;
  for (const Claim& claim : claims) {
    if (claim.weight < 0)
      return Error{ErrorCode::kInvalidInput,
                   fmt::format("\"{}\": has the negative weight {}", claim.key, claim.weight)};
    total += static_cast<std::uint64_t>(claim.weight);
    if (total > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return Error{ErrorCode::kLimit, fmt::format("\"{}\": with it the weights do not fit 64 bits", claim.key)};
  }
  return total;
}

Result<void> refuse_repeated_keys(std::span<const Claim> claims) {
  std::vector<std::string_view> keys;
  keys.reserve(claims.size());
  for (const Claim& claim : claims) keys.push_back(claim.key);
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  if (twice == keys.end()) return {};
  return Error{ErrorCode::kInvalidInput, fmt::format("\"{}\": has two claims", *twice)};
}

}  // namespace

Result<std::vector<std::int64_t>> allocate(std::int64_t amount_minor, std::span<const Claim> claims) {
  TRIBUTARY_ASSIGN(const std::uint64_t total, total_weight(claims));
  TRIBUTARY_TRY(refuse_repeated_keys(claims));
  std::vector<std::int64_t> amounts(claims.size(), 0);
  if (amount_minor == 0) return amounts;
  if (total == 0)
    return Error{ErrorCode::kInvalidInput,
                 fmt::format("{} minor units have no claim with a weight above 0", amount_minor)};

  const std::uint64_t amount = base::magnitude(amount_minor);
  std::vector<std::uint64_t> parts(claims.size());
  std::vector<Part> rest(claims.size());
  std::uint64_t left = amount;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const UInt128 product = UInt128{amount} * static_cast<std::uint64_t>(claims[i].weight);
    parts[i] = static_cast<std::uint64_t>(product / total);
    rest[i] = {static_cast<std::uint64_t>(product % total), i};
    left -= parts[i];
  }
  std::sort(rest.begin(), rest.end(), [&](const Part& a, const Part& b) {
    if (a.remainder != b.remainder) return a.remainder > b.remainder;
    const Claim& first = claims[a.claim];
    const Claim& second = claims[b.claim];
    return first.weight != second.weight ? first.weight > second.weight : first.key < second.key;
  });
  // The remainders add up to left × total, and each is below total: there are more of them than minor units left.
  for (std::size_t i = 0; i < left; ++i) ++parts[rest[i].claim];
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const auto part = base::with_sign(parts[i], amount_minor < 0);
    TRIBUTARY_CHECK(part.has_value());
    amounts[i] = *part;
  }
  return amounts;
}

}  // namespace tributary
