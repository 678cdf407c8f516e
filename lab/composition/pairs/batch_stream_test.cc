// Batches are the same whoever makes them, and draw works fairly.
#include "lab/composition/pairs/batch_stream.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "lab/composition/pairs/made_up_pieces.h"

namespace tributary::lab {
namespace {

std::vector<const Piece*> pointers(const std::vector<Piece>& pieces) {
  std::vector<const Piece*> all;
  for (const Piece& piece : pieces) all.push_back(&piece);
  return all;
}

TEST(PieceSampler, takes_no_work_twice_and_hears_rare_traditions) {
  const std::vector<Piece> pieces = made_up_pieces(40, Split::kTrain, 3);
  const TimbreLibrary timbres({}, 2, 1);
  const PairMaker maker(pointers(pieces), timbres, PairRange{});
  const PieceSampler sampler(maker);
  EXPECT_EQ(sampler.works(), 40U);
  Random random(1);
  double rare = 0;
  for (int i = 0; i < 200; ++i) {
    std::vector<std::size_t> drawn = sampler.draw(8, random);
    for (const std::size_t piece : drawn) rare += pieces[piece].tradition == "rare" ? 1 : 0;
    std::sort(drawn.begin(), drawn.end());
    EXPECT_EQ(std::adjacent_find(drawn.begin(), drawn.end()), drawn.end());
  }
  EXPECT_GT(rare / 1600, 0.3);  // a quarter of the works
}

TEST(BatchStream, gives_the_same_batches_to_any_number_of_workers) {
  const std::vector<Piece> pieces = made_up_pieces(10, Split::kTrain, 4);
  const TimbreLibrary timbres({}, 2, 1);
  const PairMaker maker(pointers(pieces), timbres, PairRange{});
  const PieceSampler sampler(maker);
  const BatchShape shape{.pairs = 4};
  BatchStream alone(maker, sampler, shape, 7, 0, 1);
  BatchStream together(maker, sampler, shape, 7, 0, 3);
  BatchStream later(maker, sampler, shape, 7, 2, 2);
  for (int i = 0; i < 4; ++i) {
    const Batch batch = alone.next();
    EXPECT_EQ(batch.a.size(), 4U * 300 * 216);
    EXPECT_EQ(batch.position.size(), 4U * 75);
    EXPECT_EQ(batch.a, together.next().a);
    if (i >= 2) {
      EXPECT_EQ(batch.a, later.next().a);
    }
  }
}

}  // namespace
}  // namespace tributary::lab
