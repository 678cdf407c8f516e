// A synthesizer: plays notes with the instruments of a SoundFont, as samples, faster than real time.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/composition/mixing/sounding.h"
#include "tributary/result.h"

namespace tributary::lab {

// Dry: without reverb and chorus. The same notes give the same samples, whatever was played before. Move only, not
// thread safe; any number may play at once.
class Synthesizer {
 public:
  static constexpr int kRateHz = 44100;

  // kNotFound or kCorrupt name the SoundFont.
  static Result<Synthesizer> open(const std::filesystem::path& soundfont);
  Synthesizer(Synthesizer&&) noexcept;
  Synthesizer& operator=(Synthesizer&&) noexcept;
  ~Synthesizer();

  // The name that the SoundFont gives to an instrument; empty where it has none.
  std::string instrument_name(Sounding sounding);

  // Mono samples at kRateHz, about -20 dB of full scale for a loud note; notes add up and may exceed full scale.
  // `notes` are ordered by onset, as in a Piece. Parts with an instrument that the SoundFont lacks stay silent.
  std::vector<float> play(std::span<const Note> notes, double duration_s);

 private:
  struct State;
  explicit Synthesizer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tributary::lab
