#include "lab/render/synthesizer.h"

#include <cmath>
#include <fstream>
#include <optional>

#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "lab/render/template_maker.h"

namespace tributary::lab {
namespace {

constexpr const char* kSoundFont = "/usr/share/sounds/sf2/TimGM6mb.sf2";

Note note_of(float onset_s, int pitch, int part, int program) {
  return Note{onset_s,
              0.5F,
              static_cast<std::uint8_t>(pitch),
              100,
              static_cast<std::uint8_t>(part),
              static_cast<std::uint8_t>(program),
              false};
}

double level_db(std::span<const float> samples) {
  double sum = 0;
  for (const float sample : samples) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return 10 * std::log10(sum / static_cast<double>(samples.size()) + 1e-18);
}

TEST(Synthesizer, SaysWhichFileIsNoSoundFont) {
  const auto missing = Synthesizer::open("/nowhere/a.sf2");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().message, "/nowhere/a.sf2: there is no such SoundFont");
  const TestFolder folder;
  const std::filesystem::path path = folder / "text.sf2";
  std::ofstream(path) << "this is text";
  const auto text = Synthesizer::open(path);
  ASSERT_FALSE(text.ok());
  EXPECT_EQ(text.error().code, ErrorCode::kCorrupt);
}

class PlayedSoundFont : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = Synthesizer::open(kSoundFont);
    if (!opened) GTEST_SKIP() << "install timgm6mb-soundfont";
    synthesizer_.emplace(std::move(*opened));
  }
  Synthesizer& synthesizer() { return *synthesizer_; }

 private:
  std::optional<Synthesizer> synthesizer_;
};

TEST_F(PlayedSoundFont, SoundsFromTheOnsetOn) {
  const Note note = note_of(1, 69, 0, 19);
  const std::vector<float> samples = synthesizer().play(std::span(&note, 1), 2);
  ASSERT_EQ(samples.size(), 2U * Synthesizer::kRateHz);
  EXPECT_LT(level_db(std::span(samples).first(Synthesizer::kRateHz)), -150);
  EXPECT_GT(level_db(std::span(samples).subspan(Synthesizer::kRateHz + 4410, 4410)), -40);
}

TEST_F(PlayedSoundFont, GivesTheSameSamplesWhateverWasPlayedBefore) {
  const std::vector<Note> notes = {note_of(0, 60, 0, 0), note_of(0.1F, 64, 1, 40), note_of(0.2F, 67, 2, 73)};
  const std::vector<float> first = synthesizer().play(notes, 1);
  const Note other = note_of(0, 40, 0, 19);
  EXPECT_NE(synthesizer().play(std::span(&other, 1), 0.3), first);
  EXPECT_EQ(synthesizer().play(notes, 1), first);
}

TEST_F(PlayedSoundFont, PlaysMorePartsThanMidiHasChannels) {
  std::vector<Note> notes;
  for (int part = 0; part < 40; ++part) notes.push_back(note_of(static_cast<float>(part) * 0.1F, 60 + part, part, 0));
  const std::vector<float> samples = synthesizer().play(notes, 5);
  EXPECT_GT(level_db(std::span(samples).subspan(std::size_t{39} * Synthesizer::kRateHz / 10 + 2000, 4410)), -50);
}

TEST_F(PlayedSoundFont, MakesATemplateWithTheKeyInItsBin) {
  for (const int key : {48, 60, 81}) {
    const auto note = make_template(synthesizer(), Sounding{73, false}, static_cast<std::uint8_t>(key));
    ASSERT_TRUE(note.ok()) << note.error().message;
    ASSERT_EQ(note->levels.size(), note->frames * kTemplateBins);
    const std::size_t bin = static_cast<std::size_t>(key - kTemplateLowestPitch) * kTemplateBinsPerSemitone + 1;
    const std::uint8_t* held = &note->levels[20 * kTemplateBins];
    EXPECT_GT(held[bin], 100) << "key " << key;
    EXPECT_GT(held[bin], held[bin - 6] + 20) << "key " << key;
    EXPECT_GT(held[bin], held[bin + 6] + 20) << "key " << key;
    // The flute falls silent when it is released.
    EXPECT_LT(note->levels[(note->frames - 1U) * kTemplateBins + bin], held[bin] - 20) << "key " << key;
  }
}

}  // namespace
}  // namespace tributary::lab
