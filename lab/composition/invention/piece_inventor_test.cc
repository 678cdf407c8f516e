// Invented pieces are new, whole and in one key.
#include "lab/composition/invention/piece_inventor.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "lab/composition/arrangement/structure.h"

namespace tributary::lab {
namespace {

// Tunes of 60 s over a bass, in one key each.
std::vector<Piece> tunes(int count) {
  constexpr std::array<int, 7> kScale = {0, 2, 4, 5, 7, 9, 11};
  std::vector<Piece> pieces;
  for (int i = 0; i < count; ++i) {
    Random random(static_cast<std::uint64_t>(i));
    Piece piece{"folk/" + std::to_string(i),
                "folk:" + std::to_string(i),
                i % 2 == 0 ? "folk" : "lied",
                "",
                Split::kTrain,
                true,
                {},
                {3}};
    for (float at_s = 0; at_s < 60; at_s += 0.5F) {
      const int pitch = 60 + i % 12 + kScale[random.below(7)];
      piece.notes.push_back({at_s, 0.5F, static_cast<std::uint8_t>(pitch), 90, 3, 0, false});
      piece.notes.push_back({at_s, 0.5F, static_cast<std::uint8_t>(48 + i % 12), 90, 4, 0, false});
    }
    std::sort(piece.notes.begin(), piece.notes.end(), note_before);
    pieces.push_back(piece);
  }
  return pieces;
}

std::vector<const Piece*> pointers(const std::vector<Piece>& pieces) {
  std::vector<const Piece*> all;
  for (const Piece& piece : pieces) all.push_back(&piece);
  return all;
}

std::vector<int> tune_intervals(const Piece& piece) {
  std::vector<int> pitches;
  for (const Note& note : piece.notes)
    if (note.part == piece.melody_parts.front()) pitches.push_back(note.pitch);
  std::vector<int> intervals;
  for (std::size_t i = 1; i < pitches.size(); ++i) intervals.push_back(pitches[i] - pitches[i - 1]);
  return intervals;
}

TEST(PieceInventor, IsValidMusicInOneKey) {
  const std::vector<Piece> sources = tunes(20);
  const PieceInventor inventor(pointers(sources));
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const Piece piece = inventor.invent(seed);
    EXPECT_TRUE(encode_note_corpus(std::span(&piece, 1)).ok()) << seed;
    EXPECT_GT(end_of(piece.notes), 18) << seed;
    EXPECT_LT(end_of(piece.notes), 80) << seed;
    std::set<int> pitch_classes;
    for (const Note& note : piece.notes) pitch_classes.insert(note.pitch % 12);
    EXPECT_LE(pitch_classes.size(), 8U) << seed;
  }
}

TEST(PieceInventor, DependsOnTheSeedOnly) {
  const std::vector<Piece> sources = tunes(20);
  EXPECT_EQ(PieceInventor(pointers(sources)).invent(7), PieceInventor(pointers(sources)).invent(7));
  EXPECT_NE(PieceInventor(pointers(sources)).invent(7).notes, PieceInventor(pointers(sources)).invent(8).notes);
}

TEST(PieceInventor, HoldsNoLongPassageOfAnyPiece) {
  const std::vector<Piece> sources = tunes(20);
  const PieceInventor inventor(pointers(sources));
  constexpr std::size_t kNotes = 14;  // 5 s hold 10 or 11
  std::set<std::vector<int>> played;
  for (const Piece& source : sources) {
    const std::vector<int> intervals = tune_intervals(source);
    for (std::size_t i = 0; i + kNotes <= intervals.size(); ++i)
      played.insert({intervals.begin() + static_cast<std::ptrdiff_t>(i),
                     intervals.begin() + static_cast<std::ptrdiff_t>(i + kNotes)});
  }
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const std::vector<int> intervals = tune_intervals(inventor.invent(seed));
    for (std::size_t i = 0; i + kNotes <= intervals.size(); ++i)
      EXPECT_FALSE(played.contains({intervals.begin() + static_cast<std::ptrdiff_t>(i),
                                    intervals.begin() + static_cast<std::ptrdiff_t>(i + kNotes)}));
  }
}

}  // namespace
}  // namespace tributary::lab
