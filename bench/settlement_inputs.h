// What benchmarks of royalties divide: a policy, tracks of several sources, and two holders of every right.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "royalty/policy.h"
#include "tributary/rights.h"
#include "tributary/royalty.h"
#include "tributary/usage.h"

namespace tributary::bench {

// Two holders for every right.
class TwoHolders : public RightsSource {
 public:
  Result<RightSplit> split_of(const RightsQuestion& question) const override {
    const std::size_t holder = std::hash<std::string>()(question.asset_id) % 20'000;
    return RightSplit{
        {{"party-" + std::to_string(holder), 700'000}, {"party-" + std::to_string(holder + 1), 300'000}}, 0, ""};
  }
};

inline royalty::Policy bench_policy() {
  royalty::Policy policy;
  policy.name = "bench";
  policy.sha256 = std::string(64, '0');
  policy.currency = currency_of("EUR").value();
  policy.tiers = {{"composition", 400'000, 0, 1'000'000}, {"recording", 600'000, 800'000, 200'000}};
  policy.rate.part_ppm = 280'000;
  policy.pool = royalty::PoolKind::kProRata;
  policy.scope = royalty::PoolScope::kTerritory;
  return policy;
}

inline TrackAttribution bench_attribution(std::uint64_t track) {
  TrackAttribution made{"track-" + std::to_string(track), std::string(64, 'e'), {}};
  for (std::uint64_t source = 0; source < 2; ++source) {
    const std::string number = std::to_string((track * 7 + source * 31) % 50'000);
    made.shares.push_back({"recording", "recording-" + number, "work-" + number, 300'000, 1'000'000});
    made.shares.push_back({"composition", "recording-" + number, "work-" + number, 200'000, 1'000'000});
  }
  return made;
}

}  // namespace tributary::bench
