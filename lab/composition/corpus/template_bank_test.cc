#include "lab/composition/corpus/template_bank.h"

#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "index/byte_stream.h"
#include "lab/composition/corpus/sealed_bytes.h"

namespace tributary::lab {
namespace {

// Noise from SplitMix64, with stretches of silence, and decays as real notes have them.
NoteTemplate noisy_template(std::uint8_t pitch, std::uint16_t frames, std::uint64_t seed) {
  NoteTemplate note{pitch, static_cast<std::uint16_t>(frames / 2 + 1), frames, {}};
  for (std::size_t i = 0; i < frames * kTemplateBins; ++i) {
    seed += 0x9E3779B97F4A7C15U;
    const std::uint64_t mixed = (seed ^ (seed >> 30U)) * 0xBF58476D1CE4E5B9U;
    const bool silent = (i / 40) % 3 == 0;
    note.levels.push_back(silent ? std::uint8_t{0} : static_cast<std::uint8_t>(mixed >> 56U));
  }
  return note;
}

std::vector<Instrument> two_instruments() {
  Instrument violin{"Violin", "a.sf2", 40, false, {noisy_template(55, 50, 1), noisy_template(58, 1, 2)}};
  NoteTemplate decay{60, 40, 50, std::vector<std::uint8_t>(50 * kTemplateBins)};
  for (std::size_t i = 0; i < decay.levels.size(); ++i)
    decay.levels[i] = static_cast<std::uint8_t>(180 - i / kTemplateBins - (i % kTemplateBins) / 2);
  violin.notes.push_back(decay);
  return {violin, Instrument{"Drums", "a.sf2", 0, true, {}}};
}

std::string refusal(std::span<const std::byte> bytes) {
  const auto read = decode_template_bank(bytes, "x");
  return read.ok() ? "" : read.error().message;
}

std::vector<std::byte> sealed(const std::vector<int>& body) {
  index::ByteWriter writer;
  for (const int value : body) writer.put(static_cast<std::uint8_t>(value));
  return seal_bytes({{'T', 'R', 'I', 'B', 'T', 'M', 'P', 'L'}, 1, "template bank"}, writer.bytes());
}

TEST(TemplateBank, ReadsBackWhatItWrote) {
  const TestFolder folder;
  const std::filesystem::path path = folder / "template_bank.bin";
  const auto written = write_template_bank(path, two_instruments());
  ASSERT_TRUE(written.ok()) << written.error().message;
  const auto read = read_template_bank(path);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(*read, two_instruments());
}

TEST(TemplateBank, PacksWhatIsRegular) {
  const Instrument decay{"Piano", "a.sf2", 0, false, {two_instruments()[0].notes[2]}};
  const auto bytes = encode_template_bank(std::span(&decay, 1));
  ASSERT_TRUE(bytes.ok());
  EXPECT_LT(bytes->size(), decay.notes[0].levels.size() / 8);
}

TEST(TemplateBank, RefusesToWriteLengthsThatContradictEachOther) {
  std::vector<Instrument> instruments = two_instruments();
  instruments[0].notes[0].levels.pop_back();
  EXPECT_FALSE(encode_template_bank(instruments).ok());
  instruments = two_instruments();
  std::swap(instruments[0].notes[0], instruments[0].notes[1]);
  EXPECT_FALSE(encode_template_bank(instruments).ok());
}

TEST(TemplateBank, RefusesDamageAndEveryShorterFile) {
  const auto bytes = encode_template_bank(two_instruments());
  ASSERT_TRUE(bytes.ok());
  for (std::size_t i = 0; i < bytes->size(); i += i < 100 ? 1 : 97) {
    std::vector<std::byte> damaged = *bytes;
    damaged[i] ^= std::byte{0x10};
    EXPECT_FALSE(decode_template_bank(damaged, "x").ok()) << "byte " << i;
    EXPECT_FALSE(decode_template_bank(std::span(*bytes).first(i), "x").ok()) << "cut to " << i;
  }
}

TEST(TemplateBank, RefusesMoreInstrumentsThanTheBytesHold) {
  EXPECT_EQ(refusal(sealed({0xFF, 0xFF, 0xFF, 0x7F})),
            "x: instrument 0: declares more instruments than the file can hold");
}

TEST(TemplateBank, RefusesATemplateThatIsTooLong) {
  // 500 frames, as a varint
  EXPECT_EQ(refusal(sealed({1, 0, 0, 40, 0, 1, 60, 1, 0xF4, 0x03, 0})),
            "x: instrument 0: has a note whose pitch or lengths are out of range");
}

TEST(TemplateBank, RefusesLevelsThatEndEarly) {
  EXPECT_EQ(refusal(sealed({1, 0, 0, 40, 0, 2, 60, 1, 50, 61, 1, 50, 4, 0x7F, 1, 2, 3})),
            "x: instrument 0: has levels that end too early");
}

TEST(TemplateBank, RefusesLevelsThatEndLate) {
  auto body = std::vector<int>{1, 0, 0, 40, 0, 0, 5, 0, 0, 0, 0, 0};
  EXPECT_EQ(refusal(sealed(body)), "x: instrument 0: has levels of another length than it declares");
}

}  // namespace
}  // namespace tributary::lab
