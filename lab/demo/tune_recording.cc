#include "lab/demo/tune_recording.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "lab/composition/arrangement/arrangement.h"
#include "lab/composition/corpus/note_corpus.h"
#include "lab/render/abc_tune.h"
#include "lab/render/melody.h"
#include "lab/render/synthesizer.h"
#include "lab/sound/sound.h"
#include "lab/sound/sound_file.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSoundFont = "/usr/share/sounds/sf2/TimGM6mb.sf2";
constexpr double kShortest_s = 60;
static_assert(Synthesizer::kRateHz == kSoundRateHz);

// General MIDI programs, from 0.
const std::vector<std::uint8_t> kCatalogPrograms = {0, 40, 68, 73, 21, 56};
const std::vector<std::uint8_t> kCoverPrograms = {24, 46, 71, 11};

// What the file's line with this letter says.
std::string field_of(const fs::path& abc, char letter) {
  std::ifstream file(abc);
  for (std::string line; std::getline(file, line);)
    if (line.size() > 2 && line[0] == letter && line[1] == ':') return line.substr(2);
  return abc.stem().string();
}

// The notes again and again until they last for kShortest_s.
std::vector<Note> repeated(const std::vector<Note>& notes) {
  double once_s = 0;
  for (const Note& note : notes)
    once_s = std::max(once_s, static_cast<double>(note.onset_s) + static_cast<double>(note.duration_s));
  std::vector<Note> all;
  for (double start_s = 0; start_s < kShortest_s; start_s += once_s)
    for (Note note : notes) {
      note.onset_s = on_time_grid(note.onset_s + static_cast<float>(start_s));
      all.push_back(note);
    }
  return all;
}

Result<Tune> read_tune(const fs::path& abc, const fs::path& scratch) {
  Tune tune{field_of(abc, 'T'), field_of(abc, 'C'), {}};
  TRIBUTARY_ASSIGN(const std::vector<Note> notes, read_abc_tune(abc, scratch / "tune.mid"));
  tune.piece.notes = repeated(notes);
  tune.piece.melody_parts = find_melody_parts(tune.piece.notes, false);
  return tune;
}

std::uint64_t seed_of(const Tune& tune) {
  std::uint64_t seed = 0xCBF29CE484222325;  // FNV-1a
  for (const char letter : tune.title) seed = (seed ^ static_cast<std::uint8_t>(letter)) * 0x100000001B3;
  return seed;
}

Result<std::vector<float>> play(const Arrangement& arrangement, double duration_s) {
  auto synthesizer = Synthesizer::open(kSoundFont);
  if (!synthesizer) return Error{synthesizer.error().code, synthesizer.error().message + " (timgm6mb-soundfont)"};
  return synthesizer->play(arrangement.notes, duration_s);
}

}  // namespace

Result<std::vector<Tune>> read_tunes(const fs::path& scratch) {
  std::error_code failure;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(TRIBUTARY_DEMO_TUNES, failure))
    if (entry.path().extension() == ".abc") files.push_back(entry.path());
  if (failure) return Error{ErrorCode::kIo, std::string(TRIBUTARY_DEMO_TUNES) + ": " + failure.message()};
  std::sort(files.begin(), files.end());
  std::vector<Tune> tunes;
  for (const fs::path& file : files) {
    TRIBUTARY_ASSIGN(Tune tune, read_tune(file, scratch));
    tunes.push_back(std::move(tune));
  }
  return tunes;
}

Result<fs::path> record_tune(const Tune& tune, const fs::path& folder) {
  const fs::path path = folder / (tune.title + ".flac");
  std::error_code failure;
  if (fs::exists(path, failure)) return path;
  ArrangementRange range;
  range.programs = kCatalogPrograms;
  range.made_up_chords = 1;
  const Arrangement arrangement = arrange(tune.piece, range, seed_of(tune));
  TRIBUTARY_ASSIGN(std::vector<float> samples, play(arrangement, arrangement.duration_s + 1));
  TRIBUTARY_TRY(write_coded(path, without_clipping({1, std::move(samples)}), audio::Codec::kFlac, 0));
  return path;
}

Result<Cover> play_cover(const Tune& tune, double duration_s) {
  ArrangementRange range;
  range.programs = kCoverPrograms;
  range.most_semitones = 5;
  range.tempo = {1.12, 1.2, 0.05};
  range.made_up_chords = 1;
  range.percussion = 1;
  range.ornaments = {0.1, 0.05, 0.05, 0.05, 0, 0.1, 0.02};
  // A seed that moves the key.
  for (std::uint64_t seed = seed_of(tune) + 1;; ++seed) {
    const Arrangement arrangement = arrange(tune.piece, range, seed);
    if (arrangement.transposition_semitones == 0) continue;
    TRIBUTARY_ASSIGN(std::vector<float> samples, play(arrangement, duration_s));
    return Cover{std::move(samples), arrangement.transposition_semitones, arrangement.tempo_ratio};
  }
}

}  // namespace tributary::lab
