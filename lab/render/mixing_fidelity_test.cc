// What the composition models learn from has to look like what they will hear: mixed notes against played ones.
#include "lab/render/mixing_fidelity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "lab/render/template_maker.h"

namespace tributary::lab {
namespace {

constexpr const char* kSoundFont = "/usr/share/sounds/sf2/TimGM6mb.sf2";
constexpr int kKeyStep = 3;
constexpr double kDuration_s = 12;

class PlayedNotes : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = Synthesizer::open(kSoundFont);
    if (!opened) GTEST_SKIP() << "install timgm6mb-soundfont";
    synthesizer_.emplace(std::move(*opened));
  }

  MixingFidelity fidelity_of(const std::vector<Note>& notes) {
    Timbres timbres;
    for (const Note& note : notes) {
      const auto [entry, added] = timbres.try_emplace(sounding_of(note));
      if (!added) continue;
      const auto instrument = make_instrument(*synthesizer_, "TimGM6mb.sf2", entry->first, kKeyStep);
      EXPECT_TRUE(instrument.ok());
      entry->second = timbre_of(*instrument);
    }
    const auto fidelity = measure_mixing(*synthesizer_, timbres, notes, kDuration_s);
    EXPECT_TRUE(fidelity.ok()) << fidelity.error().message;
    return fidelity ? *fidelity : MixingFidelity{};
  }

  std::optional<Synthesizer> synthesizer_;
};

// Up and down over three octaves, with onsets that lie anywhere between two frames. Only keys that have a template
// are played, so that nothing but the mixing counts.
std::vector<Note> scale(std::uint8_t program, float interval_s, float duration_s) {
  std::vector<Note> notes;
  for (int i = 0; static_cast<float>(i) * interval_s < static_cast<float>(kDuration_s) - 1; ++i) {
    const int step = std::abs(12 - i % 24);
    Note note;
    note.onset_s = 0.31F + static_cast<float>(i) * interval_s;
    note.duration_s = duration_s;
    note.pitch = static_cast<std::uint8_t>(48 + kKeyStep * step);
    note.velocity = static_cast<std::uint8_t>(70 + 10 * (i % 5));
    note.program = program;
    notes.push_back(note);
  }
  return notes;
}

// Diminished chords over a bass.
std::vector<Note> chords(std::uint8_t program, float interval_s, float duration_s) {
  std::vector<Note> notes;
  for (const Note& bass : scale(program, interval_s, duration_s)) {
    for (const int above : {0, 3, 6, 9}) {
      notes.push_back(bass);
      notes.back().pitch = static_cast<std::uint8_t>(60 + (bass.pitch - 48) / 2 / kKeyStep * kKeyStep + above);
    }
    notes.push_back(bass);
    notes.back().pitch = static_cast<std::uint8_t>(36 + (bass.pitch - 48) / 3 / kKeyStep * kKeyStep);
  }
  std::sort(notes.begin(), notes.end(), note_before);
  return notes;
}

class PlayedPrograms : public PlayedNotes, public ::testing::WithParamInterface<std::uint8_t> {};

TEST_P(PlayedPrograms, AreMixedTrulyInScales) {
  for (const float duration_s : {0.11F, 0.26F}) {
    const MixingFidelity fidelity = fidelity_of(scale(GetParam(), 0.277F, duration_s));
    EXPECT_GT(fidelity.cosine, 0.985) << "notes of " << duration_s << " s";
    EXPECT_LT(fidelity.loud_error_db, 1.7) << "notes of " << duration_s << " s";
  }
}

TEST_P(PlayedPrograms, AreMixedTrulyInChords) {
  for (const float duration_s : {0.3F, 3.2F}) {
    const MixingFidelity fidelity = fidelity_of(chords(GetParam(), duration_s + 0.037F, duration_s));
    EXPECT_GT(fidelity.cosine, 0.978) << "chords of " << duration_s << " s";
    EXPECT_LT(fidelity.loud_error_db, 1.9) << "chords of " << duration_s << " s";
  }
}

constexpr std::uint8_t kPiano = 0;
constexpr std::uint8_t kXylophone = 13;
constexpr std::uint8_t kOrgan = 19;
constexpr std::uint8_t kGuitar = 24;
constexpr std::uint8_t kViolin = 40;
constexpr std::uint8_t kFlute = 73;
INSTANTIATE_TEST_SUITE_P(GeneralMidi, PlayedPrograms,
                         ::testing::Values(kPiano, kXylophone, kOrgan, kGuitar, kViolin, kFlute));

TEST_F(PlayedNotes, AreMixedTrulyAsDrums) {
  constexpr std::array<std::uint8_t, 5> kDrums = {36, 42, 38, 42, 49};
  std::vector<Note> notes = scale(0, 0.277F, 0.1F);
  for (std::size_t i = 0; i < notes.size(); ++i) {
    notes[i].pitch = kDrums[i % kDrums.size()];
    notes[i].drum = true;
  }
  const MixingFidelity fidelity = fidelity_of(notes);
  EXPECT_GT(fidelity.cosine, 0.98);
  EXPECT_LT(fidelity.loud_error_db, 2.8);
}

}  // namespace
}  // namespace tributary::lab
