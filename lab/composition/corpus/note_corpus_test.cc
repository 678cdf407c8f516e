#include "lab/composition/corpus/note_corpus.h"

#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "index/byte_stream.h"
#include "lab/composition/corpus/sealed_bytes.h"

namespace tributary::lab {
namespace {

Note note_at(float onset_s, int pitch, int velocity, int part) {
  return Note{onset_s,
              0.25F,
              static_cast<std::uint8_t>(pitch),
              static_cast<std::uint8_t>(velocity),
              static_cast<std::uint8_t>(part),
              40,
              false};
}

std::vector<Piece> two_pieces() {
  Piece tune{"v1", "w1", "folk", "", Split::kTest, true, {}, {0, 3}};
  tune.notes = {note_at(0, 60, 80, 0), note_at(0, 64, 81, 3), note_at(0.5F, 62, 81, 0), note_at(300, 127, 1, 0)};
  tune.notes.push_back(Note{1000.25F, 60, 36, 127, 9, 0, true});
  Piece empty{"v2", "w2", "lied", "Fran\xC3\xA7ois", Split::kValidation, false, {}, {}};
  return {tune, empty};
}

// A corpus whose seal is sound around a body that need not be.
std::vector<std::byte> sealed(const index::ByteWriter& body) {
  index::ByteWriter copy = body;
  return seal_bytes({{'T', 'R', 'I', 'B', 'N', 'O', 'T', 'E'}, 1, "note corpus"}, copy.bytes());
}

std::string refusal(std::span<const std::byte> bytes) {
  const auto read = decode_note_corpus(bytes, "x");
  return read.ok() ? "" : read.error().message;
}

TEST(NoteCorpus, ReadsBackWhatItWrote) {
  const TestFolder folder;
  const std::filesystem::path path = folder / "note_corpus.bin";
  const auto written = write_note_corpus(path, two_pieces());
  ASSERT_TRUE(written.ok()) << written.error().message;
  const auto read = read_note_corpus(path);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(*read, two_pieces());
}

TEST(NoteCorpus, RoundsTimesToItsGridOnce) {
  std::vector<Piece> pieces = two_pieces();
  pieces[0].notes = {Note{0.3333F, 0.0001F, 60, 64, 0, 0, false}};
  const auto bytes = encode_note_corpus(pieces);
  ASSERT_TRUE(bytes.ok());
  const auto read = decode_note_corpus(*bytes, "x");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ((*read)[0].notes[0].onset_s, on_time_grid(0.3333F));
  EXPECT_NEAR((*read)[0].notes[0].onset_s, 0.3333F, 0.002F);
  EXPECT_EQ((*read)[0].notes[0].duration_s, 1 / kTimeStepsPerSecond);
  const auto again = encode_note_corpus(*read);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, *bytes);
}

TEST(NoteCorpus, RefusesToWriteWhatNoReaderWouldTake) {
  std::vector<Piece> pieces = two_pieces();
  std::swap(pieces[0].notes[0], pieces[0].notes[3]);
  EXPECT_FALSE(encode_note_corpus(pieces).ok());
  for (const Note& bad :
       {Note{-1, 1, 60, 64, 0, 0, false}, Note{0, 0, 60, 64, 0, 0, false}, Note{0, 1, 128, 64, 0, 0, false},
        Note{0, 1, 60, 0, 0, 0, false}, Note{0, 1, 60, 64, 0, 128, false}, Note{0, 1e9F, 60, 64, 0, 0, false}}) {
    pieces[0].notes = {bad};
    const auto bytes = encode_note_corpus(pieces);
    ASSERT_FALSE(bytes.ok());
    EXPECT_EQ(bytes.error().message.substr(0, 18), "piece v1: note 0: ");
  }
  pieces[0].notes.clear();
  pieces[0].melody_parts = {1, 1};
  EXPECT_FALSE(encode_note_corpus(pieces).ok());
}

TEST(NoteCorpus, RefusesDamageOfEveryByte) {
  const auto bytes = encode_note_corpus(two_pieces());
  ASSERT_TRUE(bytes.ok());
  for (std::size_t i = 0; i < bytes->size(); ++i) {
    std::vector<std::byte> damaged = *bytes;
    damaged[i] ^= std::byte{0x10};
    EXPECT_FALSE(decode_note_corpus(damaged, "x").ok()) << "byte " << i;
    EXPECT_FALSE(decode_note_corpus(std::span(*bytes).first(i), "x").ok()) << "cut to " << i;
  }
}

TEST(NoteCorpus, NamesAVersionItDoesNotKnow) {
  auto bytes = encode_note_corpus(two_pieces());
  ASSERT_TRUE(bytes.ok());
  (*bytes)[8] = std::byte{9};
  EXPECT_EQ(refusal(*bytes), "x: is a note corpus of version 9; this program reads version 1");
}

TEST(NoteCorpus, RefusesMorePiecesThanTheBytesHold) {
  index::ByteWriter body;
  body.put_varint(0xFFFFFFFFU);
  EXPECT_EQ(refusal(sealed(body)), "x: piece 0: declares more pieces than the file can hold");
}

// One piece up to its notes, sound so far.
index::ByteWriter piece_with_one_voice(std::uint32_t notes) {
  index::ByteWriter body;
  for (const int value : {1, 0, 0, 0, 0, 0, 0, 0, 1}) body.put(static_cast<std::uint8_t>(value));
  for (const int value : {0, 40, 0}) body.put(static_cast<std::uint8_t>(value));
  body.put_varint(notes);
  return body;
}

TEST(NoteCorpus, RefusesMoreNotesThanTheBytesHold) {
  EXPECT_EQ(refusal(sealed(piece_with_one_voice(0x7FFFFFFFU))),
            "x: piece 0: declares more notes than the file can hold");
}

TEST(NoteCorpus, RefusesANoteBeyondTheLongestPiece) {
  index::ByteWriter body = piece_with_one_voice(1);
  body.put_varint(0xFFFFFFFFU);
  body.put_varint(1);
  for (const int value : {0x80 + 60, 64}) body.put(static_cast<std::uint8_t>(value));
  EXPECT_NE(refusal(sealed(body)).find("has a note out of range"), std::string::npos) << refusal(sealed(body));
}

TEST(NoteCorpus, RefusesANoteWithoutVelocity) {
  index::ByteWriter body = piece_with_one_voice(1);
  for (const int value : {0, 1, 60}) body.put(static_cast<std::uint8_t>(value));
  EXPECT_NE(refusal(sealed(body)).find("has a note out of range"), std::string::npos) << refusal(sealed(body));
}

TEST(NoteCorpus, NamesAFileThatIsMissing) {
  const auto read = read_note_corpus("/nowhere/corpus.bin");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(read.error().message, "/nowhere/corpus.bin: there is no such file");
}

}  // namespace
}  // namespace tributary::lab
