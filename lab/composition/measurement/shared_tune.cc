#include "lab/composition/measurement/shared_tune.h"

#include <algorithm>
#include <utility>

#include "lab/composition/mixing/version_plan.h"

namespace tributary::lab {

std::vector<std::uint8_t> tune_pitches(const Piece& piece, double start_s, double end_s) {
  constexpr double kTogether_s = 0.02;
  const std::vector<std::uint8_t> tune = tune_parts(piece);
  std::vector<std::uint8_t> pitches;
  double last_s = -1;
  for (const Note& note : piece.notes) {
    const double onset_s = static_cast<double>(note.onset_s);
    if (onset_s < start_s || onset_s >= end_s || onset_s - last_s < kTogether_s) continue;
    if (std::find(tune.begin(), tune.end(), note.part) == tune.end()) continue;
    last_s = onset_s;
    pitches.push_back(note.pitch);
  }
  return pitches;
}

int shared_tune(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  int best = 0;
  std::vector<int> before(b.size() + 1);
  std::vector<int> here(b.size() + 1);
  for (int key = 0; key < 12; ++key) {
    std::fill(before.begin(), before.end(), 0);
    for (const std::uint8_t pitch : a) {
      for (std::size_t j = 0; j < b.size(); ++j) {
        const int straight = before[j] + ((pitch + key) % 12 == b[j] % 12 ? 1 : -1);
        here[j + 1] = std::max({0, straight, before[j + 1] - 2, here[j] - 2});
        best = std::max(best, here[j + 1]);
      }
      std::swap(before, here);
    }
  }
  return best;
}

}  // namespace tributary::lab
