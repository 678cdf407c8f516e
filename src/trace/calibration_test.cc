#include "trace/calibration.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trace/calibration_file.h"

namespace tributary::trace {
namespace {

using testing::HasSubstr;

Calibration example() {
  Calibration calibration;
  calibration.recording = {-12, 5.25, 0.1, 150, 1, -2.5, 0.9, 0.2, 0.01, -0.03, 0, 0, 0.997, 0.5, 0.5, 1.8, 2.1};
  calibration.moved = {-12, 6, 0.3, 150, 0, -4, 0.8, 0.4, 0.02, -0.05, 0, 0, 0.98, 0.5, 0.5, 1.8, 2.1};
  calibration.composition = {-3, 0.75, 0, 150, 0, -1.5, 1.1, 0.3, 0.02, -0.01, 0.0002, 1.5, 0.99, 1, 0, 2.8, 3.1};
  return calibration;
}

std::string resealed(std::string text) {
  text.resize(text.rfind("checksum "));
  return text;
}

TEST(Calibration, IsSurerOfMoreAndLessSureInALargerCatalog) {
  const TierCalibration tier = example().recording;
  double before = 0;
  for (double excess = -12; excess < 100; excess += 0.5) {
    const double now = probability_of(tier, excess, 150);
    EXPECT_GE(now, before);
    EXPECT_LE(now, tier.ceiling);
    EXPECT_LE(probability_of(tier, excess, 1500), now);
    before = now;
  }
  EXPECT_EQ(before, tier.ceiling);
}

// Where ten times as many recordings have ten times as many chances, the odds are a tenth.
TEST(Calibration, DividesTheOddsByTheSizeOfTheCatalog) {
  TierCalibration tier = example().recording;
  tier.ceiling = 1;
  const auto odds = [&](std::int64_t recordings) {
    const double p = probability_of(tier, 5, recordings);
    return p / (1 - p);
  };
  EXPECT_NEAR(odds(100) / odds(1000), 10, 1e-9);
  tier.size_exponent = 0;
  EXPECT_NEAR(odds(100) / odds(1000), 1, 1e-9);
}

// Chance alone: what the small catalog showed stays, and what strangers add grows with them and falls with the excess.
TEST(Calibration, AddsTheStrangersOfALargeCatalogToTheOddsAgainst) {
  TierCalibration tier = example().composition;
  tier.ceiling = 1;
  const auto against = [&](double excess, std::int64_t recordings) {
    return 1 / probability_of(tier, excess, recordings) - 1;
  };
  EXPECT_EQ(against(1, 10), against(1, 150));
  const double added = against(1, 1150) - against(1, 150);
  EXPECT_NEAR(added, 1000 * 0.0002 * std::exp(-1.5), 1e-12);
  EXPECT_NEAR(against(1, 2150) - against(1, 150), 2 * added, 1e-12);
  EXPECT_NEAR(against(2, 1150) - against(2, 150), added * std::exp(-1.5), 1e-12);
  EXPECT_GT(probability_of(tier, 0, 1000), 0.5);
  EXPECT_LT(probability_of(tier, 0, 100'000), 0.1);
}

TEST(Calibration, HasNoStrangersFarBelowTheThresholdOfASmallCatalog) {
  TierCalibration tier = example().composition;
  const double seen = probability_of(tier, -2, 150);
  tier.stranger_rate = 1000;
  EXPECT_EQ(probability_of(tier, -2, 150), seen);
  EXPECT_LT(probability_of(tier, -2, 151), 1e-5);
}

TEST(Calibration, AsksMoreThanTheThresholdOnlyWhereStrangersAreLikelier) {
  const TierCalibration tier = example().composition;
  EXPECT_EQ(naming_excess(tier, 150), 0);
  const double asked = naming_excess(tier, 100'000);
  EXPECT_GT(asked, 1);
  EXPECT_NEAR(probability_of(tier, asked, 100'000), kNamingProbability, 1e-6);
}

TEST(Calibration, HazardIsTheTailOfTheParetoDistribution) {
  TierCalibration tier;
  tier.null_from = 2;
  tier.null_scale = 4;
  tier.null_shape = 0.25;
  EXPECT_EQ(hazard(tier, 1), 0);
  EXPECT_NEAR(std::exp(-hazard(tier, 10)), std::pow(1 + 0.25 * 8 / 4, -1 / 0.25), 1e-12);
  tier.null_shape = 0;
  EXPECT_NEAR(std::exp(-hazard(tier, 10)), std::exp(-2.0), 1e-12);
}

TEST(CalibrationFile, GivesBackWhatWasStored) {
  const std::string text = encode_calibration(example());
  const auto decoded = decode_calibration(text, "c.txt");
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(*decoded, example());
  EXPECT_EQ(encode_calibration(*decoded), text);
  EXPECT_THAT(text, HasSubstr("checksum " + calibration_name(example())));
}

TEST(CalibrationFile, TheOneInTheProgramIsSound) {
  const auto shipped = decode_calibration(shipped_calibration(), "shipped");
  ASSERT_TRUE(shipped) << shipped.error().message;
  EXPECT_EQ(encode_calibration(*shipped), shipped_calibration());
}

TEST(CalibrationFile, EveryInjuryIsNoticed) {
  const std::string text = encode_calibration(example());
  for (std::size_t i = 0; i < text.size(); ++i) {
    EXPECT_FALSE(decode_calibration(text.substr(0, i), "c.txt")) << i;
    std::string injured = text;
    injured[i] = injured[i] == '7' ? '8' : '7';
    EXPECT_FALSE(decode_calibration(injured, "c.txt")) << i;
  }
  EXPECT_FALSE(decode_calibration(text + "\n", "c.txt"));
}

TEST(CalibrationFile, SaysWhereAndWhy) {
  const auto reason = [](const std::string& text) { return decode_calibration(text, "c.txt").error().message; };
  EXPECT_THAT(reason("RIFF\n"), HasSubstr("c.txt: line 1: is no calibration"));
  EXPECT_THAT(reason("tributary calibration 9\n"), HasSubstr("line 1: is not of version 2"));
  EXPECT_THAT(reason("tributary calibration 1\n"), HasSubstr("line 1: is not of version 2"));
  std::string text = encode_calibration(example());
  text.replace(text.find("5.25"), 4, "-5.2");
  EXPECT_THAT(reason(text), HasSubstr("line 3: -5.2 is not between 0.001"));
  text = encode_calibration(example());
  text.replace(text.find("5.25"), 4, "nan ");
  EXPECT_THAT(reason(text), HasSubstr("line 3: holds no number"));
  Calibration impossible = example();
  impossible.recording.covariance = 1;
  EXPECT_THAT(reason(encode_calibration(impossible)), HasSubstr("covariance is larger"));
  EXPECT_THAT(reason(resealed(encode_calibration(example()))), HasSubstr("too few"));
}

}  // namespace
}  // namespace tributary::trace
