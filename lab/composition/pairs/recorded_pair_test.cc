// Versions of a recording are where the truth says, in key and time.
#include "lab/composition/pairs/recorded_pair.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace tributary::lab {
namespace {

// A tone that goes up by a semitone every second.
RecordedExcerpt rising_tone(std::size_t seconds) {
  RecordedExcerpt excerpt{"rising", seconds * 20, {}};
  excerpt.levels.assign(excerpt.frames * kRecordingBins, 0);
  for (std::size_t frame = 0; frame < excerpt.frames; ++frame)
    excerpt.levels[frame * kRecordingBins + 61 + 3 * (frame / 20)] = 180;
  return excerpt;
}

RecordedRange clean() {
  RecordedRange range;
  range.channel = ChannelRange{0, 0, 0, 0, 0, 0, 0, 0};
  range.mixed_under = 0;
  return range;
}

int loudest_bin(const ConstantQWindow& window, std::size_t frame) {
  const auto row = window.levels.begin() + static_cast<std::ptrdiff_t>(frame * kConstantQBins);
  return static_cast<int>(std::max_element(row, row + kConstantQBins) - row);
}

TEST(RecordedPair, moments_are_where_the_truth_says) {
  const std::vector<RecordedExcerpt> excerpts{rising_tone(40)};
  const RecordedPairMaker maker(excerpts, clean());
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const PassagePair pair = maker.make(0, 300, 300, seed);
    for (std::size_t frame = 0; frame < 300; frame += 7) {
      if (pair.frame_in_b[frame] < 0) continue;
      const auto there = static_cast<std::size_t>(std::lround(pair.frame_in_b[frame]));
      const int moved = loudest_bin(pair.b, there) - loudest_bin(pair.a, frame) - 3 * pair.transposition;
      EXPECT_LE(std::abs(moved), 3) << seed << ' ' << frame;  // at most the next semitone
      ++compared;
    }
  }
  EXPECT_GT(compared, 400);
}

TEST(RecordedPair, the_same_seed_gives_the_same_pair) {
  const std::vector<RecordedExcerpt> excerpts{rising_tone(20), rising_tone(30)};
  const RecordedPairMaker maker(excerpts, RecordedRange{});
  const PassagePair once = maker.make(1, 300, 300, 5);
  EXPECT_EQ(once.a.levels, maker.make(1, 300, 300, 5).a.levels);
  EXPECT_EQ(once.b.levels, maker.make(1, 300, 300, 5).b.levels);
  EXPECT_NE(once.a.levels, maker.make(1, 300, 300, 6).a.levels);
}

}  // namespace
}  // namespace tributary::lab
