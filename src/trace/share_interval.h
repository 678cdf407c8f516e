// Intervals: how far a share may be off.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "trace/calibration.h"
#include "trace/share_game.h"

namespace tributary::trace {

inline constexpr std::size_t kReplicates = 200;

// What is known of a claim's match.
struct ClaimEvidence {
  const TierCalibration* calibration = nullptr;
  double excess = 0;    // see TierCalibration
  double length_s = 0;  // of the query
};

// A seed from hexadecimal digits: the same query is resampled in the same way.
std::uint64_t seed_of(std::string_view sha256_hex);

// kReplicates times, per claim, the fraction it might as well have: [replicate][claim]. Each draws the coefficients of
// the calibration from what their fit leaves open; whether each match is right, from its probability; the stretches of
// 5 s from which its part of what sounds together is averaged (Bayesian bootstrap, Rubin 1981); how far the log odds of
// that part are off throughout; and both its ends. The same arguments give the same numbers.
std::vector<std::vector<double>> resampled_shares(const ShareGame& game, std::span<const ClaimEvidence> evidence,
                                                  std::int64_t recordings, std::uint64_t seed);

struct ShareInterval {
  double low = 0;
  double high = 1;
};

// low <= share <= high, within [0, 1]: the tier's factors times the replicates' deviation. The factors are those with
// which 90% of the intervals covered the truth where the calibration was fitted (locally weighted conformal intervals,
// Lei et al. 2018).
ShareInterval interval_of(double share, std::span<const double> replicates, const TierCalibration& calibration);

// The root mean square distance of the replicates from their mean.
double deviation_of(std::span<const double> replicates);

}  // namespace tributary::trace
