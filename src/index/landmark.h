// Landmarks: triples of spectral peaks whose key survives a change of pitch and, up to its span, of tempo.
//
// In the family of Panako's event triplets (Six and Leman, ISMIR 2014): the pitch distances and the
// ratio of the time distances of three peaks do not change when a recording is played at another
// pitch or tempo. The coarse span narrows the key; a query tries each span that its tempo range allows.
#pragma once

#include <cstdint>
#include <vector>

#include "dsp/fingerprint.h"

namespace tributary::index {

inline constexpr double kTempoRatioMin = 0.76;  // query tempo / reference tempo that a query tries
inline constexpr double kTempoRatioMax = 1.30;
inline constexpr int kPitchShiftMaxSteps = 4 * dsp::kPitchStepsPerSemitone;

inline constexpr std::uint32_t kLandmarkKeys = 49 * 49 * 12 * 8;

struct Landmark {
  std::uint32_t key = 0;    // < kLandmarkKeys
  std::uint32_t frame = 0;  // of the first peak
  std::uint8_t pitch = 0;   // of the first peak, in pitch steps
};

// A key a query looks up.
struct LandmarkProbe {
  std::uint32_t key = 0;
  std::uint32_t frame = 0;
  std::uint8_t pitch = 0;
  float tempo_ratio = 1;  // query tempo / reference tempo, about, of what is stored under this key
};

// The landmarks a catalog stores: few per peak, from its strongest neighbours; by frame.
std::vector<Landmark> reference_landmarks(const dsp::Fingerprint& fingerprint);

// How many of a query peak's neighbours are combined. Fewer take half the time and miss a source here and
// there that is far below other music, which a long query makes up for by having more of it.
enum class ProbeDensity { kLight, kFull };

// The keys under which landmarks of the query's peaks [first, last) may be stored in the catalog, for peaks
// that moved a little and for every tempo ratio in [kTempoRatioMin, kTempoRatioMax].
void query_probes(const dsp::Fingerprint& fingerprint, std::size_t first, std::size_t last, ProbeDensity density,
                  std::vector<LandmarkProbe>& probes);

}  // namespace tributary::index
