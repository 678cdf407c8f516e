#include "lab/recording/waveform.h"

#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace tributary::lab {
namespace {

constexpr std::size_t kSecond = 16000;

std::vector<float> noise(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal(0, 0.1F);
  std::vector<float> samples(count);
  for (float& sample : samples) sample = normal(random);
  return samples;
}

TEST(CompareWaveforms, FindsARecordingUnderALouderLayer) {
  const auto reference = noise(12 * kSecond, 1);
  auto query = noise(5 * kSecond, 2);
  constexpr std::size_t kStart = 4 * kSecond;
  for (std::size_t i = 0; i < query.size(); ++i) query[i] = query[i] * 1.4F + reference[kStart + i];
  // The place is known to a tenth of a second only.
  const auto agreement = compare_waveforms(query, 0, reference, kStart + kSecond / 10, query.size());
  EXPECT_NEAR(agreement.here, 0.58, 0.05);
  EXPECT_LT(agreement.elsewhere, 0.1);
  EXPECT_TRUE(agreement.same());
}

TEST(CompareWaveforms, FindsNothingInAStranger) {
  const auto reference = noise(12 * kSecond, 3);
  const auto query = noise(5 * kSecond, 4);
  EXPECT_FALSE(compare_waveforms(query, 0, reference, 4 * kSecond, query.size()).same());
}

TEST(CompareWaveforms, FindsNothingAtTheWrongPlace) {
  const auto reference = noise(12 * kSecond, 5);
  const std::vector<float> query(reference.begin() + 2 * kSecond, reference.begin() + 5 * kSecond);
  EXPECT_FALSE(compare_waveforms(query, 0, reference, 4 * kSecond, query.size()).same());
}

TEST(CompareWaveforms, TakesSilenceAndStretchesThatEndEarly) {
  const std::vector<float> silence(3 * kSecond, 0.0F);
  EXPECT_FALSE(compare_waveforms(silence, 0, silence, 0, silence.size()).same());
  EXPECT_FALSE(compare_waveforms(silence, 4 * kSecond, silence, 9 * kSecond, kSecond).same());
  EXPECT_FALSE(compare_waveforms({}, 0, {}, 0, kSecond).same());
}

}  // namespace
}  // namespace tributary::lab
