// Fingerprints for tests: random ones, and what a treatment or a mix would leave of them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "dsp/fingerprint.h"

namespace tributary::dsp {

inline constexpr int kPitchLimit = kPitchSteps * kPeakPitchPerStep;

inline void sort_peaks(std::vector<Peak>& peaks) {
  std::sort(peaks.begin(), peaks.end(),
            [](const Peak& a, const Peak& b) { return a.frame != b.frame ? a.frame < b.frame : a.pitch < b.pitch; });
}

// Peaks, band levels and a contour without any structure: what two of them have in common is chance.
inline Fingerprint random_fingerprint(double duration_s, std::uint64_t seed,
                                      int peaks_per_second = kReferencePeaksPerSecond) {
  std::mt19937_64 random(seed);
  Fingerprint fingerprint;
  fingerprint.duration_s = duration_s;
  const auto frames = static_cast<std::uint32_t>(seconds_to_frames(duration_s));
  for (int i = 0; i < static_cast<int>(duration_s * peaks_per_second); ++i)
    fingerprint.peaks.push_back({static_cast<std::uint32_t>(random() % frames),
                                 static_cast<std::uint16_t>(random() % kPitchLimit),
                                 static_cast<std::uint8_t>(30 + random() % 30)});
  sort_peaks(fingerprint.peaks);
  for (int i = 0; i < static_cast<int>(std::ceil(duration_s)) * kBands; ++i)
    fingerprint.band_levels.push_back(static_cast<std::uint8_t>(120 + random() % 40));
  for (std::uint32_t frame = 0; frame < frames; frame += kContourHopFrames)
    fingerprint.contour.words.push_back(static_cast<ContourWord>(random() % (1U << kContourBits)));
  return fingerprint;
}

// How a query differs from the recording inside it.
struct Treatment {
  double start_s = 0;       // of the recording, where the query begins
  double duration_s = 1e9;  // of the recording, at most as long as it is
  double tempo_ratio = 1;   // query tempo / reference tempo
  int pitch_shift = 0;      // in units of Peak::pitch
  double dropped = 0;       // the part of the peaks that is lost
  double added = 0;         // random peaks, as a part of those that were there
};

// The peaks of a part of `source`, treated. It has no band levels and no contour.
inline Fingerprint treated(const Fingerprint& source, const Treatment& treatment, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  const double first = seconds_to_frames(treatment.start_s);
  const double source_s = std::min(treatment.duration_s, source.duration_s - treatment.start_s);
  Fingerprint query;
  query.duration_s = source_s / treatment.tempo_ratio;
  const auto frames = static_cast<std::uint32_t>(seconds_to_frames(query.duration_s));
  std::size_t met = 0;
  for (const Peak& peak : source.peaks) {
    const long frame = std::lround((peak.frame - first) / treatment.tempo_ratio);
    const int pitch = peak.pitch + treatment.pitch_shift;
    if (frame < 0 || frame > static_cast<long>(frames) || pitch < 0 || pitch >= kPitchLimit) continue;
    ++met;
    if (uniform(random) >= treatment.dropped)
      query.peaks.push_back({static_cast<std::uint32_t>(frame), static_cast<std::uint16_t>(pitch), peak.level});
  }
  for (int i = 0; i < static_cast<int>(static_cast<double>(met) * treatment.added); ++i)
    query.peaks.push_back({static_cast<std::uint32_t>(random() % (frames + 1)),
                           static_cast<std::uint16_t>(random() % kPitchLimit),
                           static_cast<std::uint8_t>(30 + random() % 30)});
  sort_peaks(query.peaks);
  return query;
}

// Both at once; as long as the longer one.
inline Fingerprint mixed(Fingerprint a, const Fingerprint& b) {
  a.duration_s = std::max(a.duration_s, b.duration_s);
  a.peaks.insert(a.peaks.end(), b.peaks.begin(), b.peaks.end());
  sort_peaks(a.peaks);
  return a;
}

// One after the other.
inline Fingerprint joined(Fingerprint a, const Fingerprint& b) {
  const auto offset = static_cast<std::uint32_t>(seconds_to_frames(a.duration_s));
  for (Peak peak : b.peaks) {
    peak.frame += offset;
    a.peaks.push_back(peak);
  }
  a.duration_s += b.duration_s;
  sort_peaks(a.peaks);
  return a;
}

}  // namespace tributary::dsp
