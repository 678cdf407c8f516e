#include "pipeline/segment_plan.h"

#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "index/landmark_segment.h"

namespace tributary::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

catalog::StoredSegment segment(std::int64_t id, double hours) { return {id, "", 0, 0, hours * 3600}; }

std::vector<catalog::SegmentMember> members(std::size_t count, double hours) {
  catalog::SegmentMember member;
  member.duration_s = hours * 3600 - kRecordingExtraS;
  return std::vector<catalog::SegmentMember>(count, member);
}

TEST(SegmentPlan, AbsorbsSmallSegmentsAndLeavesLargeOnes) {
  EXPECT_THAT(segments_to_absorb(3600, {segment(1, 10), segment(2, 1.5), segment(3, 0.5)}), ElementsAre(3, 2));
  EXPECT_THAT(segments_to_absorb(3600, {segment(1, 3)}), IsEmpty());
  EXPECT_THAT(segments_to_absorb(20 * 3600, {segment(1, 11)}), IsEmpty());
  EXPECT_THAT(segments_to_absorb(90 * 3600, {segment(1, 0.1)}), IsEmpty());
}

TEST(SegmentPlan, KeepsTheNumberOfSegmentsSmall) {
  std::mt19937_64 random(20261123);
  std::vector<catalog::StoredSegment> segments;
  double total_h = 0;
  for (std::int64_t id = 1; id <= 1000; ++id) {
    const double hours = 0.01 + static_cast<double>(random() % 1000) / 1000.0;
    total_h += hours;
    double gathered_h = hours;
    for (const std::int64_t absorbed : segments_to_absorb(hours * 3600, segments)) {
      std::erase_if(segments, [&](const catalog::StoredSegment& other) {
        if (other.segment_id == absorbed) gathered_h += other.duration_s / 3600;
        return other.segment_id == absorbed;
      });
    }
    segments.push_back(segment(id, gathered_h));
    ASSERT_LE(gathered_h, 30);
    // Two segments that cannot be merged hold more than 30 h together; the others double in length.
    ASSERT_LE(static_cast<double>(segments.size()), total_h / 15 + 14);
  }
}

TEST(SegmentPlan, CutsALargeCatalogEvenly) {
  EXPECT_THAT(cut_into_segments(members(3, 1)), ElementsAre(3));
  EXPECT_THAT(cut_into_segments(members(50, 1)), ElementsAre(25, 25));
  EXPECT_THAT(cut_into_segments(members(2, 50)), ElementsAre(1, 1));
  EXPECT_THAT(cut_into_segments({}), IsEmpty());
  const auto sizes = cut_into_segments(members(1234, 0.37));
  EXPECT_EQ(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}), 1234U);
  for (const std::size_t size : sizes) EXPECT_LE(static_cast<double>(size) * 0.37, 30);
}

// Forty thousand sound effects of a second are eleven hours of audio, and a hundred with the gaps between.
TEST(SegmentPlan, CutsShortRecordingsSoThatASegmentHoldsThem) {
  catalog::SegmentMember member;
  member.duration_s = 1;
  dsp::Fingerprint silence;
  silence.duration_s = member.duration_s;
  for (const std::size_t size : cut_into_segments(std::vector<catalog::SegmentMember>(40000, member))) {
    const std::vector<index::IndexedRecording> recordings(size, {"rec_1", &silence});
    const auto segment = index::encode_segment(recordings);
    EXPECT_TRUE(segment.ok()) << (segment.ok() ? "" : segment.error().message);
  }
}

}  // namespace
}  // namespace tributary::pipeline
