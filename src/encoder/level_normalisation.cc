#include "encoder/level_normalisation.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "encoder/composition_layers.h"

namespace tributary::encoder {
namespace {

constexpr std::size_t kBins = kConstantQBins;

// f(first, last) over the values around each place, as many as there are; in both passes of the loudness.
template <typename Summary>
std::vector<float> around_each(const std::vector<float>& values, Summary summary) {
  constexpr std::size_t kReach = kLoudnessFrames / 2;
  std::vector<float> results(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t first = i - std::min(i, kReach);
    const std::size_t last = std::min(values.size(), i + kReach + 1);
    results[i] = summary(std::span(values).subspan(first, last - first));
  }
  return results;
}

}  // namespace

std::vector<float> loudness_of(std::span<const std::uint8_t> levels) {
  std::vector<float> loudest(levels.size() / kBins);
  for (std::size_t frame = 0; frame < loudest.size(); ++frame) {
    const auto row = levels.subspan(frame * kBins, kBins);
    loudest[frame] = *std::max_element(row.begin(), row.end());
  }
  loudest =
      around_each(loudest, [](std::span<const float> near) { return *std::max_element(near.begin(), near.end()); });
  return around_each(loudest, [](std::span<const float> near) {
    float sum = 0;
    for (const float value : near) sum += value;
    return std::max(sum / static_cast<float>(near.size()), static_cast<float>(kQuietestLoudness));
  });
}

Activations normalise_levels(std::span<const std::uint8_t> levels, std::span<const float> loudness) {
  Activations result = Activations::unfilled(static_cast<std::int64_t>(loudness.size()), kConstantQBins, 2);
  std::array<float, kBins> relative{};
  std::array<float, kBins + 1> sums{};
  for (std::size_t frame = 0; frame < loudness.size(); ++frame) {
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      const float below =
          (static_cast<float>(levels[frame * kBins + bin]) - loudness[frame]) / static_cast<float>(kHeardRange);
      relative[bin] = std::clamp(below + 1, 0.0F, static_cast<float>(kLoudestRelative));
      sums[bin + 1] = sums[bin] + relative[bin];
    }
    float* out = &result.values[frame * kBins * 2];
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      constexpr std::size_t kReach = kWhiteningRadius_bins;
      const std::size_t first = bin - std::min(bin, kReach);
      const std::size_t last = std::min(kBins, bin + kReach + 1);
      const float mean = (sums[last] - sums[first]) / static_cast<float>(last - first);
      out[2 * bin] = relative[bin];
      out[2 * bin + 1] = (relative[bin] - mean) * static_cast<float>(kWhitenedGain);
    }
  }
  return result;
}

}  // namespace tributary::encoder
