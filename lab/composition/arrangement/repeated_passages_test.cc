#include "lab/composition/arrangement/repeated_passages.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/random/random.h"

namespace tributary::lab {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::array<std::uint8_t, 1> kTune = {0};
constexpr float kSection_s = 20;

// A section of random notes, two to a second, from start_s on.
void add_section(std::uint64_t seed, float start_s, std::vector<Note>& notes) {
  Random random(seed);
  for (float at_s = 0; at_s < kSection_s; at_s += 0.5F)
    notes.push_back({start_s + at_s, 0.5F, static_cast<std::uint8_t>(60 + random.below(12)), 90, 0, 0, false});
}

std::vector<Note> aaba() {
  std::vector<Note> notes;
  add_section(1, 0, notes);
  add_section(1, kSection_s, notes);
  add_section(2, 2 * kSection_s, notes);
  add_section(1, 3 * kSection_s, notes);
  return notes;
}

TEST(RepeatedPassages, AreFoundBeforeAndAfter) {
  EXPECT_THAT(repeated_passages(aaba(), kTune, 22, 37), ElementsAre(DoubleNear(-20, 0.1), DoubleNear(40, 0.1)));
}

TEST(RepeatedPassages, ReachOverSections) {  // A into B happens once
  EXPECT_THAT(repeated_passages(aaba(), kTune, 32, 47), IsEmpty());
  EXPECT_THAT(repeated_passages(aaba(), kTune, 42, 57), IsEmpty());
}

TEST(RepeatedPassages, MayDifferInANote) {
  std::vector<Note> notes = aaba();
  notes[5].pitch = 59;  // at 2.5 s
  EXPECT_THAT(repeated_passages(notes, kTune, 22, 37), ElementsAre(DoubleNear(-20, 0.1), DoubleNear(40, 0.1)));
  for (std::size_t i = 5; i < 15; ++i) notes[i].pitch = 59;
  EXPECT_THAT(repeated_passages(notes, kTune, 22, 37), ElementsAre(DoubleNear(40, 0.1)));
}

TEST(RepeatedPassages, AreOfTheTuneAlone) {
  std::vector<Note> notes = aaba();
  for (Note& note : notes) note.part = 3;
  EXPECT_THAT(repeated_passages(notes, kTune, 22, 37), IsEmpty());
}

TEST(RepeatedPassages, AreNoneWhereTheOtherSideHasMoreNotes) {
  std::vector<Note> notes;
  add_section(1, 0, notes);
  add_section(1, kSection_s, notes);
  for (std::size_t i = 0; i < 40; ++i) {
    Note extra = notes[40 + i];
    extra.onset_s += 0.25F;
    notes.push_back(extra);
  }
  std::sort(notes.begin(), notes.end(), note_before);
  EXPECT_THAT(repeated_passages(notes, kTune, 2, 17), IsEmpty());
}

}  // namespace
}  // namespace tributary::lab
