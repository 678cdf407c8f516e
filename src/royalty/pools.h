// Turns what usage brought in into what it earns: the rate of the policy, pool by pool.
#pragma once

#include <optional>
#include <vector>

#include "royalty/policy.h"
#include "royalty/tallies.h"

namespace tributary::royalty {

// What happened in one currency, before anything is divided among holders. Exactly: `received` is the sum of what the
// tallies earn, `retained`, `not_used` and the fixed fee of the policy.
struct PooledCurrency {
  Nano received = 0;
  Nano royalties = 0;  // what the tallies earn, `not_used` and the fixed fee
  Nano retained = 0;   // the platform's
  Nano not_used = 0;   // of pools in which nothing was used
};

// What some usage earns under a rate, without the fixed fee, and what was received for it: the rest is the platform's.
struct Earned {
  Nano royalty = 0;
  Nano received = 0;
};
Earned earned_by(const Rate& rate, Nano revenue_minor, std::int64_t uses);

// Replaces the revenue of each tally by what it earns, as docs/formats/policy.md states it; the tallies are finished,
// and are summed up over users afterwards. `reported` is revenue that no usage line has. The result is parallel to
// the currencies of the tallies.
// kInvalidInput where the policy has no pool for what was reported; kLimit where the revenue of a pool does not fit 64
// bits.
Result<std::vector<PooledCurrency>> pool(const Policy& policy, const std::optional<Money>& reported, Tallies& tallies);

}  // namespace tributary::royalty
