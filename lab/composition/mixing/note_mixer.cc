#include "lab/composition/mixing/note_mixer.h"

#include <cmath>
#include <string>
#include <tuple>

#include "lab/composition/mixing/level_scale.h"

namespace tributary::lab {

Timbres timbres_of(std::span<const Instrument> instruments) {
  Timbres timbres;
  for (const Instrument& instrument : instruments)
    if (!instrument.notes.empty())
      timbres.try_emplace({instrument.drum ? std::uint8_t{0} : instrument.program, instrument.drum},
                          timbre_of(instrument));
  return timbres;
}

// Every instrument of a part becomes a part of its own, as a synthesizer has it.
Result<PowerWindow> mix_notes(const Timbres& timbres, std::span<const Note> notes, double start_s, double duration_s) {
  VersionPlan plan{.tempo = TempoMap::steady(start_s, 1, duration_s), .parts = {}, .added = {}};
  plan.looseness_s = 0;
  plan.touch_db = 0;
  Piece piece;
  std::map<std::tuple<std::uint8_t, std::uint8_t, bool>, std::size_t> parts;
  for (Note note : notes) {
    const std::size_t part = parts.try_emplace({note.part, note.program, note.drum}, parts.size()).first->second;
    if (part >= plan.parts.size()) return Error{ErrorCode::kInvalidInput, "more than 256 instruments play"};
    const auto timbre = timbres.find(sounding_of(note));
    if (timbre == timbres.end() || timbre->second.notes.empty())
      return Error{
          ErrorCode::kInvalidInput,
          "there is no timbre of " + (note.drum ? std::string("drums") : "program " + std::to_string(note.program))};
    plan.parts[part].timbre = &timbre->second;
    plan.parts[part].sounds = true;
    note.part = static_cast<std::uint8_t>(part);
    piece.notes.push_back(note);
  }
  Random unused(0);
  return render_version(piece, plan, static_cast<std::size_t>(std::floor(duration_s * kConstantQFramesPerSecond)),
                        unused);
}

}  // namespace tributary::lab
