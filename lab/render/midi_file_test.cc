#include "lab/render/midi_file.h"

#include <string>

#include <gtest/gtest.h>

#include "lab/random/random.h"

namespace tributary::lab {
namespace {

std::string number(std::size_t value, int bytes) {
  std::string text;
  for (int i = bytes; i-- > 0;) text.push_back(static_cast<char>(value >> (8U * static_cast<unsigned>(i)) & 0xFFU));
  return text;
}

std::string bytes_of(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text.push_back(static_cast<char>(value));
  return text;
}

// A file of 96 ticks a quarter; each track is given without its end.
std::string midi_file(const std::vector<std::string>& tracks) {
  std::string file = "MThd" + number(6, 4) + number(1, 2) + number(tracks.size(), 2) + number(96, 2);
  for (const std::string& track : tracks) {
    const std::string events = track + bytes_of({0, 0xFF, 0x2F, 0});
    file += "MTrk" + number(events.size(), 4) + events;
  }
  return file;
}

Result<std::vector<Note>> decode(const std::string& file) {
  return decode_midi(std::as_bytes(std::span(file)), "tune.mid");
}

// A quarter of C4 on channel 1.
const std::string kQuarter = bytes_of({0, 0x90, 60, 80, 96, 0x80, 60, 0});

TEST(MidiFile, ReadsNotesInSecondsOfTheTempoMap) {
  // 120 quarters a minute, from the second quarter on 60
  const std::string tempo = bytes_of({0, 0xFF, 0x51, 3, 0x07, 0xA1, 0x20, 96, 0xFF, 0x51, 3, 0x0F, 0x42, 0x40});
  const auto notes = decode(midi_file({tempo, kQuarter + kQuarter}));
  ASSERT_TRUE(notes.ok()) << notes.error().message;
  ASSERT_EQ(notes->size(), 2U);
  EXPECT_EQ((*notes)[0], (Note{0, 0.5F, 60, 80, 0, 0, false}));
  EXPECT_EQ((*notes)[1], (Note{0.5F, 1, 60, 80, 0, 0, false}));
}

TEST(MidiFile, NumbersPartsByTrackThenChannel) {
  const std::string drums = bytes_of({0, 0x99, 38, 90, 10, 0x99, 38, 0});
  const std::string program = bytes_of({0, 0xC1, 40, 0, 0x91, 64, 70, 96, 0x81, 64, 0});
  const auto notes = decode(midi_file({drums, program + kQuarter}));
  ASSERT_TRUE(notes.ok()) << notes.error().message;
  ASSERT_EQ(notes->size(), 3U);
  EXPECT_EQ((*notes)[0].part, 0);
  EXPECT_TRUE((*notes)[0].drum);
  EXPECT_EQ((*notes)[1].part, 2);
  EXPECT_EQ((*notes)[1].program, 40);
  EXPECT_EQ((*notes)[2].part, 1);
  EXPECT_EQ((*notes)[2].program, 0);
}

TEST(MidiFile, EndsAKeyWhereItIsStruckAgainAndAtTheEndOfItsTrack) {
  const auto notes = decode(midi_file({bytes_of({0, 0x90, 60, 80, 48, 60, 81, 48, 62, 0})}));
  ASSERT_TRUE(notes.ok()) << notes.error().message;
  ASSERT_EQ(notes->size(), 2U);
  EXPECT_FLOAT_EQ((*notes)[0].duration_s, 0.25F);
  EXPECT_FLOAT_EQ((*notes)[1].duration_s, 0.25F);
}

TEST(MidiFile, ReadsOnBehindALongText) {
  const std::string text = bytes_of({0, 0xFF, 1, 0x81, 0x18}) + std::string(0x98, 'x');
  const auto notes = decode(midi_file({text + kQuarter}));
  ASSERT_TRUE(notes.ok()) << notes.error().message;
  EXPECT_EQ(notes->size(), 1U);
}

TEST(MidiFile, SaysWhatIsWrong) {
  EXPECT_EQ(decode("").error().message, "tune.mid: is no Standard MIDI File");
  EXPECT_EQ(decode("MThis is text").error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(decode(midi_file({""})).error().message, "tune.mid: holds no notes");
  const std::string whole = midi_file({kQuarter});
  EXPECT_EQ(decode(whole.substr(0, whole.size() - 6)).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(decode(midi_file({bytes_of({0, 0x90, 60, 80, 0xFF, 0xFF, 0xFF, 0x7F, 0x80, 60, 0})})).error().message,
            "tune.mid: lasts longer than four hours");
}

TEST(MidiFile, SurvivesInjuries) {
  const std::string whole = midi_file({kQuarter + bytes_of({0, 0xFF, 1, 3}) + "abc", kQuarter + kQuarter});
  Random random(20261125);
  for (int i = 0; i < 20000; ++i) {
    std::string injured = whole;
    for (std::size_t injury = 1 + random.below(4); injury-- > 0;)
      injured[random.below(injured.size())] = static_cast<char>(random.below(256));
    if (random.chance(0.3)) injured.resize(random.below(injured.size() + 1));
    const auto notes = decode(injured);
    if (!notes) {
      EXPECT_TRUE(notes.error().message.starts_with("tune.mid: ")) << notes.error().message;
      continue;
    }
    for (const Note& note : *notes) {
      EXPECT_GT(note.duration_s, 0);
      EXPECT_LT(note.onset_s, kLongestPieceSeconds);
      EXPECT_TRUE(note.pitch < 128 && note.velocity > 0 && note.velocity < 128 && note.program < 128);
    }
  }
}

}  // namespace
}  // namespace tributary::lab
