#include "trace/recording_tier.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/synthetic_fingerprint.h"
#include "trace/synthetic_catalog.h"

namespace tributary::trace {
namespace {

// What identifies a match, to compare whole answers.
using Essence = std::tuple<std::string, double, double, double, double, double, double>;

std::vector<Essence> essence_of(const std::vector<VerifiedMatch>& matches) {
  std::vector<Essence> essence;
  for (const VerifiedMatch& match : matches)
    essence.emplace_back(match.recording_id, match.line.reference_origin, match.line.tempo_ratio, match.span.first,
                         match.span.last, match.evidence, match.standing);
  return essence;
}

std::set<std::string> names_of(const std::vector<VerifiedMatch>& matches) {
  std::set<std::string> names;
  for (const VerifiedMatch& match : matches) names.insert(match.recording_id);
  return names;
}

dsp::Fingerprint excerpt(const dsp::Fingerprint& recording, double start_s, double duration_s, std::uint64_t seed) {
  dsp::Treatment treatment;
  treatment.start_s = start_s;
  treatment.duration_s = duration_s;
  treatment.dropped = 0.4;
  treatment.added = 0.4;
  return dsp::treated(recording, treatment, seed);
}

class FindMatchesTest : public ::testing::Test {
 protected:
  static constexpr std::uint64_t kRecordings = 16;

  FindMatchesTest() {
    for (std::uint64_t i = 0; i < kRecordings; ++i) catalog_.add(name_of(i), recording(i));
  }

  static std::string name_of(std::uint64_t seed) { return "rec_" + std::to_string(100 + seed); }
  static dsp::Fingerprint recording(std::uint64_t seed) { return dsp::random_fingerprint(60, seed); }

  std::vector<VerifiedMatch> find(const dsp::Fingerprint& query, const std::vector<index::LandmarkSegment>& segments,
                                  std::size_t threads = 1) const {
    auto matches = find_matches(query, {}, pointers_to(segments), catalog_.source(), threads);
    EXPECT_TRUE(matches.ok());
    return std::move(matches).value();
  }

  SyntheticCatalog catalog_;
};

// The contour of a query that begins `start_s` into a recording with this one.
dsp::BandContour contour_from(const dsp::BandContour& recording, double start_s, const dsp::Fingerprint& query) {
  dsp::BandContour contour{1, {}};
  for (double frame = 0; frame < dsp::seconds_to_frames(query.duration_s); ++frame)
    contour.words.push_back(recording.at(dsp::seconds_to_frames(start_s) + frame));
  return contour;
}

TEST_F(FindMatchesTest, FindsByItsContourWhatRepeatsItself) {
  // The same second fourteen times.
  const auto second = dsp::random_fingerprint(1, 70);
  dsp::Fingerprint repeating = second;
  while (repeating.duration_s < 14) repeating = dsp::joined(repeating, second);
  repeating.contour = dsp::random_fingerprint(14, 71).contour;
  SyntheticCatalog catalog;
  catalog.add("rec_repeating", repeating);
  const auto segments = catalog.segments(1);
  const auto found_in = [&](const dsp::Fingerprint& query) {
    return find_matches(query, {}, pointers_to(segments), catalog.source(), 1).value();
  };
  dsp::Treatment treatment;
  treatment.start_s = 6;
  treatment.duration_s = 5;
  treatment.dropped = 0.3;
  auto query = dsp::treated(repeating, treatment, 72);
  EXPECT_TRUE(found_in(query).empty());
  query.contour = contour_from(dsp::random_fingerprint(14, 73).contour, treatment.start_s, query);
  EXPECT_TRUE(found_in(query).empty());
  query.contour = contour_from(repeating.contour, treatment.start_s, query);
  const auto matches = found_in(query);
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_NEAR(matches[0].line.reference_origin, dsp::seconds_to_frames(treatment.start_s), dsp::kContourHopFrames);
}

TEST_F(FindMatchesTest, FindsARecordingAtAnotherTempoAndPitch) {
  const auto segments = catalog_.segments(1);
  for (const double tempo_ratio : {0.8, 1.0, 1.25})
    for (const int semitones : {-4, 0, 3}) {
      dsp::Treatment treatment;
      treatment.start_s = 10;
      treatment.duration_s = 30;
      treatment.tempo_ratio = tempo_ratio;
      treatment.pitch_shift = semitones * 16;
      treatment.dropped = 0.3;
      treatment.added = 0.5;
      const auto query = dsp::treated(recording(5), treatment, 1);
      const auto matches = find(query, segments);
      ASSERT_EQ(matches.size(), 1U) << tempo_ratio << ", " << semitones;
      EXPECT_EQ(matches[0].recording_id, name_of(5));
      EXPECT_NEAR(matches[0].line.tempo_ratio, tempo_ratio, 0.002);
      EXPECT_NEAR(matches[0].line.pitch_shift, semitones * 16, 1);
      EXPECT_NEAR(matches[0].line.reference_origin, dsp::seconds_to_frames(10), 1);
      EXPECT_GT(dsp::frames_to_seconds(matches[0].span.length()), query.duration_s - 1.5);
    }
}

// The same notes at another tempo and pitch are the recording if they are as loud as in it.
TEST_F(FindMatchesTest, TakesNoVersionForTheRecording) {
  const auto segments = catalog_.segments(1);
  dsp::Treatment treatment;
  treatment.start_s = 10;
  treatment.duration_s = 20;
  treatment.tempo_ratio = 1.1;
  treatment.pitch_shift = 32;
  treatment.dropped = 0.65;
  treatment.added = 2;
  auto query = dsp::treated(recording(5), treatment, 1);
  EXPECT_EQ(names_of(find(query, segments)), (std::set<std::string>{name_of(5)}));
  std::mt19937_64 random(2);
  for (dsp::Peak& peak : query.peaks) peak.level = static_cast<std::uint8_t>(30 + random() % 30);
  EXPECT_TRUE(find(query, segments).empty());
}

TEST_F(FindMatchesTest, FindsBothSourcesOfAMix) {
  const auto query = dsp::mixed(excerpt(recording(2), 5, 25, 1), excerpt(recording(9), 20, 25, 2));
  const auto matches = find(query, catalog_.segments(1));
  ASSERT_EQ(matches.size(), 2U);
  EXPECT_EQ(names_of(matches), (std::set<std::string>{name_of(2), name_of(9)}));
  for (const VerifiedMatch& match : matches) {
    EXPECT_FALSE(match.alternative_to.has_value());
    EXPECT_GT(dsp::frames_to_seconds(match.span.length()), 23);
  }
}

TEST_F(FindMatchesTest, FindsEveryPieceOfAMontage) {
  const auto query = dsp::joined(dsp::joined(excerpt(recording(1), 5, 10, 1), excerpt(recording(4), 20, 10, 2)),
                                 dsp::joined(dsp::random_fingerprint(10, 999, 80), excerpt(recording(1), 40, 10, 3)));
  const auto matches = find(query, catalog_.segments(1));
  ASSERT_EQ(matches.size(), 3U);
  EXPECT_EQ(names_of(matches), (std::set<std::string>{name_of(1), name_of(4)}));
  for (const VerifiedMatch& match : matches) {
    EXPECT_NEAR(dsp::frames_to_seconds(match.span.length()), 10, 1.5);
    const double first_s = dsp::frames_to_seconds(match.span.first);
    EXPECT_NEAR(first_s, 10 * std::round(first_s / 10), 1);
    EXPECT_GT(std::abs(first_s - 20), 5) << "nothing of the catalog lies there";
  }
}

TEST_F(FindMatchesTest, FindsNothingInStrangers) {
  const auto segments = catalog_.segments(1);
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const auto query = dsp::random_fingerprint(seed % 2 == 0 ? 8 : 35, 5000 + seed, dsp::kQueryPeaksPerSecond);
    EXPECT_TRUE(find(query, segments).empty()) << "seed " << seed;
  }
}

TEST_F(FindMatchesTest, FindsNothingInSilenceOrNoTimeAtAll) {
  const auto segments = catalog_.segments(1);
  dsp::Fingerprint silence;
  EXPECT_TRUE(find(silence, segments).empty());
  silence.duration_s = 40;
  EXPECT_TRUE(find(silence, segments).empty());
}

TEST_F(FindMatchesTest, AnswersTheSameOnAnyNumberOfThreads) {
  const auto segments = catalog_.segments(2);
  const auto query = dsp::mixed(excerpt(recording(2), 5, 40, 1), excerpt(recording(9), 10, 30, 2));
  const auto alone = essence_of(find(query, segments, 1));
  ASSERT_EQ(alone.size(), 2U);
  for (const std::size_t threads : {0U, 2U, 3U, 16U}) EXPECT_EQ(essence_of(find(query, segments, threads)), alone);
}

TEST_F(FindMatchesTest, AnswersTheSameHoweverRecordingsAreDividedAmongSegments) {
  const auto undivided = catalog_.segments(1);
  std::vector<std::vector<index::LandmarkSegment>> divisions;
  for (const std::size_t count : {1U, 2U, 16U})
    for (const bool reversed : {false, true}) divisions.push_back(catalog_.segments(count, reversed));
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const auto query =
        dsp::mixed(excerpt(recording(seed), 0, 12, seed), excerpt(recording(seed + 8), 45, 15, seed + 100));
    const auto whole = essence_of(find(query, undivided));
    EXPECT_EQ(whole.size(), 2U);
    for (const auto& segments : divisions) EXPECT_EQ(essence_of(find(query, segments)), whole) << segments.size();
  }
}

TEST_F(FindMatchesTest, NamesASecondCopyAsAnAlternative) {
  catalog_.add("rec_copy", recording(5));
  const auto matches = find(excerpt(recording(5), 10, 20, 1), catalog_.segments(1));
  ASSERT_EQ(matches.size(), 2U);
  EXPECT_FALSE(matches[0].alternative_to.has_value());
  EXPECT_EQ(matches[0].standing, 1);
  EXPECT_EQ(matches[1].alternative_to, 0U);
  EXPECT_GT(matches[1].standing, 0.95);
  EXPECT_EQ(names_of(matches), (std::set<std::string>{name_of(5), "rec_copy"}));
}

TEST_F(FindMatchesTest, GivesARecordingThatRepeatsItselfOneMatch) {
  const auto bar = dsp::random_fingerprint(16, 777);
  catalog_.add("rec_repeats", dsp::joined(dsp::joined(bar, bar), bar));
  const auto matches = find(excerpt(bar, 1, 12, 1), catalog_.segments(1));
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0].recording_id, "rec_repeats");
}

TEST_F(FindMatchesTest, LeavesOneSharedEpisodeUnnamed) {
  const auto query = dsp::joined(dsp::joined(dsp::random_fingerprint(8, 901), excerpt(recording(3), 30, 1.4, 1)),
                                 dsp::random_fingerprint(8, 902));
  EXPECT_TRUE(find(query, catalog_.segments(1)).empty());
}

TEST_F(FindMatchesTest, PassesOnWhatTheReferencesFailWith) {
  const auto segments = catalog_.segments(1);
  const ReferenceSource broken = [](const std::string& id) -> Result<std::shared_ptr<const ReferencePeaks>> {
    return Error{ErrorCode::kCorrupt, id + ".fp: fails its checksum"};
  };
  const auto matches = find_matches(excerpt(recording(5), 10, 20, 1), {}, pointers_to(segments), broken, 2);
  ASSERT_FALSE(matches.ok());
  EXPECT_EQ(matches.error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace tributary::trace
