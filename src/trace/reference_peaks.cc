#include "trace/reference_peaks.h"

#include <algorithm>

namespace tributary::trace {
namespace {

constexpr auto kNeighbourhoodFrames = static_cast<std::uint32_t>(dsp::seconds_to_frames(0.5));
// The classes' lower edges, below the loudest peak around.
constexpr std::array<double, kProminenceClasses - 1> kEdgesDb{10, 20, 32};

}  // namespace

ReferencePeaks::ReferencePeaks(dsp::Fingerprint fingerprint) : fingerprint_(std::move(fingerprint)) {
  const auto& peaks = fingerprint_.peaks;
  classes_.reserve(peaks.size());
  std::size_t begin = 0;
  std::size_t end = 0;
  for (const dsp::Peak& peak : peaks) {
    while (peaks[begin].frame + kNeighbourhoodFrames < peak.frame) ++begin;
    while (end < peaks.size() && peaks[end].frame <= peak.frame + kNeighbourhoodFrames) ++end;
    std::uint8_t loudest = 0;
    for (std::size_t i = begin; i < end; ++i) loudest = std::max(loudest, peaks[i].level);
    const double below_db = (loudest - peak.level) * dsp::kPeakLevelStepDb;
    const auto edge = std::upper_bound(kEdgesDb.begin(), kEdgesDb.end(), below_db);
    classes_.push_back(static_cast<std::uint8_t>(edge - kEdgesDb.begin()));
  }
}

}  // namespace tributary::trace
