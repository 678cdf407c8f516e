#include "dsp/energy_ranks.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"

namespace tributary::dsp {
namespace {

constexpr std::size_t kSteps = kPitchSteps;
constexpr std::size_t kFramesMax = static_cast<std::size_t>(seconds_to_frames(EnergyRanker::kSecondsMax)) + 2;
constexpr std::size_t kBlockFrames = 64;
constexpr std::size_t kBlocksAround = 4;  // ranks are taken among about 4 s on either side
constexpr int kLevels = 128;
constexpr double kFloorDb = -110;

std::uint8_t level_of(float power) {
  const double db = 10 * std::log10(static_cast<double>(power) + 1e-12);
  return static_cast<std::uint8_t>(std::clamp(std::lround(db - kFloorDb), 0L, long{kLevels - 1}));
}

// The largest level within one frame and one step: a place is known no better.
std::vector<std::uint8_t> blurred(const std::vector<std::uint8_t>& levels) {
  std::vector<std::uint8_t> across(levels);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const std::size_t step = i % kSteps;
    if (step > 0) across[i] = std::max(across[i], levels[i - 1]);
    if (step + 1 < kSteps) across[i] = std::max(across[i], levels[i + 1]);
  }
  std::vector<std::uint8_t> both(across);
  for (std::size_t i = kSteps; i < across.size(); ++i) {
    both[i] = std::max(both[i], across[i - kSteps]);
    both[i - kSteps] = std::max(both[i - kSteps], across[i]);
  }
  return both;
}

// Per level, the rank of what has it: half of what is equally loud counts as quieter.
std::array<std::uint8_t, kLevels> ranks_of(const std::array<std::uint32_t, kLevels>& counts) {
  std::uint32_t total = 0;
  for (const std::uint32_t count : counts) total += count;
  std::array<std::uint8_t, kLevels> ranks{};
  std::uint32_t quieter = 0;
  for (std::size_t level = 0; level < counts.size(); ++level) {
    const double part = (quieter + counts[level] / 2.0) / std::max(total, 1U);
    ranks[level] = static_cast<std::uint8_t>(std::min<int>(static_cast<int>(part * kEnergyRanks), kEnergyRanks - 1));
    quieter += counts[level];
  }
  return ranks;
}

}  // namespace

void EnergyRanker::add(std::span<const float> power) {
  TRIBUTARY_CHECK(power.size() == kSteps);
  if (++frames_ > kFramesMax) {
    powers_ = {};
    return;
  }
  if (powers_.empty()) powers_.reserve(kFramesMax * kSteps);
  powers_.insert(powers_.end(), power.begin(), power.end());
}

EnergyRanks EnergyRanker::finish() {
  EnergyRanks result;
  if (frames_ == 0 || frames_ > kFramesMax) return result;
  std::vector<std::uint8_t> levels(powers_.size());
  std::transform(powers_.begin(), powers_.end(), levels.begin(), level_of);
  levels = blurred(levels);
  result.ranks_.resize(levels.size());
  const std::size_t blocks = (frames_ + kBlockFrames - 1) / kBlockFrames;
  std::vector<std::array<std::uint32_t, kLevels>> histograms(blocks);
  for (std::size_t step = 0; step < kSteps; ++step) {
    for (auto& histogram : histograms) histogram.fill(0);
    for (std::size_t frame = 0; frame < frames_; ++frame)
      ++histograms[frame / kBlockFrames][levels[frame * kSteps + step]];
    for (std::size_t block = 0; block < blocks; ++block) {
      std::array<std::uint32_t, kLevels> around{};
      for (std::size_t other = block - std::min(block, kBlocksAround);
           other < std::min(block + kBlocksAround + 1, blocks); ++other)
        for (std::size_t level = 0; level < around.size(); ++level) around[level] += histograms[other][level];
      const auto ranks = ranks_of(around);
      for (std::size_t frame = block * kBlockFrames; frame < std::min((block + 1) * kBlockFrames, frames_); ++frame)
        result.ranks_[frame * kSteps + step] = ranks[levels[frame * kSteps + step]];
    }
  }
  return result;
}

}  // namespace tributary::dsp
