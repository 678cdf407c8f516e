#include "dsp/energy_ranks.h"

#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/fingerprint.h"

namespace tributary::dsp {
namespace {

using Power = std::array<float, kPitchSteps>;

// Random powers around -40 dB on every pitch.
std::vector<Power> noise(std::size_t frames, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::exponential_distribution<float> exponential(1e4F);
  std::vector<Power> powers(frames);
  for (Power& power : powers)
    for (float& value : power) value = exponential(random);
  return powers;
}

EnergyRanks ranks_of(const std::vector<Power>& powers) {
  EnergyRanker ranker;
  for (const Power& power : powers) ranker.add(power);
  return ranker.finish();
}

TEST(EnergyRanks, RankAMomentAmongTheOthersOfItsPitch) {
  auto powers = noise(300, 1);
  powers[150][100] = 0.1F;
  powers[151][40] = 1e-9F;
  const EnergyRanks ranks = ranks_of(powers);
  ASSERT_EQ(ranks.frames(), 300U);
  // A place is known to a frame and a step.
  for (const std::uint32_t frame : {149U, 150U, 151U})
    for (const int step : {99, 100, 101}) EXPECT_EQ(ranks.at(frame, step), kEnergyRanks - 1);
  EXPECT_LT(ranks.at(150, 110), kEnergyRanks);
}

TEST(EnergyRanks, AreAboutEquallyFrequent) {
  const EnergyRanks ranks = ranks_of(noise(600, 2));
  std::array<int, kEnergyRanks> counts{};
  for (std::uint32_t frame = 0; frame < ranks.frames(); ++frame)
    for (int step = 0; step < kPitchSteps; ++step) ++counts[static_cast<std::size_t>(ranks.at(frame, step))];
  // Levels are whole decibels, so single ranks are uneven; quarters of them are not.
  for (std::size_t quarter = 0; quarter < 4; ++quarter) {
    int sum = 0;
    for (std::size_t rank = 0; rank < kEnergyRanks / 4; ++rank) sum += counts[quarter * kEnergyRanks / 4 + rank];
    constexpr double kQuarter = 600.0 * kPitchSteps / 4;
    EXPECT_NEAR(sum, kQuarter, 0.25 * kQuarter) << "quarter " << quarter;
  }
}

TEST(EnergyRanks, GiveWhatSustainsNoRankOfItsOwn) {
  std::vector<Power> powers(400);
  for (Power& power : powers) power[80] = 0.5F;
  const EnergyRanks ranks = ranks_of(powers);
  for (std::uint32_t frame = 0; frame < ranks.frames(); ++frame)
    EXPECT_EQ(ranks.at(frame, 80), kEnergyRanks / 2) << "frame " << frame;
}

TEST(EnergyRanks, CompareWithTheSecondsAroundOnly) {
  // Thirty seconds that grow louder all the time: a swell hides no accent of the quiet part.
  auto powers = noise(1875, 3);
  for (std::size_t frame = 0; frame < powers.size(); ++frame)
    for (float& value : powers[frame]) value *= frame < 900 ? 1e-3F : 1.0F;
  powers[300][60] = 1e-4F;
  EXPECT_EQ(ranks_of(powers).at(300, 60), kEnergyRanks - 1);
}

TEST(EnergyRanker, GivesUpOnWhatIsTooLong) {
  const Power silence{};
  EnergyRanker ranker;
  const auto frames = static_cast<int>(seconds_to_frames(EnergyRanker::kSecondsMax));
  for (int i = 0; i < frames; ++i) ranker.add(silence);
  EXPECT_EQ(ranker.finish().frames(), static_cast<std::uint32_t>(frames));
  EnergyRanker longer;
  for (int i = 0; i < frames + 10; ++i) longer.add(silence);
  EXPECT_EQ(longer.finish().frames(), 0U);
  EXPECT_EQ(EnergyRanker().finish().frames(), 0U);
}

TEST(Fingerprinter, RanksTheFramesOfItsPeaks) {
  std::mt19937_64 random(4);
  std::normal_distribution<float> normal(0, 0.1F);
  std::vector<float> samples(5 * kSampleRateHz);
  for (float& sample : samples) sample = normal(random);
  Fingerprinter fingerprinter(kReferencePeaksPerSecond);
  fingerprinter.listen_closely();
  fingerprinter.add(samples);
  const Fingerprint fingerprint = fingerprinter.finish();
  const EnergyRanks ranks = fingerprinter.take_energy_ranks();
  double sum = 0;
  for (const Peak& peak : fingerprint.peaks)
    sum += ranks.at(peak.frame, std::min<int>(peak.pitch / kPeakPitchPerStep, kPitchSteps - 1));
  EXPECT_GT(sum / static_cast<double>(fingerprint.peaks.size()), 0.85 * kEnergyRanks);
}

}  // namespace
}  // namespace tributary::dsp
