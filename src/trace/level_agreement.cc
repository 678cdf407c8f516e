#include "trace/level_agreement.h"

#include <algorithm>
#include <cmath>

namespace tributary::trace {
namespace {

// The part of the found peaks that keep their level.
constexpr double kKept = 0.7;
// How far kept levels scatter: little through a codec, more through a room or an equaliser. In level steps.
constexpr std::array<double, 2> kSpreads{1.0, 2.5};
// So many pairs fix a gain; of more, a part is looked at.
constexpr std::size_t kPairsMax = 400;
// What fitting a gain gains by chance must not count.
constexpr double kFitMin = 1;

}  // namespace

// By how far a difference lies from the gain, for a spread.
LevelAgreement::Decay LevelAgreement::decay_at(double spread) {
  double sum = 0;
  for (int i = -kReach; i <= kReach; ++i) sum += std::exp(-std::abs(i) / spread);
  Decay decay{};
  for (std::size_t i = 0; i < decay.size(); ++i)
    decay[i] = static_cast<float>(std::exp(-static_cast<double>(i) / spread) / sum);
  return decay;
}

LevelAgreement::LevelAgreement(int gain, const Decay& decay) : fitted_(true) {
  int difference = -kReach;
  for (float& likelihood : likelihood_) likelihood = decay[static_cast<std::size_t>(std::abs(difference++ - gain))];
}

double LevelAgreement::log_odds(const LevelPair& pair) const {
  if (!fitted_) return 0;
  const auto place = static_cast<std::size_t>(std::clamp(pair.difference, -kReach, kReach) + kReach);
  return std::log(1 - kKept + kKept * static_cast<double>(likelihood_[place]) / static_cast<double>(pair.chance));
}

LevelAgreement LevelAgreement::fit(std::span<const LevelPair> pairs) {
  if (pairs.empty()) return {};
  static const std::array kDecays{decay_at(kSpreads[0]), decay_at(kSpreads[1])};
  const std::size_t stride = (pairs.size() + kPairsMax - 1) / kPairsMax;
  const auto [least, most] = std::minmax_element(
      pairs.begin(), pairs.end(), [](const LevelPair& a, const LevelPair& b) { return a.difference < b.difference; });
  LevelAgreement best;
  double best_sum = kFitMin;
  for (int gain = least->difference; gain <= most->difference; ++gain)
    for (const Decay& decay : kDecays) {
      const LevelAgreement agreement(gain, decay);
      double sum = 0;
      for (std::size_t i = 0; i < pairs.size(); i += stride) sum += agreement.log_odds(pairs[i]);
      if (sum <= best_sum) continue;
      best_sum = sum;
      best = agreement;
    }
  return best;
}

}  // namespace tributary::trace
