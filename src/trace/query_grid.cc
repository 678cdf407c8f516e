#include "trace/query_grid.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/rounding.h"

namespace tributary::trace {
namespace {

constexpr std::size_t kBlockFrames = 64;
constexpr std::size_t kChanceRadiusBlocks = 4;  // 4 s on either side
constexpr std::size_t kSteps = dsp::kPitchSteps;
constexpr double kChanceMin = 0.01;
constexpr double kChanceMax = 0.9;

std::size_t step_of(double pitch) {
  return static_cast<std::size_t>(
      std::clamp(base::rounded(pitch / dsp::kPeakPitchPerStep), 0, static_cast<int>(kSteps) - 1));
}

// Peaks per pitch step before each block, row-major [block][step], with a last row for all.
std::vector<std::uint32_t> cumulative_counts(std::span<const dsp::Peak> peaks, std::size_t blocks) {
  std::vector<std::uint32_t> counts((blocks + 1) * kSteps, 0);
  for (const dsp::Peak& peak : peaks)
    ++counts[(std::min(peak.frame / kBlockFrames, blocks - 1) + 1) * kSteps + step_of(peak.pitch)];
  for (std::size_t i = kSteps; i < counts.size(); ++i) counts[i] += counts[i - kSteps];
  return counts;
}

std::vector<Chance> chances_of(std::span<const dsp::Peak> peaks, std::size_t frames, std::size_t blocks) {
  constexpr Tolerance kTolerance;
  constexpr double kPitchShare = 2 * kTolerance.pitch / (3.0 * dsp::kPeakPitchPerStep);  // of the three steps counted
  const auto counts = cumulative_counts(peaks, blocks);
  std::vector<Chance> chances(blocks * kSteps);
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::size_t begin = block > kChanceRadiusBlocks ? block - kChanceRadiusBlocks : 0;
    const std::size_t end = std::min(block + kChanceRadiusBlocks + 1, blocks);
    const auto counted_frames = static_cast<double>(std::min((end - begin) * kBlockFrames, frames));
    for (std::size_t step = 0; step < kSteps; ++step) {
      std::uint32_t count = 0;
      for (std::size_t s = step > 0 ? step - 1 : 0; s <= std::min(step + 1, kSteps - 1); ++s)
        count += counts[end * kSteps + s] - counts[begin * kSteps + s];
      const double expected = count * kPitchShare * 2 * kTolerance.frames / counted_frames;
      const double probability = std::clamp(1 - std::exp(-expected), kChanceMin, kChanceMax);
      chances[block * kSteps + step] = {static_cast<float>(probability), static_cast<float>(std::log(probability)),
                                        static_cast<float>(std::log1p(-probability))};
    }
  }
  return chances;
}

constexpr std::size_t kLevelBlockFrames = 256;
constexpr std::size_t kLevelBlocksAround = 1;
constexpr std::size_t kLevelBands = 10;
constexpr std::size_t kBandPitch = kSteps * dsp::kPeakPitchPerStep / kLevelBands;
constexpr std::size_t kLevels = dsp::kPeakLevels;

// A histogram as probabilities, blurred by a few levels because some seconds hold few peaks, none near 0.
void to_level_chances(std::span<const std::uint32_t> counts, std::span<float> chances) {
  constexpr int kBlur = 3;
  constexpr double kUniformPart = 0.1;
  std::array<double, kLevels> blurred{};
  double sum = 0;
  for (int level = 0; level < static_cast<int>(kLevels); ++level) {
    for (int offset = -kBlur; offset <= kBlur; ++offset) {
      const int from = level + offset;
      if (from < 0 || from >= static_cast<int>(kLevels)) continue;
      blurred[static_cast<std::size_t>(level)] +=
          static_cast<double>(kBlur + 1 - std::abs(offset)) * counts[static_cast<std::size_t>(from)];
    }
    sum += blurred[static_cast<std::size_t>(level)];
  }
  for (std::size_t level = 0; level < kLevels; ++level)
    chances[level] = static_cast<float>(sum > 0 ? (1 - kUniformPart) * blurred[level] / sum + kUniformPart / kLevels
                                                : 1.0 / kLevels);
}

std::vector<float> level_chances_of(std::span<const dsp::Peak> peaks, std::size_t blocks) {
  constexpr std::size_t kRow = kLevelBands * kLevels;
  std::vector<std::uint32_t> counts(blocks * kRow, 0);
  for (const dsp::Peak& peak : peaks) {
    const std::size_t centre = std::min(peak.frame / kLevelBlockFrames, blocks - 1);
    const std::size_t first = centre > kLevelBlocksAround ? centre - kLevelBlocksAround : 0;
    for (std::size_t block = first; block <= std::min(centre + kLevelBlocksAround, blocks - 1); ++block)
      ++counts[block * kRow + peak.pitch / kBandPitch * kLevels + peak.level];
  }
  std::vector<float> chances(counts.size());
  for (std::size_t i = 0; i < counts.size(); i += kLevels)
    to_level_chances(std::span(counts).subspan(i, kLevels), std::span(chances).subspan(i, kLevels));
  return chances;
}

}  // namespace

QueryGrid::QueryGrid(const dsp::Fingerprint& fingerprint) : peaks_(fingerprint.peaks) {
  const auto frames = static_cast<std::size_t>(dsp::seconds_to_frames(fingerprint.duration_s)) + 2;
  first_of_frame_.assign(frames + 1, static_cast<std::uint32_t>(peaks_.size()));
  for (std::size_t i = peaks_.size(); i-- > 0;)
    first_of_frame_[std::min<std::size_t>(peaks_[i].frame, frames - 1)] = static_cast<std::uint32_t>(i);
  for (std::size_t frame = frames; frame-- > 0;)
    first_of_frame_[frame] = std::min(first_of_frame_[frame], first_of_frame_[frame + 1]);

  for (const dsp::Peak& peak : peaks_) pitches_.push_back(peak.pitch);
  pitches_.resize(peaks_.size() + kPeaksAtOnce, std::numeric_limits<std::uint16_t>::max());

  blocks_ = frames / kBlockFrames + 1;
  chances_ = chances_of(peaks_, frames, blocks_);
  level_blocks_ = frames / kLevelBlockFrames + 1;
  level_chances_ = level_chances_of(peaks_, level_blocks_);
}

std::optional<std::size_t> QueryGrid::nearest_of(std::size_t first, std::size_t end, double frame, double pitch,
                                                 const Tolerance& tolerance) const {
  const int lowest_pitch = rounded_up(pitch - tolerance.pitch);
  const int highest_pitch = rounded_down(pitch + tolerance.pitch);
  std::optional<std::size_t> best;
  double best_distance = 3;
  for (std::size_t i = first; i < end; ++i) {
    if (peaks_[i].pitch < lowest_pitch || peaks_[i].pitch > highest_pitch) continue;
    const double pitch_off = std::abs(peaks_[i].pitch - pitch) / tolerance.pitch;
    const double distance = pitch_off + std::abs(peaks_[i].frame - frame) / tolerance.frames;
    if (distance < best_distance) {
      best_distance = distance;
      best = i;
    }
  }
  return best;
}

const Chance& QueryGrid::chance(double frame, double pitch) const {
  const auto block = static_cast<std::size_t>(std::clamp(frame / kBlockFrames, 0.0, static_cast<double>(blocks_ - 1)));
  return chances_[block * kSteps + step_of(pitch)];
}

float QueryGrid::level_chance(double frame, double pitch, std::uint8_t level) const {
  const auto block =
      static_cast<std::size_t>(std::clamp(frame / kLevelBlockFrames, 0.0, static_cast<double>(level_blocks_ - 1)));
  const auto band = static_cast<std::size_t>(
      std::clamp(pitch / static_cast<double>(kBandPitch), 0.0, static_cast<double>(kLevelBands - 1)));
  return level_chances_[(block * kLevelBands + band) * kLevels + level];
}

}  // namespace tributary::trace
