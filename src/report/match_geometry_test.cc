#include "report/match_geometry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tributary::report {
namespace {

constexpr PictureFrame kFrame{700, 50, 50, 10, 100, 20, 10};

MatchGeometry geometry_of(const Match& match, const MatchMaterial& material) {
  return match_geometry(match, material, kFrame);
}

Passage seconds(double start_s, double end_s) {
  Passage passage;
  passage.start_s = start_s;
  passage.end_s = end_s;
  return passage;
}

Match match_of(double query_start_s, double query_end_s, double reference_start_s, double reference_end_s) {
  Match match;
  match.query_start_s = query_start_s;
  match.query_end_s = query_end_s;
  match.reference_start_s = reference_start_s;
  match.reference_end_s = reference_end_s;
  return match;
}

TEST(MatchGeometry, LinesStandUprightAtTheRecordingsOwnTempo) {
  // The query ends with the match; the recording goes on.
  const auto geometry = geometry_of(match_of(100, 120, 40, 60), {seconds(98, 120), seconds(38, 62)});
  for (const AlignedSeconds& line : geometry.lines)
    EXPECT_NEAR(geometry.query.x(line.query_s), geometry.reference.x(line.reference_s), 1e-9);
  EXPECT_NEAR(geometry.reference.x(38), 50, 1e-9);
  EXPECT_NEAR(geometry.reference.x(62), 650, 1e-9);
  EXPECT_TRUE(geometry.lines.front().is_edge && geometry.lines.back().is_edge);
}

TEST(MatchGeometry, BothSidesHaveOneScaleAndFit) {
  const auto geometry = geometry_of(match_of(10, 20, 30, 42), {seconds(8, 22), seconds(28, 44)});
  EXPECT_EQ(geometry.query.pixels_per_s, geometry.reference.pixels_per_s);
  for (const PictureSide* side : {&geometry.query, &geometry.reference}) {
    EXPECT_GE(side->x(side->start_s), 50 - 1e-9);
    EXPECT_LE(side->x(side->end_s), 650 + 1e-9);
  }
  EXPECT_NEAR(geometry.lines.back().reference_s, 42, 1e-9);
}

TEST(Ticks, AreRoundAndFew) {
  EXPECT_THAT(ticks(8.5, 22, tick_step(13.5, 4)), testing::ElementsAre(10, 15, 20));
  EXPECT_EQ(tick_step(30'000, 8), 7200);
}

TEST(OctaveMarks, StandAtTheCs) {
  ConstantQLevels spectrum;
  spectrum.bins = 216;
  spectrum.bins_per_semitone = 3;
  spectrum.lowest_key = 36 - 1.0 / 3;
  const auto marks = octave_marks(spectrum);
  ASSERT_EQ(marks.size(), 6U);
  EXPECT_EQ(marks.front().name, "C2");
  EXPECT_NEAR(marks.front().depth, 1 - 1.5 / 216, 1e-9);
  EXPECT_EQ(marks.back().name, "C7");
}

}  // namespace
}  // namespace tributary::report
