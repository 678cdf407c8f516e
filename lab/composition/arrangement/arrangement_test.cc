// Arrangements keep their promises about time and key, which training and measuring take for the truth.
#include "lab/composition/arrangement/arrangement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "lab/composition/mixing/accompaniment.h"

namespace tributary::lab {
namespace {

constexpr double kGrid_s = 0.01;  // rounding to the grid of notes and merging in the time map

// A tune in part 1 over chords in part 0, one minute long.
Piece made_up_piece(std::uint64_t seed) {
  constexpr std::array<int, 7> kScale = {60, 62, 64, 65, 67, 69, 71};
  Random random(seed);
  Piece piece;
  piece.version_id = "made-up";
  piece.melody_parts = {1};
  for (float at_s = 0; at_s < 60;) {
    const float duration_s = on_time_grid(static_cast<float>(random.uniform(0.15, 0.9)));
    piece.notes.push_back({at_s, duration_s, static_cast<std::uint8_t>(kScale[random.below(7)]), 90, 1, 0, false});
    at_s += duration_s;
  }
  for (int bar = 0; bar < 30; ++bar)
    for (const int pitch : {48, 52, 55})
      piece.notes.push_back({static_cast<float>(2 * bar), 2, static_cast<std::uint8_t>(pitch), 70, 0, 24, false});
  std::sort(piece.notes.begin(), piece.notes.end(), note_before);
  return piece;
}

ArrangementRange any_key_and_tempo() {
  ArrangementRange range;
  range.most_semitones = 6;
  range.tempo = {0.8, 1.25, 0.1};
  return range;
}

bool has_note(const Arrangement& version, double onset_s, int pitch) {
  return std::any_of(version.notes.begin(), version.notes.end(), [&](const Note& note) {
    return std::abs(static_cast<double>(note.onset_s) - onset_s) < kGrid_s && note.pitch == pitch;
  });
}

TEST(Arrangement, IsThePieceItselfByDefault) {
  const Piece piece = made_up_piece(1);
  const Arrangement version = arrange(piece, {}, 7);
  EXPECT_EQ(version.notes, piece.notes);
  EXPECT_EQ(version.transposition_semitones, 0);
  EXPECT_NEAR(version.tempo_ratio, 1, 1e-9);
  ASSERT_EQ(version.time_map.stretches().size(), 1U);
}

TEST(Arrangement, PlaysEveryNoteWhereTheTimeMapSays) {
  std::set<int> keys;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Piece piece = made_up_piece(seed);
    const Arrangement version = arrange(piece, any_key_and_tempo(), seed);
    ASSERT_EQ(version.notes.size(), piece.notes.size());
    for (const Note& note : piece.notes) {
      const auto times = version.time_map.version_times(static_cast<double>(note.onset_s));
      ASSERT_EQ(times.size(), 1U);
      EXPECT_TRUE(has_note(version, times[0], note.pitch + version.transposition_semitones)) << "seed " << seed;
      EXPECT_NEAR(version.time_map.original_time(times[0]).value_or(-1), static_cast<double>(note.onset_s), 1e-6);
    }
    EXPECT_GT(version.tempo_ratio, 0.7);
    EXPECT_LT(version.tempo_ratio, 1.4);
    keys.insert(version.transposition_semitones);
  }
  EXPECT_GT(keys.size(), 8U);
  EXPECT_EQ(*keys.begin(), -6);
  EXPECT_EQ(*keys.rbegin(), 6);
}

TEST(Arrangement, KnowsBothPlacesOfARepeatAndNoneOfACut) {
  ArrangementRange range = any_key_and_tempo();
  range.structure = {1, 1};
  bool repeated = false;
  bool cut = false;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Piece piece = made_up_piece(seed);
    const Arrangement version = arrange(piece, range, seed);
    for (const Note& note : piece.notes) {
      const auto times = version.time_map.version_times(static_cast<double>(note.onset_s));
      repeated = repeated || times.size() == 2;
      cut = cut || times.empty();
      for (const double time_s : times)
        EXPECT_TRUE(has_note(version, time_s, note.pitch + version.transposition_semitones)) << "seed " << seed;
    }
    for (const Note& note : version.notes)
      EXPECT_TRUE(version.time_map.original_time(static_cast<double>(note.onset_s) + 0.01).has_value());
  }
  EXPECT_TRUE(repeated);
  EXPECT_TRUE(cut);
}

TEST(Arrangement, PlaysTheMelodyAlone) {
  ArrangementRange range;
  range.melody_only = 1;
  const Piece piece = made_up_piece(3);
  const Arrangement version = arrange(piece, range, 1);
  const auto tune = std::count_if(piece.notes.begin(), piece.notes.end(), [](const Note& n) { return n.part == 1; });
  EXPECT_EQ(version.notes.size(), static_cast<std::size_t>(tune));
  EXPECT_TRUE(std::all_of(version.notes.begin(), version.notes.end(), [](const Note& n) { return n.part == 1; }));
}

TEST(Arrangement, DropsPartsButNeverTheTune) {
  ArrangementRange range;
  range.dropped_parts = 1;
  for (const Note& note : arrange(made_up_piece(3), range, 1).notes) EXPECT_EQ(note.part, 1);
}

TEST(Arrangement, AddsChordsBelowATuneThatStays) {
  ArrangementRange range;
  range.made_up_chords = 1;
  range.percussion = 1;
  const Piece piece = made_up_piece(4);
  const Arrangement version = arrange(piece, range, 2);
  std::vector<Note> stayed;
  std::set<int> added;
  for (const Note& note : version.notes) {
    if (note.part < kChordPart) stayed.push_back(note);
    if (note.part >= kChordPart) added.insert(note.part);
  }
  EXPECT_EQ(stayed, piece.notes);
  EXPECT_TRUE(added.contains(kChordPart));
  EXPECT_TRUE(added.contains(kPercussionPart));
}

TEST(Arrangement, GivesEachPartOneOfTheInstruments) {
  ArrangementRange range;
  range.programs = {40, 56, 73};
  std::map<int, std::set<int>> programs;
  for (const Note& note : arrange(made_up_piece(5), range, 3).notes) programs[note.part].insert(note.program);
  for (const auto& [part, used] : programs) {
    EXPECT_EQ(used.size(), 1U);
    EXPECT_TRUE(*used.begin() == 40 || *used.begin() == 56 || *used.begin() == 73);
  }
}

// Whatever is added, most of the tune's own pitches still sound when they should.
TEST(Arrangement, OrnamentsATuneWithoutLosingIt) {
  ArrangementRange range;
  range.ornaments = {0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.01};
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Piece piece = made_up_piece(seed);
    const Arrangement version = arrange(piece, range, seed);
    EXPECT_NE(version.notes, piece.notes);
    int kept = 0;
    int all = 0;
    for (const Note& note : piece.notes) {
      if (note.part != 1) continue;
      const float late_s = note.onset_s + 0.85F * note.duration_s;
      ++all;
      kept += std::any_of(version.notes.begin(), version.notes.end(), [&](const Note& other) {
        return other.pitch == note.pitch && other.part == 1 && other.onset_s < late_s + 0.03F &&
               other.onset_s + other.duration_s > late_s - 0.03F;
      });
    }
    EXPECT_GT(kept, all * 3 / 4) << "seed " << seed;
  }
}

TEST(Arrangement, IsTheSameForTheSameSeed) {
  ArrangementRange range = any_key_and_tempo();
  range.programs = {0, 40, 73};
  range.ornaments = {0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.01};
  range.structure = {0.5, 0.5};
  const Piece piece = made_up_piece(6);
  EXPECT_EQ(arrange(piece, range, 5).notes, arrange(piece, range, 5).notes);
  EXPECT_NE(arrange(piece, range, 5).notes, arrange(piece, range, 6).notes);
}

TEST(TimeMap, JoinsWhatRunsOnEvenly) {
  const TimeMap map({{0, 1, 10, 11}, {1, 2, 11, 12}, {5, 6, 12, 13}, {6, 7, 13, 15}});
  const std::vector<Stretch> expected = {{0, 2, 10, 12}, {5, 6, 12, 13}, {6, 7, 13, 15}};
  EXPECT_TRUE(std::equal(map.stretches().begin(), map.stretches().end(), expected.begin(), expected.end()));
  EXPECT_EQ(map.version_times(6.5), std::vector<double>{14});
  EXPECT_FALSE(map.original_time(9.9).has_value());
  EXPECT_FALSE(map.original_time(15).has_value());
}

}  // namespace
}  // namespace tributary::lab
