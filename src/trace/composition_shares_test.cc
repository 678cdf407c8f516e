#include "trace/composition_shares.h"

#include <memory>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "trace/synthetic_composition.h"

namespace tributary::trace {
namespace {

constexpr double kDuration_s = 30;

std::shared_ptr<const index::CompositionFeatures> features_of(const EncodedFrames& frames) {
  return std::make_shared<const index::CompositionFeatures>(synthetic_features(frames));
}

CompositionMatch match(const std::string& id, double begin_s, double end_s, double score) {
  CompositionMatch match;
  match.recording_id = id;
  match.region.query_begin_s = match.region.reference_begin_s = begin_s;
  match.region.query_end_s = match.region.reference_end_s = end_s;
  match.normalised_score = score;
  return match;
}

// Both at once, `second` with so much of the amplitude.
EncodedFrames mixed(const EncodedFrames& first, const EncodedFrames& second, float amplitude) {
  EncodedFrames sum(first.size());
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = first[i] + amplitude * second[i];
  return sum;
}

std::vector<double> divide(const EncodedFrames& query, const std::vector<CompositionClaim>& claims) {
  const std::vector<float> weights(static_cast<std::size_t>(kDuration_s), 1.0F);
  return divide_composition_time(synthetic_features(query), kDuration_s, weights, claims);
}

const EncodedFrames kOne = random_composition(kDuration_s, 1);
const EncodedFrames kOther = random_composition(kDuration_s, 2);

TEST(CompositionShares, AreTheSecondsThatAWorkExplains) {
  const CompositionMatch first = match("rec_1", 0, 12, 20);
  const std::vector<double> fractions = divide(kOne, {{&first, "w1", features_of(kOne)}});
  EXPECT_NEAR(fractions[0], 12 / kDuration_s, 1e-9);
}

TEST(CompositionShares, OfAlternativesGoToTheStronger) {
  const CompositionMatch strong = match("rec_1", 0, 30, 20);
  const CompositionMatch weak = match("rec_2", 0, 30, 15);
  const CompositionMatch equal = match("rec_3", 0, 30, 20);
  const auto tune = features_of(kOne);
  const EncodedFrames query = performed(kOne, {.duration_s = kDuration_s, .noise = 0.3}, 5);
  // A standing of (0.75 - 0.7) / 0.2 = 1/4: of that both have half, the rest is the stronger one's.
  const auto uneven = divide(query, {{&strong, "w1", tune}, {&weak, "w2", tune}});
  EXPECT_NEAR(uneven[0], 0.875, 1e-9);
  EXPECT_NEAR(uneven[1], 0.125, 1e-9);
  const auto even = divide(query, {{&strong, "w1", tune}, {&equal, "w3", tune}});
  EXPECT_NEAR(even[0], 0.5, 1e-9);
  EXPECT_NEAR(even[1], 0.5, 1e-9);
}

TEST(CompositionShares, DoNotGrowWhenAWorkIsThereTwice) {
  const CompositionMatch strong = match("rec_1", 0, 30, 20);
  const CompositionMatch copy = match("rec_2", 0, 30, 20);
  const CompositionMatch other = match("rec_3", 0, 30, 20);
  const auto tune = features_of(kOne);
  const auto fractions = divide(kOne, {{&strong, "w1", tune}, {&copy, "w1", tune}, {&other, "w2", tune}});
  EXPECT_NEAR(fractions[0] + fractions[1], 0.5, 1e-9);
  EXPECT_NEAR(fractions[2], 0.5, 1e-9);
}

TEST(CompositionShares, OfWhatSoundsTogetherFollowHowMuchOfItSounds) {
  const CompositionMatch one = match("rec_1", 0, 30, 20);
  const CompositionMatch other = match("rec_2", 0, 30, 9);
  const std::vector<CompositionClaim> claims = {{&one, "w1", features_of(kOne)}, {&other, "w2", features_of(kOther)}};
  const auto equal = divide(mixed(kOne, kOther, 1), claims);
  EXPECT_NEAR(equal[0] + equal[1], 1, 1e-9);
  EXPECT_NEAR(equal[1], 0.5, 0.1) << "a lower score is no smaller part";
  const auto softer = divide(mixed(kOne, kOther, 0.5), claims);
  EXPECT_NEAR(softer[1], 0.2, 0.1);
}

std::vector<double> divide_heard(const EncodedFrames& query, const std::vector<CompositionClaim>& claims,
                                 const HeardParts& heard) {
  const std::vector<float> weights(static_cast<std::size_t>(kDuration_s), 1.0F);
  const std::vector<double> present(claims.size(), 1);
  return ShareGame(composition_voices(synthetic_features(query), kDuration_s, weights, claims, heard),
                   players_of(std::span<const CompositionClaim>(claims)))
      .play(present);
}

// The recording tier has measured the first one's energy in the first ten seconds.
TEST(CompositionShares, OfRecordingsInsideFollowTheirEnergy) {
  const CompositionMatch one = match("rec_1", 0, 30, 20);
  const CompositionMatch other = match("rec_2", 0, 30, 9);
  const HeardParts heard(10, {{"rec_1", 0.3}});
  const CompositionClaim first{&one, "w1", features_of(kOne)};
  const CompositionClaim second{&other, "w2", features_of(kOther)};
  EXPECT_NEAR(divide_heard(kOne, {first}, heard)[0], (10 * 0.3 + 20) / 30, 1e-9) << "what is foreign goes to nobody";
  const auto both = divide_heard(mixed(kOne, kOther, 1), {first, second}, heard);
  EXPECT_NEAR(both[0] + both[1], 1, 1e-9);
  EXPECT_NEAR(both[0], (10 * 0.3 + 20 * 0.5) / 30, 0.07);
  const HeardParts too_much(30, {{"rec_1", 0.8}, {"rec_2", 0.8}});
  EXPECT_NEAR(divide_heard(mixed(kOne, kOther, 1), {first, second}, too_much)[1], 0.5, 1e-9);
}

TEST(CompositionShares, OfSilenceAreNothing) {
  const CompositionMatch one = match("rec_1", 0, 30, 20);
  const std::vector<CompositionClaim> claims = {{&one, "w1", features_of(kOne)}};
  const std::vector<float> weights(30, 0.0F);
  EXPECT_EQ(divide_composition_time(synthetic_features(kOne), kDuration_s, weights, claims)[0], 0);
}

}  // namespace
}  // namespace tributary::trace
