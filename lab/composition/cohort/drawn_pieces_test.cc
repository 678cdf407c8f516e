#include "lab/composition/cohort/drawn_pieces.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace tributary::lab {
namespace {

Piece piece_of(const std::string& tradition, int work) {
  Piece piece;
  piece.tradition = tradition;
  piece.work_id = tradition + std::to_string(work);
  piece.clean = true;
  piece.notes.resize(1);
  return piece;
}

std::vector<Piece> corpus() {
  std::vector<Piece> pieces;
  for (int work = 0; work < 400; ++work) pieces.push_back(piece_of("folk", work));
  for (int work = 0; work < 100; ++work) pieces.push_back(piece_of("lied", work));
  for (int work = 0; work < 100; ++work) pieces.push_back(piece_of("lied", work));  // other versions
  return pieces;
}

TEST(DrawPieces, TakesOneOfAWorkAndMoreOfWhatIsRare) {
  const std::vector<Piece> pieces = corpus();
  std::map<std::string, int> traditions;
  std::set<std::string> works;
  for (const Piece* piece : draw_pieces(pieces, 90, 1)) {
    ++traditions[piece->tradition];
    works.insert(piece->work_id);
  }
  EXPECT_EQ(traditions, (std::map<std::string, int>{{"folk", 60}, {"lied", 30}}));
  EXPECT_EQ(works.size(), 90U);
  EXPECT_EQ(draw_pieces(pieces, 90, 1), draw_pieces(pieces, 90, 1));
  EXPECT_NE(draw_pieces(pieces, 90, 1), draw_pieces(pieces, 90, 2));
}

TEST(DrawPieces, TakesNothingThatMayNotBeShippedOrIsForMeasuring) {
  std::vector<Piece> pieces = corpus();
  for (Piece& piece : pieces)
    if (piece.tradition == "folk") piece.clean = false;
  for (std::size_t i = 450; i < pieces.size(); ++i) pieces[i].split = Split::kTest;
  const auto drawn = draw_pieces(pieces, 1000, 1);
  EXPECT_EQ(drawn.size(), 50U);
  for (const Piece* piece : drawn) EXPECT_TRUE(piece->clean && piece->split == Split::kTrain);
  EXPECT_TRUE(draw_pieces(pieces, 1000, 1, std::vector<std::string>{"lied"}).empty());
}

}  // namespace
}  // namespace tributary::lab
