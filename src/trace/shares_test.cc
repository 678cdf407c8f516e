#include "trace/shares.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/synthetic_fingerprint.h"
#include "tributary/ppm.h"

namespace tributary::trace {
namespace {

std::vector<double> random_values(std::size_t count, std::mt19937_64& random) {
  std::uniform_real_distribution<double> uniform(0, 1);
  std::vector<double> values(count);
  // Ties and zeros are where a closed form goes wrong.
  for (double& value : values) value = random() % 3 == 0 ? std::round(uniform(random) * 2) / 2 : uniform(random);
  return values;
}

// By the definition: a player's gain to those who came before it, averaged over all orders of arrival.
std::vector<double> shapley_by_definition(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<double> gains(values.size(), 0);
  double orders = 0;
  do {
    double reached = 0;
    for (const std::size_t player : order) {
      gains[player] += std::max(0.0, values[player] - reached);
      reached = std::max(reached, values[player]);
    }
    orders += 1;
  } while (std::next_permutation(order.begin(), order.end()));
  for (double& gain : gains) gain /= orders;
  return gains;
}

TEST(ShapleyOfMaximum, IsTheAverageOverAllOrdersOfArrival) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 300; ++round) {
    const auto values = random_values(1 + random() % 6, random);
    const auto shares = shapley_of_maximum(values);
    const auto expected = shapley_by_definition(values);
    ASSERT_EQ(shares.size(), values.size());
    for (std::size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(shares[i], expected[i], 1e-12);
  }
}

TEST(ShapleyOfMaximum, AddsUpToTheLargest) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 300; ++round) {
    const auto values = random_values(1 + random() % 40, random);
    const auto shares = shapley_of_maximum(values);
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), *std::max_element(values.begin(), values.end()),
                1e-12);
  }
}

TEST(ShapleyOfMaximum, TreatsEqualsEqually) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 100; ++round) {
    auto values = random_values(5, random);
    values.push_back(values[2]);
    const auto shares = shapley_of_maximum(values);
    EXPECT_NEAR(shares[2], shares.back(), 1e-12);
  }
  const auto thirds = shapley_of_maximum(std::vector<double>{1, 1, 1});
  for (const double share : thirds) EXPECT_NEAR(share, 1.0 / 3, 1e-12);
}

TEST(ShapleyOfMaximum, GivesWhoAddsNothingNothing) {
  std::mt19937_64 random(4);
  for (int round = 0; round < 100; ++round) {
    auto values = random_values(4, random);
    const auto alone = shapley_of_maximum(values);
    values.push_back(0);
    const auto shares = shapley_of_maximum(values);
    EXPECT_EQ(shares.back(), 0);
    for (std::size_t i = 0; i < alone.size(); ++i) EXPECT_NEAR(shares[i], alone[i], 1e-12);
  }
  EXPECT_TRUE(shapley_of_maximum({}).empty());
}

// A scene of matches on one query, whose parts divide_time divides.
class Scene {
 public:
  explicit Scene(double duration_s)
      : query_(dsp::random_fingerprint(duration_s, 99)), weights_(static_cast<std::size_t>(std::ceil(duration_s)), 1) {}

  // A recording that sounds from one second of the query to another.
  std::size_t add(const std::string& work_id, double start_s, double end_s, std::uint64_t seed = 1) {
    return add(work_id, start_s, end_s, dsp::random_fingerprint(60, seed));
  }
  std::size_t add(const std::string& work_id, double start_s, double end_s, dsp::Fingerprint reference) {
    VerifiedMatch match;
    match.recording_id = "rec_" + std::to_string(matches_.size());
    match.reference = std::make_shared<const ReferencePeaks>(std::move(reference));
    match.line = {-dsp::seconds_to_frames(start_s), 1, 0};
    match.span = {dsp::seconds_to_frames(start_s), dsp::seconds_to_frames(end_s)};
    matches_.push_back(match);
    works_.push_back(work_id);
    return matches_.size() - 1;
  }
  std::size_t add_alternative(const std::string& work_id, std::size_t to, double standing) {
    VerifiedMatch match = matches_[to];
    match.recording_id = "rec_" + std::to_string(matches_.size());
    match.alternative_to = to;
    match.standing = standing;
    matches_.push_back(match);
    works_.push_back(work_id);
    return matches_.size() - 1;
  }

  std::vector<double> fractions() const {
    std::vector<Claim> claims;
    for (std::size_t i = 0; i < matches_.size(); ++i) claims.push_back({&matches_[i], works_[i]});
    return divide_time(query_, weights_, claims);
  }
  std::map<std::string, double> by_work() const {
    std::map<std::string, double> sums;
    const auto parts = fractions();
    for (std::size_t i = 0; i < parts.size(); ++i) sums[works_[i]] += parts[i];
    return sums;
  }

  dsp::Fingerprint& query() { return query_; }
  std::vector<float>& weights() { return weights_; }

 private:
  dsp::Fingerprint query_;
  std::vector<float> weights_;
  std::vector<VerifiedMatch> matches_;
  std::vector<std::string> works_;
};

// The band levels of a mix: the powers add up.
std::vector<std::uint8_t> mixed_levels(const dsp::Fingerprint& a, const dsp::Fingerprint& b, double b_db) {
  const auto power = [](std::uint8_t level, double gain_db) {
    return level == 0 ? 0 : std::pow(10, (dsp::kLevelFloorDb + level * dsp::kBandLevelStepDb + gain_db) / 10);
  };
  std::vector<std::uint8_t> levels;
  for (std::size_t i = 0; i < a.band_levels.size(); ++i) {
    const double db = 10 * std::log10(power(a.band_levels[i], 0) + power(b.band_levels[i], b_db));
    levels.push_back(static_cast<std::uint8_t>(std::lround((db - dsp::kLevelFloorDb) / dsp::kBandLevelStepDb)));
  }
  return levels;
}

TEST(DivideTime, GivesTheOnlySourceTheTimeItSounds) {
  Scene scene(20);
  scene.add("A", 5, 15);
  EXPECT_NEAR(scene.fractions()[0], 0.5, 1e-9);
}

TEST(DivideTime, GivesEachPieceOfAMontageItsTime) {
  Scene scene(20);
  scene.add("A", 0, 6.5, 1);
  scene.add("B", 6.5, 17, 2);
  const auto fractions = scene.fractions();
  EXPECT_NEAR(fractions[0], 6.5 / 20, 1e-9);
  EXPECT_NEAR(fractions[1], 10.5 / 20, 1e-9);
}

TEST(DivideTime, GivesSilenceNoWeight) {
  Scene scene(20);
  scene.add("A", 0, 10);
  for (std::size_t second = 5; second < 10; ++second) scene.weights()[second] = 0;
  EXPECT_NEAR(scene.fractions()[0], 5.0 / 15, 1e-9);
  std::fill(scene.weights().begin(), scene.weights().end(), 0.0F);
  EXPECT_EQ(scene.fractions()[0], 0);
}

// The last started second counts for as long as it lasts.
TEST(DivideTime, GivesTheSourceOfAWholeQueryAllOfIt) {
  for (const double duration_s : {0.4, 1.5, 10.25, 10.99}) {
    Scene scene(duration_s);
    scene.add("A", 0, duration_s + 0.1);
    EXPECT_NEAR(scene.fractions()[0], 1, 1e-9) << duration_s;
  }
}

// A source whose peaks tell its gain receives its part of the energy, and nobody the part that is foreign.
class HeardScene {
 public:
  explicit HeardScene(double foreign_db) : recording_(dsp::random_fingerprint(30, 1)) {
    const auto foreign = dsp::random_fingerprint(30, 2);
    query_.duration_s = 30;
    query_.peaks = recording_.peaks;
    query_.band_levels = mixed_levels(recording_, foreign, foreign_db);
    match_.recording_id = "rec";
    match_.reference = std::make_shared<const ReferencePeaks>(recording_);
    match_.span = {0, dsp::seconds_to_frames(30)};
    match_.gains = LevelGains::fit(QueryGrid(query_), *match_.reference, match_.line, match_.span);
  }

  double fraction() const {
    const std::vector<float> weights(30, 1);
    const std::vector<Claim> claims = {{&match_, "A"}};
    return divide_time(query_, weights, claims).front();
  }
  std::vector<Voice> voices(const std::vector<Claim>& claims) const {
    return voices_of(query_, std::vector<float>(30, 1), claims);
  }
  VerifiedMatch& match() { return match_; }

 private:
  dsp::Fingerprint recording_;
  dsp::Fingerprint query_;
  VerifiedMatch match_;
};

TEST(DivideTime, GivesWhatIsForeignToNobody) {
  EXPECT_NEAR(HeardScene(-100).fraction(), 1, 1e-9);
  EXPECT_NEAR(HeardScene(-12).fraction(), 1, 0.05) << "as little as a codec or a room leaves unexplained";
  EXPECT_NEAR(HeardScene(0).fraction(), 0.5 / 0.9, 0.05);
  EXPECT_NEAR(HeardScene(6).fraction(), 0.2 / 0.9, 0.05);
}

TEST(DivideTime, TellsNothingForeignWhereNoPeaksTellAGain) {
  HeardScene scene(6);
  scene.match().gains.reset();
  EXPECT_NEAR(scene.fraction(), 1, 1e-9);
}

// A copy that a codec has dulled explains less. Which of both has most evidence moves nothing.
TEST(DivideTime, LetsTheBestCopySayWhatIsHeard) {
  HeardScene scene(0);
  const auto heard = [&](VerifiedMatch primary, VerifiedMatch alternative) {
    alternative.alternative_to = 0;
    double sum = 0;
    for (const Voice& voice : scene.voices({{&primary, "A"}, {&alternative, "A"}}))
      sum += voice.moment_weight * voice.part;
    return sum;
  };
  VerifiedMatch dull = scene.match();
  dsp::Fingerprint fingerprint = dull.reference->fingerprint();
  for (std::uint8_t& level : fingerprint.band_levels)
    level = static_cast<std::uint8_t>(level - std::min<int>(level, 4));
  dull.reference = std::make_shared<const ReferencePeaks>(std::move(fingerprint));
  EXPECT_LT(heard(dull, dull), scene.fraction() - 0.05);
  EXPECT_NEAR(heard(scene.match(), dull), scene.fraction(), 1e-9);
  EXPECT_NEAR(heard(dull, scene.match()), scene.fraction(), 1e-9);
}

TEST(HeardParts, AreThePartsOfEachSecond) {
  HeardScene scene(0);
  scene.match().span.last = dsp::seconds_to_frames(10);
  const std::vector<Claim> claims = {{&scene.match(), "A"}};
  const HeardParts heard = heard_parts(scene.voices(claims), claims);
  ASSERT_EQ(heard.size(), 10U);
  double sum = 0;
  for (const auto& parts : heard) sum += parts.at("rec");
  EXPECT_NEAR(sum / 10, 0.5 / 0.9, 0.1);
}

TEST(DivideTime, DividesAMixByEnergy) {
  for (const double b_db : {0.0, -6.0, -12.0}) {
    const auto a = dsp::random_fingerprint(30, 1);
    const auto b = dsp::random_fingerprint(30, 2);
    Scene scene(30);
    scene.query().band_levels = mixed_levels(a, b, b_db);
    scene.add("A", 0, 30, a);
    scene.add("B", 0, 30, b);
    const auto fractions = scene.fractions();
    const double expected = 1 / (1 + std::pow(10, -b_db / 10));
    EXPECT_NEAR(fractions[1], expected, 0.03) << b_db << " dB";
    EXPECT_NEAR(fractions[0] + fractions[1], 1, 1e-9);
  }
}

// One plays high, the other low: the gains are told apart although neither sounds alone.
TEST(DivideTime, DividesAMixOfUnlikeSoundsByEnergy) {
  auto low = dsp::random_fingerprint(30, 1);
  auto high = dsp::random_fingerprint(30, 2);
  for (std::size_t i = 0; i < low.band_levels.size(); ++i) (i % dsp::kBands < 8 ? high : low).band_levels[i] = 60;
  Scene scene(30);
  scene.query().band_levels = mixed_levels(low, high, -6);
  scene.add("low", 0, 30, low);
  scene.add("high", 0, 30, high);
  EXPECT_NEAR(scene.by_work()["high"], 0.2, 0.03);
}

TEST(DivideTime, DividesOneSoundAmongItsWorksByTheirStandings) {
  Scene scene(20);
  const std::size_t original = scene.add("A", 0, 20);
  scene.add_alternative("B", original, 0.6);
  scene.add_alternative("C", original, 0.3);
  auto works = scene.by_work();
  const auto expected = shapley_of_maximum(std::vector<double>{1, 0.6, 0.3});
  EXPECT_NEAR(works["A"], expected[0], 1e-9);
  EXPECT_NEAR(works["B"], expected[1], 1e-9);
  EXPECT_NEAR(works["C"], expected[2], 1e-9);
}

TEST(DivideTime, GivesTwoEqualCopiesHalfEach) {
  Scene scene(20);
  scene.add_alternative("B", scene.add("A", 0, 20), 1);
  EXPECT_NEAR(scene.fractions()[0], 0.5, 1e-9);
  EXPECT_NEAR(scene.fractions()[1], 0.5, 1e-9);
}

// Nobody gains by uploading what he already has in the catalog.
TEST(DivideTime, DoesNotPayForUploadingAWorkTwice) {
  Scene scene(20);
  scene.add_alternative("B", scene.add("A", 0, 12, 1), 0.7);
  scene.add("C", 8, 20, 2);
  const auto before = scene.by_work();
  scene.add_alternative("A", 0, 1);
  scene.add_alternative("A", 0, 0.9);
  scene.add_alternative("B", 0, 0.7);
  scene.add_alternative("C", 2, 1);
  const auto after = scene.by_work();
  for (const auto& [work, fraction] : before) EXPECT_NEAR(after.at(work), fraction, 1e-9) << work;
}

TEST(DivideTime, NeverGivesMoreThanThereIs) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (int round = 0; round < 60; ++round) {
    const double duration_s = 1 + 30 * uniform(random);
    Scene scene(duration_s);
    for (float& weight : scene.weights()) weight = random() % 4 == 0 ? 0.0F : 1.0F;
    std::size_t primary = 0;
    for (std::uint64_t i = 0; i < 6; ++i) {
      const std::string work = "work " + std::to_string(random() % 4);
      if (i > 0 && random() % 3 == 0) {
        scene.add_alternative(work, primary, 0.1 + 0.9 * uniform(random));
      } else {
        const double start_s = duration_s * uniform(random);
        primary = scene.add(work, start_s, start_s + duration_s * uniform(random), random());
      }
    }
    const auto fractions = scene.fractions();
    for (const double fraction : fractions) EXPECT_GE(fraction, 0);
    EXPECT_LE(std::accumulate(fractions.begin(), fractions.end(), 0.0), 1 + 1e-9);
    const auto parts = apportion_ppm(fractions);
    EXPECT_EQ(std::accumulate(parts.begin(), parts.end(), Ppm{0}), kWholePpm);
  }
}

TEST(DivideTime, TakesNoClaimsAndNoSeconds) {
  EXPECT_TRUE(divide_time({}, {}, {}).empty());
  Scene scene(5);
  EXPECT_TRUE(scene.fractions().empty());
}

}  // namespace
}  // namespace tributary::trace
