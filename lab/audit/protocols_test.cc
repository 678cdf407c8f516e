#include "lab/audit/protocols.h"

#include <gtest/gtest.h>

#include "lab/audit/comparison.h"
#include "lab/audit/subset_plan.h"
#include "lab/random/random.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kArtists = 6;
constexpr std::size_t kQueries = 12;

// A world in which each segment lowers each query's loss by a known amount, plus noise between retrainings.
struct World {
  RetrainedTruth truth;
  std::vector<double> effects;  // [queries][segments]
};

World make_world(double noise) {
  World world;
  Random random(3);
  audit::SegmentSet& set = world.truth.segments;
  set.frames = set.bands = 1;
  for (std::size_t i = 0; i < 8 * kArtists; ++i) {
    const std::string artist(1, static_cast<char>('a' + i / 8));
    set.levels.push_back(0);
    set.segments.push_back({artist, artist + std::to_string(i % 4), artist, artist, "music", 0});
  }
  world.truth.queries.frames = world.truth.queries.bands = 1;
  for (std::size_t q = 0; q < kQueries; ++q) {
    world.truth.queries.levels.push_back(0);
    world.truth.queries.segments.push_back({"q", "q", "generated", "generated", "music", 0});
    for (std::size_t i = 0; i < set.size(); ++i)
      world.effects.push_back(random.uniform(0, 0.2) + (i / 8 == q % kArtists ? 0.5 : 0));
  }
  const std::vector<SubsetModel> models = plan_subsets(set, 32, 5);
  for (std::size_t s = 0; s < 3; ++s) {
    RetrainedSeed seed;
    for (const SubsetModel& model : models) {
      for (std::size_t q = 0; q < kQueries; ++q) {
        double loss = 10 + noise * random.normal();
        for (std::size_t i = 0; i < set.size(); ++i)
          loss -= static_cast<double>(model.membership[i]) * world.effects[q * set.size() + i];
        seed.query_losses.push_back(static_cast<float>(loss));
      }
      for (std::size_t i = 0; i < set.size(); ++i)
        seed.item_losses.push_back(1 + (model.membership[i] > 0 ? 0.0F : 0.25F));
    }
    world.truth.seeds.push_back(std::move(seed));
  }
  for (const SubsetModel& model : models) {
    world.truth.models.push_back(model.name);
    world.truth.membership.insert(world.truth.membership.end(), model.membership.begin(), model.membership.end());
  }
  return world;
}

std::vector<std::size_t> all_queries() {
  std::vector<std::size_t> all;
  for (std::size_t q = 0; q < kQueries; ++q) all.push_back(q);
  return all;
}

TEST(Protocols, TrueEffectsAreForeseenAndRandomOnesAreNot) {
  const World world = make_world(0.01);
  const LeaveOutEffects effects = leave_out_effects(world.truth);
  const Agreement right = agreement(world.truth, effects, world.effects, all_queries());
  EXPECT_EQ(right.top1, 1);
  EXPECT_GT(right.spearman, 0.95);
  EXPECT_GT(right.lds, 0.98);
  EXPECT_LE(right.lds_interval.low, right.lds);
  EXPECT_GE(right.lds_interval.high, right.lds);
  const MethodScores random = random_method(world.truth.segments.size(), kQueries, 9);
  const Agreement wrong = agreement(world.truth, effects, random.scores, all_queries());
  EXPECT_LT(wrong.lds, 0.5);
  EXPECT_LT(wrong.top1, 0.7);
}

// What an artist means to all queries alike is no part of it.
TEST(Protocols, SpecificAgreementLooksAtWhatTellsQueriesApart) {
  const World world = make_world(0.01);
  const LeaveOutEffects effects = leave_out_effects(world.truth);
  EXPECT_GT(agreement(world.truth, effects, world.effects, all_queries()).specific, 0.98);
  const std::size_t segments = world.truth.segments.size();
  std::vector<double> moved = world.effects;
  for (std::size_t i = 0; i < moved.size(); ++i) moved[i] += 10 * static_cast<double>(i % segments % 5);
  EXPECT_GT(agreement(world.truth, effects, moved, all_queries()).specific, 0.98);
  std::vector<double> common(moved.size());
  for (std::size_t i = 0; i < common.size(); ++i) common[i] = static_cast<double>(i % segments % 7);
  EXPECT_NEAR(agreement(world.truth, effects, common, all_queries()).specific, 0, 1e-6);
  EXPECT_GT(ceiling(world.truth, effects, all_queries()).specific, 0.98);
}

TEST(Protocols, TheNoiseFloorSeesWhetherEffectsStandOut) {
  const World clear = make_world(0.01);
  EXPECT_GT(noise_floor(clear.truth, leave_out_effects(clear.truth)).ratio, 3);
  EXPECT_NEAR(noise_floor(clear.truth, leave_out_effects(clear.truth)).own_effect, 0.25, 1e-6);
  const World drowned = make_world(20);
  EXPECT_LT(noise_floor(drowned.truth, leave_out_effects(drowned.truth)).ratio, 1.5);
  EXPECT_LT(ceiling(drowned.truth, leave_out_effects(drowned.truth), all_queries()).lds, 0.5);
  EXPECT_GT(ceiling(clear.truth, leave_out_effects(clear.truth), all_queries()).lds, 0.95);
}

// What the full model says of its own queries is no part of the effects.
TEST(Protocols, AFullModelThatLovesItsOwnChangesNothing) {
  World world = make_world(0.01);
  const std::vector<double> before = leave_out_effects(world.truth).mean;
  for (std::size_t q = 0; q < kQueries; ++q) world.truth.seeds[0].query_losses[q] -= 5;
  EXPECT_EQ(leave_out_effects(world.truth).mean, before);
}

TEST(Protocols, CalibrationFindsTheScaleAndCovers) {
  const World world = make_world(0.02);
  std::vector<double> scores = world.effects;
  for (double& score : scores) score *= 4;
  std::vector<std::size_t> fitted;
  std::vector<std::size_t> rest;
  for (std::size_t q = 0; q < kQueries; ++q) (q % 3 == 0 ? fitted : rest).push_back(q);
  const Calibrated found = calibrate(world.truth, leave_out_effects(world.truth), scores, fitted, rest);
  EXPECT_NEAR(found.slope, 0.25, 0.03);
  EXPECT_GT(found.coverage, 0.75);
}

TEST(Protocols, CalibrationSeesWhatAModelGainsOnItsOwn) {
  World world = make_world(0.01);
  for (std::size_t q = 0; q < kQueries; ++q) world.truth.seeds[0].query_losses[q] -= 3;
  std::vector<std::size_t> even;
  std::vector<std::size_t> odd;
  for (std::size_t q = 0; q < kQueries; ++q) (q % 2 == 0 ? even : odd).push_back(q);
  const Calibrated found = calibrate(world.truth, leave_out_effects(world.truth), world.effects, even, odd);
  EXPECT_NEAR(found.own_gain, 3, 0.05);
  EXPECT_LT(found.noise, 0.05);
}

TEST(Protocols, ConstantsAreChosenWhereTheyForeseeMost) {
  const World world = make_world(0.01);
  const LeaveOutEffects effects = leave_out_effects(world.truth);
  const MethodScores random = random_method(world.truth.segments.size(), kQueries, 9);
  MethodScores right{"right", world.effects, 0};
  EXPECT_EQ(chosen_method(world.truth, effects, {random, right}, all_queries()).name, "right");
  EXPECT_LT(agreement(world.truth, effects, chosen_method(world.truth, effects, {random}, all_queries()).scores,
                      all_queries())
                .lds,
            0.5);
}

TEST(Protocols, FewerQueriesKeepTheirLosses) {
  World world = make_world(0.5);
  for (std::size_t q = 0; q < kQueries; ++q) world.truth.queries.segments[q].work = "q" + std::to_string(q);
  const RetrainedTruth fewer = with_fewer_queries(world.truth, 3);
  ASSERT_EQ(fewer.queries.size(), 4U);
  EXPECT_EQ(fewer.queries.levels.size(), 4U);
  EXPECT_EQ(fewer.queries.segments[2].work, "q6");
  const std::vector<std::size_t> kept = {0, 1, 6, 7};
  for (const std::size_t model : {0U, 9U})
    for (std::size_t k = 0; k < kept.size(); ++k)
      EXPECT_EQ(fewer.seeds[1].query_losses[model * 4 + k],
                world.truth.seeds[1].query_losses[model * kQueries + kept[k]]);
}

TEST(Protocols, RatiosAreOfMeansOverTheSameQueries) {
  const Ratio ratio = ratio_of_means({0.6, 0.2, 0.4}, {0.3, 0.1, 0.2});
  EXPECT_NEAR(ratio.value, 2, 1e-12);
  EXPECT_NEAR(ratio.interval.low, 2, 1e-12);
  EXPECT_NEAR(ratio.interval.high, 2, 1e-12);
  EXPECT_LT(ratio_of_means({0.6, 0.2, 0.4}, {0.1, 0.3, 0.2}).interval.low, 2);
}

TEST(Statistics, RanksShareTies) {
  EXPECT_NEAR(rank_correlation(std::vector<double>{1, 2, 2, 3}, std::vector<double>{1, 3, 3, 9}), 1, 1e-12);
  EXPECT_NEAR(rank_correlation(std::vector<double>{1, 2, 3}, std::vector<double>{9, 5, 1}), -1, 1e-12);
  EXPECT_EQ(rank_correlation(std::vector<double>{1, 1, 1}, std::vector<double>{9, 5, 1}), 0);
}

}  // namespace
}  // namespace tributary::lab
