#include "dsp/band_contour.h"

#include <cmath>
#include <utility>

#include "base/check.h"

namespace tributary::dsp {
namespace {

// Below this, in power, a band is as good as silent.
constexpr float kFloor = 1e-9F;
// A moment whose bands change by less than this on average is steady: its bits would be those of rounding.
constexpr float kSteadyDb = 0.2F;

}  // namespace

ContourWord BandContour::at(double frame) const {
  const long place = std::lround(frame / hop_frames);
  return place >= 0 && place < static_cast<long>(words.size()) ? words[static_cast<std::size_t>(place)]
                                                               : kContourSilent;
}

BandContourer::BandContourer(int hop_frames) {
  TRIBUTARY_CHECK(hop_frames > 0);
  contour_.hop_frames = hop_frames;
}

void BandContourer::add(std::span<const float> power) {
  TRIBUTARY_CHECK(power.size() == kPitchSteps);
  Levels& bands = power_[frames_ % kRing];
  for (std::size_t band = 0; band < bands.size(); ++band) {
    bands[band] = 0;
    for (const float value : power.subspan(band * kContourBandSteps, kContourBandSteps)) bands[band] += value;
  }
  ++frames_;
  constexpr std::size_t kHalf = kSmoothFrames / 2;
  if (frames_ < kSmoothFrames) return;
  // The last frame all of whose surroundings are known.
  const std::size_t smooth = frames_ - 1 - kHalf;
  level_[smooth % kRing] = level_around(smooth);
  if (smooth >= 2 * kLagFrames + kHalf) keep_word(smooth - kLagFrames);
}

BandContourer::Levels BandContourer::level_around(std::size_t frame) const {
  Levels levels{};
  for (std::size_t i = frame - kSmoothFrames / 2; i <= frame + kSmoothFrames / 2; ++i)
    for (std::size_t band = 0; band < levels.size(); ++band) levels[band] += power_[i % kRing][band];
  for (float& level : levels) level = 10 * std::log10(level / kSmoothFrames + kFloor);
  return levels;
}

void BandContourer::keep_word(std::size_t frame) {
  const auto hop = static_cast<std::size_t>(contour_.hop_frames);
  if (frame % hop != 0) return;
  const Levels& before = level_[(frame - kLagFrames) % kRing];
  const Levels& after = level_[(frame + kLagFrames) % kRing];
  ContourWord word = 0;
  float change = 0;
  for (std::size_t bit = 0; bit < kContourBits; ++bit) {
    const float grown = (after[bit] - before[bit]) - (after[bit + 1] - before[bit + 1]);
    change += std::abs(grown);
    if (grown > 0) word |= ContourWord{1} << bit;
  }
  // The first words have no surroundings, and neither have the last.
  contour_.words.resize(frame / hop, kContourSilent);
  contour_.words.push_back(change < kSteadyDb * kContourBits ? kContourSilent : word);
}

BandContour BandContourer::finish() {
  const auto hop = static_cast<std::size_t>(contour_.hop_frames);
  contour_.words.resize((frames_ + hop - 1) / hop, kContourSilent);
  return std::move(contour_);
}

}  // namespace tributary::dsp
