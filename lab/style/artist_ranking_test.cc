#include "lab/style/artist_ranking.h"

#include <gtest/gtest.h>

#include "lab/style/production_set.h"

namespace tributary::lab {
namespace {

// "c" has one recording; the second of "a" plays the work of the first.
const std::vector<LabelledRecording> kRecordings = {{"a", "w1", "x"}, {"a", "w1", "x"}, {"a", "w2", "x"},
                                                    {"b", "w3", "x"}, {"b", "w4", "y"}, {"c", "w5", "y"}};

TEST(ArtistRanking, asks_only_where_there_is_another_work_by_the_artist) {
  const ArtistTally tally = tally_artists(kRecordings, ranking_of(kRecordings, [](std::size_t q, std::size_t r) {
                                            return kRecordings[q].artist == kRecordings[r].artist ? 1.0 : 0.0;
                                          }));
  EXPECT_EQ(tally.queries, 5U);
  EXPECT_EQ(tally.right, 5U);
  EXPECT_EQ(tally.precision, 5);
  EXPECT_NEAR(tally.chance, 5 / 3.0, 1e-9);
}

TEST(ArtistRanking, counts_ranks_and_wrong_artists_of_the_same_release) {
  const ArtistTally tally = tally_artists(kRecordings, ranking_of(kRecordings, [](std::size_t, std::size_t r) {
                                            return kRecordings[r].artist == "b" ? 1.0 : 0.0;
                                          }));
  EXPECT_EQ(tally.right, 2U);
  EXPECT_EQ(tally.precision, 2 + 3 * 0.5);
  EXPECT_EQ(tally.same_origin, 3U);
}

TEST(Confusions, tell_the_production_from_the_piece) {
  const std::vector<LabelledRecording> recordings = {
      {"p1", "w1", "f"}, {"p1", "w2", "f"}, {"p2", "w1", "g"}, {"p2", "w2", "g"}};
  const auto by_production = tally_confusions(recordings, [&](std::size_t q, std::size_t r) {
    return recordings[q].artist == recordings[r].artist ? 1.0 : 0.0;
  });
  EXPECT_EQ(by_production.same_production, 4U);
  EXPECT_NEAR(by_production.chance_production, 4 / 3.0, 1e-9);
  const auto by_piece = tally_confusions(
      recordings, [&](std::size_t q, std::size_t r) { return recordings[q].work == recordings[r].work ? 1.0 : 0.0; });
  EXPECT_EQ(by_piece.same_composition, 4U);
}

}  // namespace
}  // namespace tributary::lab
