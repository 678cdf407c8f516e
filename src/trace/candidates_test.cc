#include "trace/candidates.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/synthetic_fingerprint.h"
#include "trace/synthetic_catalog.h"

namespace tributary::trace {
namespace {

constexpr std::size_t kMost = 24;

// Twenty strangers of a minute each.
class CandidateFinderTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    catalog_ = std::make_unique<SyntheticCatalog>();
    for (std::uint64_t i = 0; i < 20; ++i) catalog_->add(name_of(i), dsp::random_fingerprint(60, i));
    segments_ = std::make_unique<std::vector<index::LandmarkSegment>>(catalog_->segments(1));
  }
  static void TearDownTestSuite() {
    segments_.reset();
    catalog_.reset();
  }

  static std::string name_of(std::uint64_t seed) { return "rec_" + std::to_string(100 + seed); }

  static std::vector<Candidate> find(const dsp::Fingerprint& query, FrameRange stretch,
                                     const std::vector<index::LandmarkSegment>& segments) {
    const auto pointers = pointers_to(segments);
    return CandidateFinder(pointers, query, index::ProbeDensity::kFull).find(stretch, kMost);
  }

  static std::unique_ptr<SyntheticCatalog> catalog_;
  static std::unique_ptr<std::vector<index::LandmarkSegment>> segments_;
};

std::unique_ptr<SyntheticCatalog> CandidateFinderTest::catalog_;
std::unique_ptr<std::vector<index::LandmarkSegment>> CandidateFinderTest::segments_;

TEST_F(CandidateFinderTest, PutsTheTrueLineFirst) {
  for (const double tempo_ratio : {0.8, 1.0, 1.25})
    for (const int pitch_shift : {-64, 0, 40}) {
      dsp::Treatment treatment;
      treatment.start_s = 30;
      treatment.duration_s = 5;
      treatment.tempo_ratio = tempo_ratio;
      treatment.pitch_shift = pitch_shift;
      treatment.dropped = 0.3;
      treatment.added = 0.5;
      const auto query = dsp::treated(dsp::random_fingerprint(60, 7), treatment, 1);
      const auto candidates = find(
          query, {0, std::min(static_cast<std::uint32_t>(dsp::seconds_to_frames(query.duration_s)), 310U)}, *segments_);
      ASSERT_FALSE(candidates.empty());
      const Candidate& best = candidates.front();
      EXPECT_EQ(best.recording_id, name_of(7)) << tempo_ratio << ", " << pitch_shift;
      EXPECT_NEAR(best.tempo_ratio, tempo_ratio, 0.03);
      EXPECT_NEAR(best.pitch_shift, pitch_shift, dsp::kPeakPitchPerStep);
      EXPECT_NEAR(best.reference_frame, dsp::seconds_to_frames(30) + tempo_ratio * best.query_frame, 4);
    }
}

TEST_F(CandidateFinderTest, GivesTheBestFirstAndNoMoreThanAskedFor) {
  const auto query = dsp::random_fingerprint(5, 900, dsp::kQueryPeaksPerSecond);
  const auto candidates = find(query, {0, 310}, *segments_);
  EXPECT_LE(candidates.size(), kMost);
  for (std::size_t i = 1; i < candidates.size(); ++i) EXPECT_GE(candidates[i - 1].votes, candidates[i].votes);
}

TEST_F(CandidateFinderTest, FindsTheVeryFirstAndTheVeryLastSeconds) {
  for (const double start_s : {0.0, 55.0}) {
    dsp::Treatment treatment;
    treatment.start_s = start_s;
    treatment.duration_s = 5;
    treatment.dropped = 0.3;
    for (const std::uint64_t seed : {0U, 10U, 19U}) {
      const auto query = dsp::treated(dsp::random_fingerprint(60, seed), treatment, 1);
      const auto candidates = find(query, {0, 310}, *segments_);
      ASSERT_FALSE(candidates.empty());
      EXPECT_EQ(candidates.front().recording_id, name_of(seed)) << "from second " << start_s;
    }
  }
}

TEST_F(CandidateFinderTest, FindsNothingInSilenceOrInNoSegments) {
  dsp::Fingerprint silence;
  silence.duration_s = 5;
  EXPECT_TRUE(find(silence, {0, 310}, *segments_).empty());
  EXPECT_TRUE(find(dsp::random_fingerprint(6, 1), {0, 310}, {}).empty());
  EXPECT_TRUE(find(dsp::random_fingerprint(6, 1), {0, 310}, SyntheticCatalog().segments(1)).empty());
}

TEST_F(CandidateFinderTest, IsTheSameAfterOtherStretches) {
  const auto query = dsp::treated(dsp::random_fingerprint(60, 3), {}, 1);
  const auto pointers = pointers_to(*segments_);
  CandidateFinder used(pointers, query, index::ProbeDensity::kFull);
  static_cast<void>(used.find({1000, 1300}, kMost));
  static_cast<void>(used.find({2000, 2300}, kMost));
  const auto again = used.find({500, 800}, kMost);
  const auto fresh = CandidateFinder(pointers, query, index::ProbeDensity::kFull).find({500, 800}, kMost);
  ASSERT_EQ(again.size(), fresh.size());
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    EXPECT_EQ(again[i].recording_id, fresh[i].recording_id);
    EXPECT_EQ(again[i].reference_frame, fresh[i].reference_frame);
    EXPECT_EQ(again[i].votes, fresh[i].votes);
  }
}

TEST_F(CandidateFinderTest, PutsTheSameLineFirstHoweverRecordingsAreDividedAmongSegments) {
  std::vector<std::vector<index::LandmarkSegment>> divisions;
  for (const std::size_t count : {1U, 2U, 20U})
    for (const bool reversed : {false, true}) divisions.push_back(catalog_->segments(count, reversed));
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    dsp::Treatment treatment;
    treatment.start_s = 2.0 * static_cast<double>(seed);
    treatment.duration_s = 5;
    treatment.dropped = 0.4;
    treatment.added = 0.5;
    const auto query = dsp::treated(dsp::random_fingerprint(60, seed), treatment, seed);
    const Candidate whole = find(query, {0, 310}, *segments_).at(0);
    EXPECT_EQ(whole.recording_id, name_of(seed));
    for (const auto& segments : divisions) {
      const Candidate divided = find(query, {0, 310}, segments).at(0);
      EXPECT_EQ(divided.recording_id, whole.recording_id);
      EXPECT_EQ(divided.reference_frame, whole.reference_frame);
      EXPECT_EQ(divided.tempo_ratio, whole.tempo_ratio);
      EXPECT_EQ(divided.votes, whole.votes);
    }
  }
}

TEST_F(CandidateFinderTest, FindsTheSameCandidatesHoweverRecordingsAreDividedAmongSegments) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto query = dsp::random_fingerprint(5, 500 + seed, dsp::kQueryPeaksPerSecond);
    const auto whole = find(query, {0, 310}, catalog_->segments(1, false));
    for (const std::size_t count : {2U, 7U, 20U}) {
      const auto divided = find(query, {0, 310}, catalog_->segments(count, false));
      ASSERT_EQ(divided.size(), whole.size());
      for (std::size_t i = 0; i < whole.size(); ++i) {
        EXPECT_EQ(divided[i].recording_id, whole[i].recording_id);
        EXPECT_EQ(divided[i].reference_frame, whole[i].reference_frame);
        EXPECT_EQ(divided[i].votes, whole[i].votes);
      }
    }
  }
}

}  // namespace
}  // namespace tributary::trace
