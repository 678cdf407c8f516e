#include "trace/share_interval.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/hash.h"
#include "trace/seeded_random.h"

namespace tributary::trace {
namespace {

constexpr double kBlock_s = 5;

struct Coefficients {
  double intercept;
  double slope;
};

// From the normal distribution of the fit, by the Cholesky factor of its covariance.
Coefficients draw_coefficients(const TierCalibration& tier, SeededRandom& random) {
  const double first = random.normal();
  const double second = random.normal();
  const double deviation = std::sqrt(tier.intercept_variance);
  const double shared = deviation > 0 ? tier.covariance / deviation : 0;
  const double own = std::sqrt(std::max(0.0, tier.slope_variance - shared * shared));
  return {tier.intercept + deviation * first, std::max(0.0, tier.slope + shared * first + own * second)};
}

std::size_t blocks_of(const ShareGame& game) {
  double last_s = 0;
  for (const Voice& voice : game.voices()) last_s = std::max(last_s, voice.middle_s);
  return static_cast<std::size_t>(last_s / kBlock_s) + 1;
}

std::size_t block_of(const Voice& voice) { return static_cast<std::size_t>(voice.middle_s / kBlock_s); }

// The part of a moment whose log odds are moved; all and nothing stay so.
double moved_part(double part, double by) {
  if (part <= 0 || part >= 1) return part;
  return 1 / (1 + (1 - part) / part * std::exp(-by));
}

// What a claim holds of a replicate: its fraction, and the time it sounds in, as it is and with weighted blocks.
struct Sums {
  double weighted_fraction = 0;
  double weighted_time = 0;
  double time = 0;

  double fraction() const { return weighted_time > 0 ? weighted_fraction / weighted_time * time : 0; }
};

}  // namespace

std::uint64_t seed_of(std::string_view sha256_hex) {
  const auto checksum = base::checksum128(std::as_bytes(std::span(sha256_hex)));
  return std::accumulate(checksum.begin(), checksum.begin() + 8, std::uint64_t{0},
                         [](std::uint64_t seed, std::uint8_t byte) { return seed << 8 | byte; });
}

std::vector<std::vector<double>> resampled_shares(const ShareGame& game, std::span<const ClaimEvidence> evidence,
                                                  std::int64_t recordings, std::uint64_t seed) {
  SeededRandom random(seed);
  const std::size_t blocks = blocks_of(game);
  std::vector<std::vector<double>> replicates;
  for (std::size_t replicate = 0; replicate < kReplicates; ++replicate) {
    std::vector<std::pair<const TierCalibration*, Coefficients>> drawn;  // in the order of the claims
    std::vector<double> presences;
    for (const ClaimEvidence& claim : evidence) {
      auto own =
          std::find_if(drawn.begin(), drawn.end(), [&](const auto& one) { return one.first == claim.calibration; });
      if (own == drawn.end())
        own = drawn.insert(own, {claim.calibration, draw_coefficients(*claim.calibration, random)});
      const double probability =
          probability_with(*claim.calibration, own->second.intercept, own->second.slope, claim.excess, recordings);
      presences.push_back(random.uniform() < probability ? 1 : 0);
    }
    std::vector<double> weights(blocks);
    for (double& weight : weights) weight = random.exponential();
    std::vector<double> part_moves;
    for (const ClaimEvidence& claim : evidence)
      part_moves.push_back(claim.calibration->part_deviation * random.normal());
    std::vector<Sums> sums(game.claims());
    const auto shares = game.play_each(presences);
    for (std::size_t v = 0; v < shares.size(); ++v) {
      const Voice& voice = game.voices()[v];
      const double weight = weights[block_of(voice)];
      // Rivals are told to be the same music, whose part is one.
      const double part =
          voice.rivals.empty() ? voice.part : moved_part(voice.part, part_moves[voice.rivals.front().claim]);
      for (std::size_t i = 0; i < shares[v].size(); ++i) {
        Sums& sum = sums[voice.rivals[i].claim];
        sum.weighted_fraction += weight * voice.moment_weight * part * shares[v][i];
        sum.weighted_time += weight * voice.moment_weight;
        sum.time += voice.moment_weight;
      }
    }
    std::vector<double> fractions;
    for (std::size_t claim = 0; claim < sums.size(); ++claim) {
      const double ends_s = std::sqrt(2.0) * evidence[claim].calibration->edge_s * random.normal();
      const double length_s = std::max(evidence[claim].length_s, 1.0);
      fractions.push_back(sums[claim].fraction() * std::max(0.0, 1 + ends_s / length_s));
    }
    replicates.push_back(std::move(fractions));
  }
  return replicates;
}

double deviation_of(std::span<const double> replicates) {
  if (replicates.empty()) return 0;
  const auto count = static_cast<double>(replicates.size());
  const double mean = std::accumulate(replicates.begin(), replicates.end(), 0.0) / count;
  double squares = 0;
  for (const double value : replicates) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / count);
}

ShareInterval interval_of(double share, std::span<const double> replicates, const TierCalibration& calibration) {
  const double deviation = deviation_of(replicates);
  return {std::clamp(share - calibration.low_factor * deviation, 0.0, 1.0),
          std::clamp(share + calibration.high_factor * deviation, 0.0, 1.0)};
}

}  // namespace tributary::trace
