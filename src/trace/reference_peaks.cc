#include "trace/reference_peaks.h"

#include <algorithm>
#include <array>
#include <deque>

namespace tributary::trace {
namespace {

constexpr auto kNeighbourhoodFrames = static_cast<std::uint32_t>(dsp::seconds_to_frames(0.5));
// The classes' lower edges, below the loudest peak around.
constexpr std::array<double, kProminenceClasses - 1> kEdgesDb{10, 20, 32};

}  // namespace

ReferencePeaks::ReferencePeaks(dsp::Fingerprint fingerprint) : fingerprint_(std::move(fingerprint)) {
  const auto& peaks = fingerprint_.peaks;
  classes_.reserve(peaks.size());
  // Places of the peaks around that no later one exceeds, loudest first.
  std::deque<std::size_t> loudest;
  std::size_t end = 0;
  for (const dsp::Peak& peak : peaks) {
    for (; end < peaks.size() && peaks[end].frame <= peak.frame + kNeighbourhoodFrames; ++end) {
      while (!loudest.empty() && peaks[loudest.back()].level <= peaks[end].level) loudest.pop_back();
      loudest.push_back(end);
    }
    while (peaks[loudest.front()].frame + kNeighbourhoodFrames < peak.frame) loudest.pop_front();
    const double below_db = (peaks[loudest.front()].level - peak.level) * dsp::kPeakLevelStepDb;
    const auto edge = std::upper_bound(kEdgesDb.begin(), kEdgesDb.end(), below_db);
    classes_.push_back(static_cast<std::uint8_t>(edge - kEdgesDb.begin()));
  }
}

}  // namespace tributary::trace
