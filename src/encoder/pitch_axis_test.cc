#include "encoder/pitch_axis.h"

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "encoder/composition_layers.h"

namespace tributary::encoder {
namespace {

constexpr std::int64_t kSemitones = kConstantQBins / 3;

// One moment and channel that is 0 but at these pitches.
Activations spikes(std::int64_t pitches, std::initializer_list<std::pair<std::int64_t, float>> values) {
  Activations x = Activations::sized(1, pitches, 1);
  for (const auto& [pitch, value] : values) x.at(0, pitch)[0] = value;
  return x;
}

TEST(PitchAxis, PaddingRepeatsTheEnds) {
  const Activations padded = pad_pitch(spikes(3, {{0, 5}, {2, 7}}), 2);
  EXPECT_THAT(padded.values, testing::ElementsAre(5, 5, 5, 0, 7, 7, 7));
}

TEST(PitchAxis, TheOpenedCircleHoldsEveryWindowOfTwelve) {
  const Activations opened = open_circle(spikes(12, {{0, 1}, {11, 2}}));
  ASSERT_EQ(opened.pitch, 23);
  EXPECT_EQ(opened.at(0, 5)[0], 1);
  EXPECT_EQ(opened.at(0, 4)[0], 2) << "below 0 comes 11";
  EXPECT_EQ(opened.at(0, 16)[0], 2);
  EXPECT_EQ(opened.at(0, 17)[0], 1) << "above 11 comes 0";
}

TEST(PitchAxis, HarmonicsLookAtPartialsAndClampAtTheEnds) {
  Activations squeezed = spikes(kSemitones, {{40, 3}, {kSemitones - 1, 9}});
  const Activations gathered = gather_harmonics(spikes(kSemitones, {{28, 2}}), squeezed);
  ASSERT_EQ(gathered.channels, 1 + static_cast<std::int64_t>(kHarmonicTaps.size()));
  EXPECT_EQ(gathered.at(0, 28)[0], 2);
  EXPECT_EQ(gathered.at(0, 28)[8], 3) << "an octave above 28";
  EXPECT_EQ(gathered.at(0, 52)[7], 3) << "an octave below 52";
  EXPECT_EQ(gathered.at(0, kSemitones - 1)[14], 9) << "beyond the highest lies the highest";
}

TEST(PitchAxis, FoldingTakesTheMaximumAndTheAttendedMean) {
  const Activations trunk = spikes(kSemitones, {{4, 6}, {16, 2}});
  Activations logits = Activations::sized(1, kSemitones, 1);
  logits.at(0, 16)[0] = 20;  // all the attention of pitch class 4 on its second octave
  const Activations folded = fold_octaves(trunk, logits);
  ASSERT_EQ(folded.pitch, 12);
  EXPECT_EQ(folded.at(0, 4)[0], 6);
  EXPECT_NEAR(folded.at(0, 4)[1], 2, 1e-5);
  EXPECT_EQ(folded.at(0, 5)[0], 0);
}

TEST(PitchAxis, TheCircularSpectrumDoesNotKnowTheKey) {
  const Activations spectrum = circular_spectrum(spikes(12, {{0, 1}, {4, 1}, {7, 1}}));
  const Activations moved = circular_spectrum(spikes(12, {{5, 1}, {9, 1}, {0, 1}}));
  ASSERT_EQ(spectrum.pitch, kFourierBins);
  EXPECT_NEAR(spectrum.at(0, 0)[0], 3, 1e-4);
  for (std::int64_t bin = 0; bin < kFourierBins; ++bin)
    EXPECT_NEAR(spectrum.at(0, bin)[0], moved.at(0, bin)[0], 1e-4) << bin;
  EXPECT_GT(std::abs(spectrum.at(0, 1)[0] - circular_spectrum(spikes(12, {{0, 1}, {1, 1}, {2, 1}})).at(0, 1)[0]), 0.5);
}

}  // namespace
}  // namespace tributary::encoder
