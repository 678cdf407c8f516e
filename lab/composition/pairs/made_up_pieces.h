// For tests: tunes that nobody wrote.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/random/random.h"

namespace tributary::lab {

// Half a minute of random notes each, all of different works.
inline std::vector<Piece> made_up_pieces(std::size_t count, Split split, std::uint64_t seed) {
  Random random(seed);
  std::vector<Piece> pieces(count);
  for (std::size_t i = 0; i < count; ++i) {
    Piece& piece = pieces[i];
    piece.version_id = piece.work_id = std::to_string(seed) + "_" + std::to_string(i);
    piece.tradition = i % 4 == 0 ? "rare" : "frequent";
    piece.split = split;
    piece.clean = true;
    piece.melody_parts = {0};
    for (double onset_s = 0; onset_s < 30;) {
      Note note;
      note.onset_s = on_time_grid(static_cast<float>(onset_s));
      note.duration_s = on_time_grid(static_cast<float>(random.uniform(0.2, 0.6)));
      note.pitch = static_cast<std::uint8_t>(55 + random.below(24));
      note.velocity = 90;
      piece.notes.push_back(note);
      onset_s += static_cast<double>(note.duration_s);
    }
  }
  return pieces;
}

}  // namespace tributary::lab
