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

RecordedExcerpt noisy_excerpt(std::uint64_t seed) {
  Random random(seed);
  RecordedExcerpt excerpt{std::to_string(seed), 400, std::vector<std::uint8_t>(400 * kRecordingBins)};
  for (std::uint8_t& level : excerpt.levels) level = static_cast<std::uint8_t>(random.below(160));
  return excerpt;
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
  const std::vector<RecordedExcerpt> excerpts{noisy_excerpt(1), noisy_excerpt(2), noisy_excerpt(3)};
  const RecordedPairMaker recordings(excerpts, RecordedRange{});
  const PairSources sources{maker, sampler, &recordings};
  const BatchShape shape{.pairs = 4, .recorded = 2};
  BatchStream alone(sources, shape, 7, 0, 1);
  BatchStream together(sources, shape, 7, 0, 3);
  BatchStream later(sources, shape, 7, 2, 2);
  for (int i = 0; i < 4; ++i) {
    const Batch batch = alone.next();
    EXPECT_EQ(batch.a.size(), 4U * 300 * 216);
    EXPECT_EQ(batch.position.size(), 4U * 75);
    ASSERT_EQ(batch.pieces.size(), 4U);
    EXPECT_LT(batch.pieces[2], 3U);
    EXPECT_NE(batch.pieces[2], batch.pieces[3]);
    EXPECT_EQ(batch.a, together.next().a);
    if (i >= 2) {
      EXPECT_EQ(batch.a, later.next().a);
    }
  }
}

}  // namespace
}  // namespace tributary::lab
