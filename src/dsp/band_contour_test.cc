#include "dsp/band_contour.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/fingerprint.h"

namespace tributary::dsp {
namespace {

using Power = std::array<float, kPitchSteps>;

BandContour contour_of(const std::vector<Power>& powers, int hop_frames) {
  BandContourer contourer(hop_frames);
  for (const Power& power : powers) contourer.add(power);
  return contourer.finish();
}

std::vector<Power> noise(std::size_t frames, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::exponential_distribution<float> exponential(1e3F);
  std::vector<Power> powers(frames);
  for (Power& power : powers)
    for (float& value : power) value = exponential(random);
  return powers;
}

constexpr ContourWord bit(int band) { return ContourWord{1} << static_cast<unsigned>(band); }

TEST(BandContourer, SetsTheBitOfTheBandThatGrows) {
  std::vector<Power> powers(200);
  for (std::size_t frame = 0; frame < powers.size(); ++frame)
    for (std::size_t step = 0; step < kPitchSteps; ++step)
      powers[frame][step] = frame >= 100 && step / kContourBandSteps == 12 ? 0.1F : 1e-3F;
  const BandContour contour = contour_of(powers, 1);
  ASSERT_EQ(contour.words.size(), powers.size());
  // It grows more than the band above; the band below grows less than it.
  EXPECT_EQ(contour.at(100), bit(12));
  EXPECT_EQ(contour.at(40), kContourSilent);
  EXPECT_EQ(contour.at(160), kContourSilent);
}

TEST(BandContourer, SetsTheBitBelowTheBandThatFades) {
  std::vector<Power> powers(200);
  for (std::size_t frame = 0; frame < powers.size(); ++frame)
    for (std::size_t step = 0; step < kPitchSteps; ++step)
      powers[frame][step] = frame < 100 && step / kContourBandSteps == 12 ? 0.1F : 1e-3F;
  EXPECT_EQ(contour_of(powers, 1).at(100), bit(11));
}

TEST(BandContourer, HearsNoGainAndNoEqualiser) {
  auto powers = noise(300, 1);
  const BandContour plain = contour_of(powers, 1);
  for (Power& power : powers)
    for (std::size_t step = 0; step < kPitchSteps; ++step) power[step] *= 0.25F * (step < 128 ? 1.0F : 0.5F);
  const BandContour filtered = contour_of(powers, 1);
  int differing = 0;
  for (std::size_t i = 0; i < plain.words.size(); ++i) differing += std::popcount(plain.words[i] ^ filtered.words[i]);
  EXPECT_LT(differing, 10);
}

TEST(BandContourer, IsSilentWhereTonesOnlySustain) {
  std::vector<Power> powers(200);
  for (Power& power : powers) power[80] = 0.5F;
  for (const ContourWord word : contour_of(powers, 1).words) EXPECT_EQ(word, kContourSilent);
}

TEST(BandContourer, KeepsOneWordPerHop) {
  for (const std::size_t frames : {0U, 1U, 30U, 60U, 241U}) {
    const auto powers = noise(frames, 2);
    const BandContour all = contour_of(powers, 1);
    const BandContour some = contour_of(powers, kContourHopFrames);
    EXPECT_EQ(all.words.size(), frames);
    ASSERT_EQ(some.words.size(), (frames + kContourHopFrames - 1) / kContourHopFrames);
    for (std::size_t i = 0; i < some.words.size(); ++i) EXPECT_EQ(some.words[i], all.words[i * kContourHopFrames]);
  }
}

TEST(BandContour, SaysNothingOutside) {
  const BandContour contour{6, {1, 2, 3}};
  EXPECT_EQ(contour.at(-4), kContourSilent);
  EXPECT_EQ(contour.at(-2), 1U);
  EXPECT_EQ(contour.at(8), 2U);
  EXPECT_EQ(contour.at(14), 3U);
  EXPECT_EQ(contour.at(16), kContourSilent);
  EXPECT_EQ(BandContour().at(0), kContourSilent);
}

TEST(Fingerprinter, ContoursEveryFrameOfAQuery) {
  std::mt19937_64 random(3);
  std::normal_distribution<float> normal(0, 0.1F);
  std::vector<float> samples(4 * kSampleRateHz);
  for (float& sample : samples) sample = normal(random);
  Fingerprinter reference(kReferencePeaksPerSecond);
  reference.add(samples);
  const BandContour stored = reference.finish().contour;
  Fingerprinter query(kQueryPeaksPerSecond);
  query.listen_closely();
  query.add(samples);
  const BandContour dense = query.finish().contour;
  EXPECT_EQ(stored.hop_frames, kContourHopFrames);
  EXPECT_EQ(dense.hop_frames, 1);
  ASSERT_EQ(stored.words.size(), 42U);
  for (std::size_t i = 0; i < stored.words.size(); ++i) EXPECT_EQ(stored.words[i], dense.words[i * kContourHopFrames]);
  EXPECT_NE(stored.words[20], kContourSilent);
}

}  // namespace
}  // namespace tributary::dsp
