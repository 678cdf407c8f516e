// The contour of a sound: in which bands it grows or fades more than in the band above, as one bit each.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/pitch_spectrum.h"

namespace tributary::dsp {

// Bands of two semitones, from 110 Hz to 3.9 kHz; each but the last is compared with the one above it.
inline constexpr int kContourBandSteps = 2 * kPitchStepsPerSemitone;
inline constexpr int kContourBands = kPitchSteps / kContourBandSteps;
inline constexpr int kContourBits = kContourBands - 1;
inline constexpr int kContourHopFrames = 6;  // of a recording of the catalog: 96 ms

// Bit i is set where band i has grown by more decibels than band i + 1 from a quarter of a second before to a quarter
// after. Words of kContourBits bits; kContourSilent where nothing changes, which says nothing about the sound.
using ContourWord = std::uint32_t;
inline constexpr ContourWord kContourSilent = 0;

struct BandContour {
  int hop_frames = kContourHopFrames;
  std::vector<ContourWord> words;  // that of frame i * hop_frames

  // Of the nearest frame there is; kContourSilent outside.
  ContourWord at(double frame) const;

  bool operator==(const BandContour&) const = default;
};

// Turns the frames of a PitchSpectrum into a contour. Tones that only sustain leave none, gains and equalisers cancel
// out, and codecs, noise and reverberation change few bits: after J. Haitsma and T. Kalker, "A highly robust audio
// fingerprinting system", ISMIR 2002, with a longer view in time. Memory grows with the words only. Not thread safe;
// finish() ends its use.
class BandContourer {
 public:
  explicit BandContourer(int hop_frames);

  // kPitchSteps powers.
  void add(std::span<const float> power);
  BandContour finish();

 private:
  static constexpr std::size_t kSmoothFrames = 11;
  static constexpr std::size_t kLagFrames = 16;  // from the middle to what is compared, on either side
  static constexpr std::size_t kRing = 64;

  using Levels = std::array<float, kContourBands>;

  Levels level_around(std::size_t frame) const;
  void keep_word(std::size_t frame);

  BandContour contour_;
  std::array<Levels, kRing> power_{};  // by frame % kRing
  std::array<Levels, kRing> level_{};  // decibels of the mean power around the frame, same place
  std::size_t frames_ = 0;
};

}  // namespace tributary::dsp
