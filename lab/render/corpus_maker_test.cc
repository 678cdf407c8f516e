#include "lab/render/corpus_maker.h"

#include <fstream>

#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "lab/process/process.h"
#include "lab/render/melody.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;
using Parts = std::vector<std::uint8_t>;

Note note_of(float onset_s, float duration_s, int pitch, int part) {
  return Note{onset_s, duration_s, static_cast<std::uint8_t>(pitch), 80, static_cast<std::uint8_t>(part), 0, false};
}

TEST(Melody, IsTheHighestPartThatSoundsMostOfTheTime) {
  std::vector<Note> notes = {note_of(0, 10, 60, 0), note_of(0, 10, 72, 1), note_of(0, 10, 48, 2), note_of(3, 1, 90, 3)};
  EXPECT_EQ(find_melody_parts(notes, false), Parts{1});
  notes[1].drum = true;
  EXPECT_EQ(find_melody_parts(notes, false), Parts{0});
}

TEST(Melody, OfASongIsTheFirstPartThatSingsOneNoteAtATime) {
  const std::vector<Note> chords = {note_of(0, 10, 80, 0), note_of(0, 10, 76, 0), note_of(0, 6, 60, 1),
                                    note_of(0, 10, 70, 2)};
  EXPECT_EQ(find_melody_parts(chords, true), Parts{1});
  EXPECT_EQ(find_melody_parts(chords, false), Parts{0});
  EXPECT_TRUE(find_melody_parts({}, true).empty());
}

// A pack of two tunes in ABC and one file that is neither.
class SmallPack : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto program = run_program({"abc2midi", "-ver"});
    if (!program) GTEST_SKIP() << "install abcmidi";
    fs::create_directories(folder_ / "folk");
    write("folk/one.abc", "X:1\nT:One\nM:4/4\nL:1/4\nQ:1/4=120\nK:C\n|:\"C\"CDEF:|\n");
    write("folk/two.abc", "X:1\nT:Two\nM:4/4\nL:1/4\nK:C\nGGGG|\n");
    write("folk/bad.mid", "this is no music");
    write("MANIFEST.csv",
          "path,artist,work_id,version_id,licence,commercial_use,kind\n"
          "symbolic.tar.xz:folk/one.abc,trad.; Aird,folk:1,one,PD tune; by permission,unclear (see licence),symbolic\n"
          "symbolic.tar.xz:folk/two.abc,trad.; Aird,folk:2,two,all rights reserved,no,symbolic\n"
          "symbolic.tar.xz:folk/bad.mid,trad.; Aird,folk:3,bad,CC0 1.0,yes,symbolic\n"
          "audio/song.ogg,Somebody,song,1,CC0 1.0,yes,audio\n");
    write("PAIRS.csv", "version_a,version_b\none,two\n");
  }

  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
  CorpusOptions options() const { return {folder_.path(), folder_ / "MANIFEST.csv", 1, 2}; }

 private:
  const TestFolder folder_;
};

TEST_F(SmallPack, BecomesACorpusWithoutTheFileThatIsNoMusic) {
  const auto corpus = make_note_corpus(options(), [](std::size_t, std::size_t) {});
  ASSERT_TRUE(corpus.ok()) << corpus.error().message;
  ASSERT_EQ(corpus->refused.size(), 1U);
  EXPECT_NE(corpus->refused[0].find("folk/bad.mid: is no Standard MIDI File"), std::string::npos) << corpus->refused[0];
  ASSERT_EQ(corpus->pieces.size(), 2U);
  const Piece& one = corpus->pieces[0];
  EXPECT_EQ(one.version_id, "folk/one.abc");
  EXPECT_EQ(one.work_id, "folk:1");
  EXPECT_EQ(one.tradition, "folk");
  EXPECT_EQ(one.composer, "");
  EXPECT_TRUE(one.clean);
  EXPECT_FALSE(corpus->pieces[1].clean);
  EXPECT_EQ(one.split, corpus->pieces[1].split);

  std::vector<Note> melody;
  for (const Note& note : one.notes)
    if (note.part == one.melody_parts[0]) melody.push_back(note);
  ASSERT_EQ(melody.size(), 8U);  // the repeat is played
  EXPECT_EQ(melody[0].pitch, 60);
  EXPECT_EQ(melody[7].pitch, 65);
  EXPECT_NEAR(melody[7].onset_s - melody[0].onset_s, 3.5F, 0.01F);
  EXPECT_GT(one.notes.size(), 8U);  // so is the chord
}

TEST_F(SmallPack, NamesTheRowOfABadPath) {
  write("MANIFEST.csv",
        "path,artist,work_id,version_id,licence,commercial_use,kind\n"
        "symbolic.tar.xz:../one.abc,trad.,folk:1,one,CC0 1.0,yes,symbolic\n");
  const auto corpus = make_note_corpus(options(), [](std::size_t, std::size_t) {});
  ASSERT_FALSE(corpus.ok());
  EXPECT_NE(corpus.error().message.find("MANIFEST.csv:2: path does not lie in symbolic.tar.xz"), std::string::npos)
      << corpus.error().message;
}

}  // namespace
}  // namespace tributary::lab
