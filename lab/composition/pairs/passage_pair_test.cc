// Pairs keep their promises about time and key, which the training takes for the truth.
#include "lab/composition/pairs/passage_pair.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "lab/composition/mixing/level_scale.h"

namespace tributary::lab {
namespace {

Piece random_piece(std::uint64_t seed, double duration_s) {
  Random random(seed);
  Piece piece;
  piece.version_id = "made-up";
  double onset_s = 0;
  while (onset_s < duration_s) {
    Note note;
    note.onset_s = on_time_grid(static_cast<float>(onset_s));
    note.duration_s = on_time_grid(static_cast<float>(random.uniform(0.2, 0.6)));
    note.pitch = static_cast<std::uint8_t>(60 + random.below(18));
    note.velocity = 90;
    piece.notes.push_back(note);
    onset_s += static_cast<double>(note.duration_s);
  }
  piece.melody_parts = {0};
  return piece;
}

// Versions that differ in key and tempo only.
PairRange plain_range() {
  PairRange range;
  range.version = VersionRange{.tempo = {},
                               .melody_only = 0,
                               .dropped_parts = 0,
                               .made_up_chords = 0,
                               .percussion = 0,
                               .octave_shift = 0,
                               .additive_share = 1};
  range.channel = ChannelRange{.reverb = 0,
                               .equaliser = 0,
                               .low_pass = 0,
                               .high_pass = 0,
                               .noise = 0,
                               .fade = 0,
                               .codec = 0,
                               .detune_deviation_semitones = 0};
  range.ornamented = 0;
  range.mixed_under = 0;
  return range;
}

// How loud each pitch class is: partials of other octaves fold onto it.
std::vector<double> chroma(const ConstantQWindow& window, std::size_t frame) {
  std::vector<double> classes(12, 0.0);
  for (std::size_t bin = 0; bin < kConstantQBins; ++bin)
    classes[bin / 3 % 12] += static_cast<double>(power_of_level()[window.levels[frame * kConstantQBins + bin]]);
  return classes;
}

double similarity(const std::vector<double>& a, const std::vector<double>& b, int roll) {
  double product = 0;
  double a_square = 1e-20;
  double b_square = 1e-20;
  for (std::size_t i = 0; i < 12; ++i) {
    const std::size_t j = (i + static_cast<std::size_t>(roll + 24)) % 12;
    product += a[i] * b[j];
    a_square += a[i] * a[i];
    b_square += b[j] * b[j];
  }
  return product / std::sqrt(a_square * b_square);
}

TEST(PairMaker, frames_named_as_the_same_moment_sound_alike_after_the_transposition) {
  const Piece piece = random_piece(1, 60);
  const std::vector<const Piece*> pieces = {&piece};
  const TimbreLibrary timbres({}, 12, 3);
  const PairMaker maker(pieces, timbres, plain_range());
  double right = 0;
  double wrong = 0;
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const PassagePair pair = maker.make(0, 300, 300, seed);
    for (std::size_t frame = 0; frame < 300; frame += 7) {
      if (pair.frame_in_b[frame] < 0) continue;
      const auto there = static_cast<std::size_t>(std::lround(pair.frame_in_b[frame]));
      const std::vector<double> a = chroma(pair.a, frame);
      right += similarity(a, chroma(pair.b, there), pair.transposition);
      wrong += similarity(a, chroma(pair.b, there), pair.transposition + 1);
      ++compared;
    }
  }
  ASSERT_GT(compared, 400);
  EXPECT_GT(right / compared, 0.75);
  EXPECT_LT(wrong / compared, 0.4);
}

TEST(PairMaker, gives_the_same_pair_for_the_same_seed_only) {
  const Piece piece = random_piece(2, 40);
  const Piece other = random_piece(3, 40);
  const std::vector<const Piece*> pieces = {&piece, &other};
  const TimbreLibrary timbres({}, 4, 3);
  const PairMaker maker(pieces, timbres, PairRange{});
  const PassagePair first = maker.make(1, 300, 400, 9);
  const PassagePair again = maker.make(1, 300, 400, 9);
  EXPECT_EQ(first.a.levels, again.a.levels);
  EXPECT_EQ(first.b.levels, again.b.levels);
  EXPECT_EQ(first.frame_in_b, again.frame_in_b);
  EXPECT_NE(first.a.levels, maker.make(1, 300, 400, 10).a.levels);
  EXPECT_EQ(first.a.levels.size(), 300 * kConstantQBins);
  EXPECT_EQ(first.b.levels.size(), 400 * kConstantQBins);
}

TEST(PairMaker, moments_of_b_follow_those_of_a) {
  const Piece piece = random_piece(4, 90);
  const std::vector<const Piece*> pieces = {&piece};
  const TimbreLibrary timbres({}, 4, 3);
  const PairMaker maker(pieces, timbres, PairRange{});
  std::size_t named = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    float before = -1;
    for (const float frame : maker.make(0, 300, 300, seed).frame_in_b) {
      if (frame < 0) continue;
      ++named;
      EXPECT_GT(frame, before);
      EXPECT_LE(frame, 299.0F);
      before = frame;
    }
  }
  EXPECT_GT(named, 40U * 100U);  // half of each passage is in both windows
}

}  // namespace
}  // namespace tributary::lab
