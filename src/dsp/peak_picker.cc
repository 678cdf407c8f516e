#include "dsp/peak_picker.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace tributary::dsp {
namespace {

constexpr float kFloorPower = 1e-9F;    // -90 dB: below it lies what codecs and dither leave of silence
constexpr double kTiltDbPerOctave = 3;  // music falls off with frequency; its high peaks are as telling

double decibels(float power) { return 10 * std::log10(static_cast<double>(power) + 1e-12); }

// Where between -0.5 and 0.5 the parabola through three decibel values has its top.
double parabola_top(double before, double centre, double after) {
  const double curvature = before - 2 * centre + after;
  if (curvature >= 0) return 0;
  return std::clamp(0.5 * (before - after) / curvature, -0.5, 0.5);
}

}  // namespace

void PeakPicker::add(std::span<const float> power, std::vector<Peak>& peaks) {
  TRIBUTARY_CHECK(power.size() == kPitchSteps);
  Frame& row = power_[frames_ % kRing];
  std::copy(power.begin(), power.end(), row.begin());
  Frame& maxima = step_maxima_[frames_ % kRing];
  maxima = row;
  for (int offset = 1; offset <= kRadiusSteps; ++offset) {
    const auto shift = static_cast<std::size_t>(offset);
    for (std::size_t step = 0; step + shift < row.size(); ++step)
      maxima[step] = std::max(maxima[step], row[step + shift]);
    for (std::size_t step = shift; step < row.size(); ++step) maxima[step] = std::max(maxima[step], row[step - shift]);
  }
  ++frames_;
  if (frames_ > kRadiusFrames) pick(frames_ - 1 - kRadiusFrames, peaks);
}

void PeakPicker::finish(std::vector<Peak>& peaks) {
  const Frame silence{};
  for (int i = 0; i < kRadiusFrames; ++i) add(silence, peaks);
}

void PeakPicker::pick(std::uint32_t centre, std::vector<Peak>& peaks) const {
  const Frame& row = power_[centre % kRing];
  Frame bar = step_maxima_[centre % kRing];
  for (std::size_t i = 0; i < kRing; ++i)
    for (std::size_t step = 0; step < bar.size(); ++step) bar[step] = std::max(bar[step], step_maxima_[i][step]);

  for (std::size_t step = 1; step + 1 < row.size(); ++step) {
    if (row[step] < bar[step] || row[step] < kFloorPower) continue;
    const double top = decibels(row[step]);
    const double offset = parabola_top(decibels(row[step - 1]), top, decibels(row[step + 1]));
    const double tilted = top + kTiltDbPerOctave * static_cast<double>(step) / (12 * kPitchStepsPerSemitone);
    Peak peak;
    peak.frame = centre;
    peak.pitch = static_cast<std::uint16_t>(std::lround((static_cast<double>(step) + offset) * kPeakPitchPerStep));
    peak.level = static_cast<std::uint8_t>(
        std::clamp(std::lround((tilted - kLevelFloorDb) / kPeakLevelStepDb), 0L, static_cast<long>(kPeakLevels - 1)));
    peaks.push_back(peak);
  }
}

}  // namespace tributary::dsp
