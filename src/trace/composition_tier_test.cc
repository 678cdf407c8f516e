#include "trace/composition_tier.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trace/score_cohort.h"
#include "trace/synthetic_composition.h"

namespace tributary::trace {
namespace {

// Music that is in no catalog.
const StandingCohort& strangers() {
  static const StandingCohort kStrangers = [] {
    std::vector<index::CompositionFeatures> members;
    for (std::uint64_t seed = 9000; seed < 9120; ++seed)
      members.push_back(synthetic_features(random_composition(90, seed)));
    return StandingCohort(members);
  }();
  return kStrangers;
}

// Recordings in memory as the tier asks for them.
class CompositionCatalog {
 public:
  void add(const std::string& id, const EncodedFrames& frames) {
    const auto features = std::make_shared<const index::CompositionFeatures>(synthetic_features(frames));
    table_.add(id, *features);
    without_frames_.add(id, features->segments);
    features_[id] = features;
  }

  std::vector<CompositionMatch> find(const EncodedFrames& query, CompositionSearch search = {}, std::size_t threads = 1,
                                     const LeftOut& left_out = {}) const {
    search.standing_cohort = &strangers();
    auto matches = find_compositions(synthetic_features(query), table_, source(), threads, search, left_out);
    EXPECT_TRUE(matches.ok());
    return std::move(matches).value();
  }

  CompositionSource source() const {
    return [this](const std::string& id) -> Result<std::shared_ptr<const index::CompositionFeatures>> {
      return features_.at(id);
    };
  }
  const SegmentTable& table() const { return table_; }
  const SegmentTable& without_frames() const { return without_frames_; }

 private:
  SegmentTable table_;
  SegmentTable without_frames_;
  std::map<std::string, std::shared_ptr<const index::CompositionFeatures>> features_;
};

std::string name(std::uint64_t seed) { return "rec_" + std::to_string(seed); }

CompositionCatalog random_catalog(std::uint64_t recordings) {
  CompositionCatalog catalog;
  for (std::uint64_t seed = 0; seed < recordings; ++seed) catalog.add(name(seed), random_composition(90, seed));
  return catalog;
}

const CompositionCatalog& many() {
  static const CompositionCatalog kCatalog = random_catalog(60);
  return kCatalog;
}

const CompositionCatalog& few() {
  static const CompositionCatalog kCatalog = random_catalog(4);
  return kCatalog;
}

EncodedFrames performance_of(std::uint64_t recording, const Performance& performance) {
  return performed(random_composition(90, recording), performance, 1000 + recording);
}

void expect_only(const std::vector<CompositionMatch>& matches, const std::string& id, const Performance& performance) {
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0].recording_id, id);
  const CompositionRegion& region = matches[0].region;
  EXPECT_EQ(region.transposition, performance.transposition);
  EXPECT_NEAR(region.tempo_ratio, performance.tempo_ratio, 0.04);
  EXPECT_LT(region.query_begin_s, 1.5);
  EXPECT_GT(region.query_end_s, performance.duration_s - 1.5);
  EXPECT_NEAR(region.reference_begin_s, performance.start_s + region.query_begin_s * performance.tempo_ratio, 1);
  EXPECT_NEAR(region.reference_end_s, performance.start_s + region.query_end_s * performance.tempo_ratio, 1);
}

TEST(FindCompositions, NamesTheCompositionAndNoOther) {
  for (const std::uint64_t recording : {0U, 1U, 2U, 3U}) {
    const Performance performance{.start_s = 30.0 + static_cast<double>(recording) * 5,
                                  .duration_s = 15,
                                  .tempo_ratio = 0.85 + 0.1 * static_cast<double>(recording),
                                  .transposition = static_cast<int>(recording) * 3 - 6,
                                  .noise = 1};
    expect_only(many().find(performance_of(recording, performance)), name(recording), performance);
    expect_only(few().find(performance_of(recording, performance)), name(recording), performance);
  }
}

TEST(FindCompositions, RejectsWhatTheCatalogDoesNotHold) {
  for (std::uint64_t seed = 100; seed < 140; ++seed) {
    EXPECT_TRUE(many().find(random_composition(15, seed)).empty()) << seed;
    EXPECT_TRUE(few().find(random_composition(15, seed)).empty()) << seed;
  }
}

// What else a catalog holds says nothing about a recording: its matches are the same, to the last bit, alone and among
// three hundred strangers, of which none takes it away and none is found.
TEST(FindCompositions, FindsTheSameAmongStrangers) {
  CompositionCatalog alone;
  alone.add(name(3), random_composition(90, 3));
  CompositionCatalog crowd = alone;
  for (std::uint64_t seed = 300; seed < 600; ++seed) crowd.add(name(seed), random_composition(60, seed));
  CompositionSearch relaxed;
  relaxed.threshold = 2;
  for (const double noise : {0.5, 1.0, 1.6}) {
    const auto query =
        performance_of(3, {.start_s = 20, .duration_s = 40, .tempo_ratio = 0.9, .transposition = 4, .noise = noise});
    auto among = crowd.find(query, relaxed, 2);
    std::erase_if(among, [](const CompositionMatch& match) { return match.recording_id != name(3); });
    EXPECT_FALSE(among.empty()) << noise;
    EXPECT_EQ(among, alone.find(query, relaxed)) << noise;
    EXPECT_EQ(crowd.find(query), alone.find(query)) << noise;
  }
}

// A catalog of one recording shows nothing of chance; strangers do, and the recording is named where it is played.
TEST(FindCompositions, JudgesASmallCatalogBesideTheStandingCohort) {
  CompositionCatalog one;
  one.add(name(3), random_composition(90, 3));
  const Performance performance{.start_s = 20, .tempo_ratio = 0.9, .transposition = 4, .noise = 1};
  expect_only(one.find(performance_of(3, performance)), name(3), performance);
  for (std::uint64_t seed = 100; seed < 140; ++seed)
    EXPECT_TRUE(one.find(random_composition(15, seed)).empty()) << seed;
  const auto alone =
      find_compositions(synthetic_features(performance_of(3, performance)), one.table(), one.source(), 1);
  ASSERT_TRUE(alone.ok());
  EXPECT_TRUE(alone->empty());  // nothing says what chance reaches
}

TEST(Steadiness, AddsWhatTheLogOddsAddAndNoMoreThanItsLimit) {
  CompositionRegion region;
  EXPECT_EQ(steadiness(region), 0);
  region.wander = 0.5;
  EXPECT_DOUBLE_EQ(steadiness(region), kWanderCost * std::log(2));
  EXPECT_EQ(steadiness(region, 0), 0);
  region.wander = 2;
  EXPECT_DOUBLE_EQ(steadiness(region), -kWanderCost * std::log(2));
  region.wander = 1e-3;
  EXPECT_EQ(steadiness(region), kSteadinessMost);
}

TEST(Brevity, AddsWhatTheLogOddsAddAndNoMoreThanItsLimit) {
  EXPECT_EQ(brevity(30, 30), 0);
  EXPECT_EQ(brevity(24.1, 30), 0);
  EXPECT_DOUBLE_EQ(brevity(18, 30), kLengthCost * std::log(24.0 / 18));
  EXPECT_EQ(brevity(9.1, 15), 0);
  EXPECT_DOUBLE_EQ(brevity(8, 15), kLengthCost * std::log(9.0 / 8));
  EXPECT_EQ(brevity(3, 5), 0);
  EXPECT_EQ(brevity(18, 30, 0), 0);
  EXPECT_EQ(brevity(0, 30, 0), 0);
  EXPECT_EQ(brevity(1, 30), kBrevityMost);
}

TEST(Allowance, IsForQueriesShorterThanUsual) {
  EXPECT_EQ(allowance(30), 0);
  EXPECT_EQ(allowance(15), 0);
  EXPECT_DOUBLE_EQ(allowance(12), kAllowanceCost * std::log(15.0 / 12));
  EXPECT_EQ(allowance(5), kAllowanceMost);
}

TEST(FindCompositions, AddsUpWhatARegionGains) {
  for (const double duration_s : {8.0, 20.0}) {
    const auto clip = performance_of(4, {.start_s = 20, .duration_s = duration_s, .transposition = 3});
    CompositionSearch search;
    search.threshold = 3;
    const auto found = many().find(clip, search);
    ASSERT_FALSE(found.empty());
    const CompositionRegion& region = found[0].region;
    const index::CompositionFeatures features = synthetic_features(clip);
    const auto chance =
        strangers().levels(CompositionFrames(features.frames), features.segments, search.costs, search.effort, 1);
    ASSERT_TRUE(chance);
    EXPECT_NEAR(found[0].normalised_score,
                chance->score.normalised(region.score) + steadiness(region) +
                    brevity(region.query_end_s - region.query_begin_s, duration_s) + allowance(duration_s),
                1e-9);
  }
}

// A passage of recording 4 in the midst of other music, found with and without a look at its length.
struct Passage {
  Passage(double before_s, double passage_s, double after_s) : query(random_composition(before_s, 700)) {
    for (const EncodedFrames& next : {performance_of(4, {.start_s = 20, .duration_s = passage_s, .transposition = 3}),
                                      random_composition(after_s, 701)})
      query.insert(query.end(), next.begin(), next.end());
    search.threshold = any_length.threshold = 3;
    any_length.length_cost = 0;
    aligned = many().find(query, any_length);
    judged = many().find(query, search);
  }

  EncodedFrames query;
  CompositionSearch search;
  CompositionSearch any_length;
  std::vector<CompositionMatch> aligned;
  std::vector<CompositionMatch> judged;
};

double length_s(const CompositionMatch& match) { return match.region.query_end_s - match.region.query_begin_s; }

// The best path takes no more of the query than there is of the recording in it.
TEST(FindCompositions, CountsThatAPassageIsShort) {
  Passage passage(10, 10, 10);
  ASSERT_FALSE(passage.aligned.empty());
  ASSERT_FALSE(passage.judged.empty());
  const CompositionMatch& aligned = passage.aligned[0];
  const CompositionMatch& judged = passage.judged[0];
  ASSERT_EQ(judged.recording_id, name(4));
  ASSERT_EQ(aligned.region, judged.region);
  EXPECT_NEAR(judged.region.query_begin_s, 10, 2);
  EXPECT_NEAR(judged.region.query_end_s, 20, 2);
  const double gain = brevity(length_s(judged), 30);
  EXPECT_GT(gain, 1);
  EXPECT_NEAR(judged.normalised_score, aligned.normalised_score + gain, 1e-9);
  passage.search.threshold = passage.any_length.threshold = aligned.normalised_score + gain / 2;
  EXPECT_EQ(many().find(passage.query, passage.search).size(), 1U);
  EXPECT_TRUE(many().find(passage.query, passage.any_length).empty());
}

// What chance takes is that of a stretch, not of 30 s nor of the whole query.
TEST(FindCompositions, CountsHowShortAPassageIsInItsStretch) {
  const auto gain = [](double before_s, double passage_s, double after_s, double stretch_s) {
    const Passage passage(before_s, passage_s, after_s);
    ASSERT_FALSE(passage.aligned.empty());
    ASSERT_FALSE(passage.judged.empty());
    const CompositionMatch& judged = passage.judged[0];
    EXPECT_NEAR(judged.normalised_score, passage.aligned[0].normalised_score + brevity(length_s(judged), stretch_s),
                1e-9);
  };
  gain(4, 7, 4, 15);
  gain(2, 26, 47, 30);
}

// A passage that is aligned too poorly to be named for that alone is named for its steady tempo as well.
TEST(FindCompositions, CountsASteadyTempo) {
  const auto query = performance_of(4, {.start_s = 20, .tempo_ratio = 1.1, .transposition = 3, .noise = 1});
  CompositionSearch any_tempo;
  any_tempo.wander_cost = 0;
  const auto aligned = many().find(query, any_tempo);
  const auto judged = many().find(query);
  ASSERT_EQ(aligned.size(), 1U);
  ASSERT_EQ(judged.size(), 1U);
  const double gain = steadiness(judged[0].region);
  EXPECT_GT(gain, 0.5);
  EXPECT_NEAR(judged[0].normalised_score, aligned[0].normalised_score + gain, 1e-9);
  CompositionSearch strict;
  strict.threshold = any_tempo.threshold = aligned[0].normalised_score + gain / 2;
  EXPECT_EQ(many().find(query, strict).size(), 1U);
  EXPECT_TRUE(many().find(query, any_tempo).empty());
}

TEST(FindCompositions, JoinsWhatGoesOnOverStretches) {
  const Performance performance{.start_s = 5, .duration_s = 70, .tempo_ratio = 1.1, .transposition = 2, .noise = 1};
  expect_only(many().find(performance_of(7, performance)), name(7), performance);
}

TEST(FindCompositions, FindsTwoCompositionsOneAfterTheOther) {
  EncodedFrames query = performance_of(5, {.start_s = 20, .duration_s = 25, .transposition = 3, .noise = 0.5});
  const auto second = performance_of(6, {.start_s = 40, .duration_s = 25, .transposition = -4, .noise = 0.5});
  query.insert(query.end(), second.begin(), second.end());
  const auto matches = many().find(query);
  std::map<std::string, CompositionRegion> regions;
  for (const CompositionMatch& match : matches) regions[match.recording_id] = match.region;
  ASSERT_EQ(regions.size(), 2U);
  EXPECT_NEAR(regions.at(name(5)).query_begin_s, 0, 1.5);
  EXPECT_NEAR(regions.at(name(5)).query_end_s, 25, 2);
  EXPECT_NEAR(regions.at(name(6)).query_begin_s, 25, 2);
  EXPECT_NEAR(regions.at(name(6)).query_end_s, 50, 1.5);
}

TEST(FindCompositions, DoesNotDependOnThreads) {
  const auto query = performance_of(9, {.start_s = 10, .duration_s = 40, .transposition = 1, .noise = 1});
  CompositionSearch search;
  search.threshold = search.least_resemblance = search.least_look = -1e9;
  const auto alone = many().find(query, search, 1);
  EXPECT_GT(alone.size(), 10U);
  EXPECT_EQ(many().find(query, search, 3), alone);
  EXPECT_EQ(few().find(query, search, 3), few().find(query, search, 1));
}

TEST(FindCompositions, LeavesRecordingsOut) {
  const auto query = performance_of(2, {.start_s = 30, .noise = 0.5});
  EXPECT_EQ(many().find(query).size(), 1U);
  EXPECT_TRUE(many().find(query, {}, 1, [](const std::string& id) { return id == name(2); }).empty());
}

// The right recording is none of those that are nearest by their segments, which say nothing here.
TEST(FindCompositions, LooksAtTheFramesOfAll) {
  SegmentTable blind;
  std::map<std::string, std::shared_ptr<const index::CompositionFeatures>> features;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    index::CompositionFeatures one = synthetic_features(random_composition(60, seed));
    std::fill(one.segments.begin(), one.segments.end(), std::int8_t{11});
    blind.add(name(seed), one);
    features[name(seed)] = std::make_shared<const index::CompositionFeatures>(std::move(one));
  }
  const CompositionSource source =
      [&](const std::string& id) -> Result<std::shared_ptr<const index::CompositionFeatures>> {
    return features.at(id);
  };
  const Performance performance{.start_s = 20, .tempo_ratio = 1.1, .transposition = 3, .noise = 1};
  const auto query = performed(random_composition(60, 140), performance, 1);
  CompositionSearch search;
  search.standing_cohort = &strangers();
  search.least_resemblance = -4;  // of blind recordings nothing is near
  const auto found = find_compositions(synthetic_features(query), blind, source, 2, search);
  ASSERT_TRUE(found.ok());
  expect_only(*found, name(140), performance);
}

TEST(FindCompositions, GetsByWithSegmentsAlone) {
  const Performance performance{.start_s = 30, .noise = 1};
  const auto query = synthetic_features(performance_of(3, performance));
  CompositionSearch search;
  search.standing_cohort = &strangers();
  const auto found = find_compositions(query, many().without_frames(), many().source(), 1, search);
  ASSERT_TRUE(found.ok());
  expect_only(*found, name(3), performance);
}

TEST(FindCompositions, FailsWithTheSource) {
  const CompositionSource broken =
      [](const std::string& id) -> Result<std::shared_ptr<const index::CompositionFeatures>> {
    return Error{ErrorCode::kCorrupt, id + ".cp: is damaged"};
  };
  CompositionSearch search;
  search.standing_cohort = &strangers();
  const auto query = synthetic_features(performance_of(1, {.start_s = 20}));
  const auto matches = find_compositions(query, few().table(), broken, 2, search);
  ASSERT_FALSE(matches.ok());
  EXPECT_THAT(matches.error().message, ::testing::HasSubstr(".cp: is damaged"));
}

TEST(FindCompositions, FindsNothingInNothing) {
  EXPECT_TRUE(many().find({}).empty());
  EXPECT_TRUE(many().find(EncodedFrames(75 * index::kCompositionFrameValues)).empty());
  EXPECT_TRUE(CompositionCatalog().find(random_composition(15, 1)).empty());
  EXPECT_TRUE(many().find(random_composition(0.2, 1)).empty());
}

TEST(ScoreCohort, MeasuresInSpreadsThatTrueVersionsDoNotMove) {
  const std::vector<double> chance = {7, 9, 11, 13, 15};
  const auto cohort = ScoreCohort::from(chance);
  ASSERT_TRUE(cohort);
  EXPECT_DOUBLE_EQ(cohort->centre(), 11);
  EXPECT_DOUBLE_EQ(cohort->normalised(11 + 2 * 2 * 1.4826), 2);
  const auto with_versions = ScoreCohort::from(std::vector<double>{7, 9, 11, 13, 15, 500});
  ASSERT_TRUE(with_versions);
  EXPECT_DOUBLE_EQ(with_versions->centre(), 12);
  EXPECT_LT(with_versions->spread(), 4.5);
}

TEST(ScoreCohort, NeedsScoresAndNeverTakesThemForExact) {
  EXPECT_FALSE(ScoreCohort::from(std::vector<double>{1, 2}));
  EXPECT_DOUBLE_EQ(ScoreCohort::from(std::vector<double>{10, 10, 10})->spread(), 1.5);
  EXPECT_GT(ScoreCohort::from(std::vector<double>{0, 0, 0})->spread(), 0);
}

}  // namespace
}  // namespace tributary::trace
