#include "trace/reference_peaks.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace tributary::trace {
namespace {

constexpr auto kNeighbourhoodFrames = static_cast<std::uint32_t>(dsp::seconds_to_frames(0.5));
// The classes' lower edges, below the loudest peak around.
constexpr std::array<double, kProminenceClasses - 1> kEdgesDb{10, 20, 32};

// By how many levels a peak lies below the loudest.
constexpr std::array<std::uint8_t, dsp::kPeakLevels> classes_by_level() {
  std::array<std::uint8_t, dsp::kPeakLevels> classes{};
  for (std::size_t below = 0; below < classes.size(); ++below)
    for (const double edge_db : kEdgesDb)
      if (static_cast<double>(below) * dsp::kPeakLevelStepDb >= edge_db) ++classes[below];
  return classes;
}

}  // namespace

ReferencePeaks::ReferencePeaks(dsp::Fingerprint fingerprint) : fingerprint_(std::move(fingerprint)) {
  const auto& peaks = fingerprint_.peaks;
  classes_.reserve(peaks.size());
  constexpr auto kClasses = classes_by_level();
  // Places of the peaks around that no later one exceeds, loudest first: those from `front` on.
  std::vector<std::size_t> loudest;
  std::size_t front = 0;
  std::size_t end = 0;
  for (const dsp::Peak& peak : peaks) {
    for (; end < peaks.size() && peaks[end].frame <= peak.frame + kNeighbourhoodFrames; ++end) {
      while (loudest.size() > front && peaks[loudest.back()].level <= peaks[end].level) loudest.pop_back();
      loudest.push_back(end);
    }
    while (peaks[loudest[front]].frame + kNeighbourhoodFrames < peak.frame) ++front;
    classes_.push_back(kClasses[static_cast<std::size_t>(peaks[loudest[front]].level - peak.level)]);
  }
}

}  // namespace tributary::trace
