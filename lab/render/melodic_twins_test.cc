#include "lab/render/melodic_twins.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab/random/random.h"
#include "lab/render/groups.h"

namespace tributary::lab {
namespace {

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

// A tune drawn from `seed`, its first `skipped` notes left out, with notes a second apart times `tempo`.
Piece tune(int work, std::uint64_t seed, int transposition, float tempo, std::size_t skipped = 0) {
  Random random(seed);
  Piece piece{fmt::format("{}", work), fmt::format("folk:{}", work), "folk", "", Split::kTrain, true, {}, {0}};
  for (std::size_t i = 0; i < 100; ++i) {
    const auto pitch = static_cast<std::uint8_t>(60 + static_cast<int>(random.below(13)) + transposition);
    if (i >= skipped) piece.notes.push_back({static_cast<float>(i) * tempo, 0.5F * tempo, pitch, 90, 0, 0, false});
  }
  return piece;
}

TEST(MelodicTwins, AreFoundInAnyKeyAndTempo) {
  const std::vector<Piece> pieces = {tune(1, 7, 0, 1), tune(2, 8, 0, 1), tune(3, 7, -5, 0.6F), tune(4, 9, 3, 1)};
  EXPECT_EQ(find_melodic_twins(pieces), (Pairs{{0, 2}}));
}

TEST(MelodicTwins, ShareAtLeastThirtySixNotes) {
  const std::vector<Piece> enough = {tune(1, 7, 0, 1), tune(2, 7, 0, 1, 64)};
  EXPECT_EQ(find_melodic_twins(enough), (Pairs{{0, 1}}));
  const std::vector<Piece> too_few = {tune(1, 7, 0, 1), tune(2, 7, 0, 1, 65)};
  EXPECT_TRUE(find_melodic_twins(too_few).empty());
}

TEST(MelodicTwins, AreNoVersionsOfOneWork) {
  const std::vector<Piece> pieces = {tune(1, 7, 0, 1), tune(1, 7, 2, 1)};
  EXPECT_TRUE(find_melodic_twins(pieces).empty());
}

TEST(MelodicTwins, AreNotMadeOfScales) {
  std::vector<Piece> pieces = {tune(1, 7, 0, 1), tune(2, 8, 0, 1)};
  for (Piece& piece : pieces)
    for (std::size_t i = 0; i < piece.notes.size(); ++i) piece.notes[i].pitch = static_cast<std::uint8_t>(60 + i % 8);
  EXPECT_TRUE(find_melodic_twins(pieces).empty());
}

TEST(Groups, AreLedByTheirSmallestName) {
  Groups groups;
  groups.join("d", "c");
  groups.join("b", "a");
  groups.join("c", "a");
  EXPECT_EQ(groups.leader("d"), "a");
  EXPECT_EQ(groups.leader("b"), "a");
  EXPECT_EQ(groups.leader("e"), "e");
}

}  // namespace
}  // namespace tributary::lab
