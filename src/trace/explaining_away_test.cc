#include "trace/explaining_away.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/synthetic_fingerprint.h"

namespace tributary::trace {
namespace {

// What a match of any length must reach at most.
const double kBar = verified_evidence({}, {0, 1e6});

std::shared_ptr<const ReferencePeaks> reference_of(const dsp::Fingerprint& fingerprint) {
  return std::make_shared<const ReferencePeaks>(fingerprint);
}

// Twenty seconds from second 10 on, some peaks lost.
dsp::Fingerprint excerpt(const dsp::Fingerprint& recording, std::uint64_t seed, double dropped = 0.4) {
  dsp::Treatment treatment;
  treatment.start_s = 10;
  treatment.duration_s = 20;
  treatment.dropped = dropped;
  return dsp::treated(recording, treatment, seed);
}

// The match of such an excerpt that begins the query, with the evidence it has when judged alone.
GrownMatch grown(const QueryGrid& query, const std::string& id, const std::shared_ptr<const ReferencePeaks>& reference,
                 double reference_start_s = 10) {
  const Line line{dsp::seconds_to_frames(reference_start_s), 1, 0};
  const Span span{0, dsp::seconds_to_frames(20)};
  const std::vector<bool> none;
  return {id, reference, line, span, LineEvidence(query, *reference, none).robust(line, span, kBar)};
}

TEST(ExplainAway, KeepsSourcesThatSoundTogether) {
  const auto a = dsp::random_fingerprint(60, 1);
  const auto b = dsp::random_fingerprint(60, 2);
  const auto query = dsp::mixed(excerpt(a, 3, 0.2), excerpt(b, 4, 0.5));
  const QueryGrid grid(query);
  const auto matches =
      explain_away(grid, {grown(grid, "weaker", reference_of(b)), grown(grid, "stronger", reference_of(a))});
  ASSERT_EQ(matches.size(), 2U);
  EXPECT_EQ(matches[0].recording_id, "stronger");
  EXPECT_EQ(matches[1].recording_id, "weaker");
  for (const VerifiedMatch& match : matches) {
    EXPECT_FALSE(match.alternative_to.has_value());
    EXPECT_EQ(match.standing, 1);
    EXPECT_GT(match.evidence, kBar);
  }
}

TEST(ExplainAway, KeepsASecondCopyAsAnAlternative) {
  const auto a = dsp::random_fingerprint(60, 1);
  const auto query = excerpt(a, 3);
  const QueryGrid grid(query);
  const auto matches =
      explain_away(grid, {grown(grid, "copy", reference_of(a)), grown(grid, "another copy", reference_of(a))});
  ASSERT_EQ(matches.size(), 2U);
  EXPECT_EQ(matches[0].recording_id, "another copy");  // ties go by recording_id
  EXPECT_EQ(matches[1].alternative_to, 0U);
  EXPECT_DOUBLE_EQ(matches[1].standing, 1);
}

// A worse copy stands the lower the less of the sound it has, and one with half of it not at all.
TEST(ExplainAway, LetsAnAlternativeStandByWhatItExplains) {
  const auto a = dsp::random_fingerprint(60, 1);
  const auto query = excerpt(a, 3);
  const QueryGrid grid(query);
  double before = 1;
  for (const double lost : {0.05, 0.12, 0.2}) {
    // The copy lost some peaks and has others in their place.
    dsp::Treatment treatment;
    treatment.dropped = lost;
    treatment.added = lost;
    const auto copy = reference_of(dsp::treated(a, treatment, 9));
    const auto matches = explain_away(grid, {grown(grid, "copy", copy), grown(grid, "original", reference_of(a))});
    const double standing = matches.size() == 2 && matches[1].alternative_to ? matches[1].standing : 0;
    EXPECT_LE(standing, before) << lost;
    before = standing;
  }
  EXPECT_LT(before, 0.9);
  dsp::Treatment half;
  half.dropped = 0.5;
  half.added = 0.5;
  const auto ruin = reference_of(dsp::treated(a, half, 9));
  EXPECT_EQ(explain_away(grid, {grown(grid, "ruin", ruin), grown(grid, "original", reference_of(a))}).size(), 1U);
}

// A copy that also has some of the peaks that the original lost sounds with it, but is no source beside it.
TEST(ExplainAway, KeepsACopyWithAFewPeaksOfItsOwnAsAnAlternative) {
  const auto a = dsp::random_fingerprint(60, 1);
  const auto own = dsp::random_fingerprint(60, 5, 2);
  dsp::Treatment lost;
  lost.dropped = 0.1;
  const auto copy = reference_of(dsp::mixed(dsp::treated(a, lost, 6), own));
  const auto query = dsp::mixed(excerpt(a, 3, 0.1), excerpt(own, 4, 0));
  const QueryGrid grid(query);
  const auto matches = explain_away(grid, {grown(grid, "copy", copy), grown(grid, "original", reference_of(a))});
  ASSERT_EQ(matches.size(), 2U);
  EXPECT_EQ(matches[0].recording_id, "original");
  EXPECT_EQ(matches[1].alternative_to, 0U);
}

TEST(DisagreementEvidence, IsAskedOfMovedMatchesWithOtherLevels) {
  const Line moved{0, 1.1, 8};
  EXPECT_EQ(disagreement_evidence({}, 0), 0);
  EXPECT_EQ(disagreement_evidence(moved, 0.5), 0);
  EXPECT_EQ(disagreement_evidence(moved, 0.28), 0);
  EXPECT_NEAR(disagreement_evidence(moved, 0.25), 150, 1e-9);
  EXPECT_EQ(disagreement_evidence(moved, 0.1), 300);
}

TEST(ExplainAway, GivesARecordingThatRepeatsItselfOneMatch) {
  const auto bar = dsp::random_fingerprint(30, 1);
  const auto song = reference_of(dsp::joined(bar, bar));
  const auto query = excerpt(bar, 3);
  const QueryGrid grid(query);
  const auto matches = explain_away(grid, {grown(grid, "song", song, 10), grown(grid, "song", song, 40)});
  EXPECT_EQ(matches.size(), 1U);
}

TEST(ExplainAway, DropsAWeakRecordingThatSharesOnlyASample) {
  const auto a = dsp::random_fingerprint(60, 1);
  dsp::Treatment sample;
  sample.start_s = 14;
  sample.duration_s = 6;
  const auto other = reference_of(dsp::joined(dsp::joined(dsp::random_fingerprint(14, 5), dsp::treated(a, sample, 6)),
                                              dsp::random_fingerprint(40, 7)));
  const auto query = excerpt(a, 3);
  const QueryGrid grid(query);
  GrownMatch shared = grown(grid, "other", other);
  shared.evidence = 2 * kBar;
  const auto matches = explain_away(grid, {shared, grown(grid, "original", reference_of(a))});
  ASSERT_GE(matches.size(), 1U);
  EXPECT_EQ(matches[0].recording_id, "original");
  for (std::size_t i = 1; i < matches.size(); ++i) EXPECT_TRUE(matches[i].alternative_to.has_value());
}

TEST(ExplainAway, LeavesMatchesOnDifferentStretchesAlone) {
  const auto a = dsp::random_fingerprint(60, 1);
  const auto b = dsp::random_fingerprint(60, 2);
  const auto query = dsp::joined(excerpt(a, 3), excerpt(b, 4));
  const QueryGrid grid(query);
  GrownMatch second = grown(grid, "b", reference_of(b));
  second.line.reference_origin -= dsp::seconds_to_frames(20);
  second.span = {dsp::seconds_to_frames(20), dsp::seconds_to_frames(40)};
  second.evidence = 2 * kBar;
  const auto matches = explain_away(grid, {second, grown(grid, "a", reference_of(a))});
  ASSERT_EQ(matches.size(), 2U);
  EXPECT_EQ(matches[1].recording_id, "b");
  EXPECT_EQ(matches[1].evidence, second.evidence);
  EXPECT_EQ(matches[1].span.first, second.span.first);
}

TEST(ExplainAway, TakesNoMatches) {
  const dsp::Fingerprint query;
  const QueryGrid grid(query);
  EXPECT_TRUE(explain_away(grid, {}).empty());
}

TEST(Without, AnAlternativeTakesThePlaceOfWhatIsLeftOut) {
  std::vector<VerifiedMatch> matches(5);
  for (std::size_t i = 0; i < matches.size(); ++i) matches[i].recording_id = std::to_string(i);
  matches[2].alternative_to = 0;
  matches[2].standing = 0.5;
  matches[3].alternative_to = 0;
  matches[3].standing = 0.4;
  matches[4].alternative_to = 1;
  matches[4].standing = 0.3;
  const auto rest = without(matches, 0);
  ASSERT_EQ(rest.size(), 4U);
  EXPECT_FALSE(rest[1].alternative_to.has_value());
  EXPECT_EQ(rest[1].standing, 1);
  EXPECT_EQ(rest[2].alternative_to, 1U);
  EXPECT_EQ(rest[2].standing, 0.4);
  EXPECT_EQ(rest[3].alternative_to, 0U) << "match 1 is now the first";
  EXPECT_EQ(without(matches, 4).back().alternative_to, 0U);
}

}  // namespace
}  // namespace tributary::trace
