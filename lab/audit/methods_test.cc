#include "lab/audit/methods.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "audit/draws.h"
#include "audit/linear_generator.h"
#include "lab/audit/statistics.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kFrames = 2;
constexpr std::size_t kBands = 4;
constexpr std::size_t kItems = 24;

audit::SegmentSet random_set(std::size_t items, std::uint64_t seed) {
  audit::SegmentSet set{kFrames, kBands, audit::noise_of(seed, items * kFrames * kBands), {}};
  for (std::size_t i = 0; i < items; ++i) set.segments.push_back({"r", "w", "owner", "artist", "folk", 0});
  return set;
}

// The linear generator with its only layer named as MUCS wants it.
class PerceptronGenerator : public audit::LinearGenerator {
 public:
  explicit PerceptronGenerator(std::uint64_t seed)
      : LinearGenerator(kFrames, kBands, seed), info_(LinearGenerator::info()) {
    info_.layers[0].name = "all_up";
  }
  const audit::GeneratorInfo& info() const override { return info_; }

 private:
  audit::GeneratorInfo info_;
};

TEST(Mucs, UnlearnsTheQueryMostAndPutsTheWeightsBack) {
  PerceptronGenerator generator(5);
  PerceptronGenerator untrained(6);
  const audit::SegmentSet set = random_set(kItems, 11);
  const std::vector<std::int64_t> tags(kItems, 0);
  const audit::ItemBatch items{set.levels, tags};
  MucsSettings settings;
  settings.learning_rate = 1e-3;
  settings.weight = 8;
  settings.most_steps = 30;
  settings.draws = 4;
  const auto before = mucs_losses(generator, items, settings).value();
  const audit::ItemBatch query{set.item(7), std::span(tags).first(1)};
  const MucsScores found = mucs_scores(generator, untrained, query, items, before, settings).value();
  EXPECT_EQ(std::max_element(found.scores.begin(), found.scores.end()) - found.scores.begin(), 7);
  EXPECT_GT(found.scores[7], 0.01);
  const auto after = mucs_losses(generator, items, settings).value();
  for (std::size_t i = 0; i < kItems; ++i) EXPECT_NEAR(before[0][i], after[0][i], 1e-4);
}

TEST(Mucs, StopsWhereTheQueryIsForgotten) {
  PerceptronGenerator generator(5);
  PerceptronGenerator same(5);
  const audit::SegmentSet set = random_set(kItems, 11);
  const std::vector<std::int64_t> tags(kItems, 0);
  const audit::ItemBatch items{set.levels, tags};
  MucsSettings settings;
  settings.draws = 2;
  const auto before = mucs_losses(generator, items, settings).value();
  const audit::ItemBatch query{set.item(0), std::span(tags).first(1)};
  EXPECT_EQ(mucs_scores(generator, same, query, items, before, settings).value().steps, 0U);
  audit::LinearGenerator other(kFrames, kBands, 5);
  EXPECT_EQ(mucs_scores(other, same, query, items, before, settings).error().code, ErrorCode::kInvalidInput);
}

// The store's products are those of `tributary audit store` but for what 8 bits leave; TRAK's are not.
TEST(GradientMethods, AnItemFindsItself) {
  audit::LinearGenerator generator(kFrames, kBands, 5);
  const audit::SegmentSet set = random_set(kItems, 11);
  audit::GradientSettings settings;
  settings.draws = 4;
  const MeasuredGradients measured = measure_gradients(generator, set, set, settings).value();
  for (const bool as_store : {true, false}) {
    const MethodScores method = gradient_methods(generator.info(), measured, as_store, {0.1}, "name").value().front();
    for (std::size_t q = 0; q < kItems; ++q) {
      const auto own = std::span(method.scores).subspan(q * kItems, kItems);
      EXPECT_EQ(std::max_element(own.begin(), own.end()) - own.begin(), static_cast<std::ptrdiff_t>(q));
    }
  }
}

TEST(MethodScoresOf, AWorthIsTheMeanInDeviations) {
  const MethodScores method{"m", {1, 2, 3, 6, 10, 20, 30, 60}, 0};
  const MethodScores worth = method_with_worth(method, 4, 0.5);
  for (const std::size_t start : {0U, 4U}) {
    const auto own = std::span(worth.scores).subspan(start, 4);
    EXPECT_NEAR(mean(own), 0.5 * deviation(own), 1e-12);
    EXPECT_NEAR(own[3] - own[0], method.scores[start + 3] - method.scores[start], 1e-12);
  }
}

}  // namespace
}  // namespace tributary::lab
