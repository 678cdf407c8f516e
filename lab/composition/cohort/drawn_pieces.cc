#include "lab/composition/cohort/drawn_pieces.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "lab/random/random.h"

namespace tributary::lab {

std::vector<const Piece*> draw_pieces(std::span<const Piece> corpus, std::size_t count, std::uint64_t seed,
                                      std::span<const std::string> without) {
  std::map<std::string, std::map<std::string, const Piece*>> works;  // by tradition
  for (const Piece& piece : corpus)
    if (piece.split == Split::kTrain && piece.clean && !piece.notes.empty() &&
        std::find(without.begin(), without.end(), piece.tradition) == without.end())
      works[piece.tradition].try_emplace(piece.work_id, &piece);
  double sum = 0;
  for (const auto& [tradition, pieces] : works) sum += std::sqrt(static_cast<double>(pieces.size()));
  Random random(seed);
  std::vector<const Piece*> drawn;
  for (const auto& [tradition, pieces] : works) {
    std::vector<const Piece*> all;
    for (const auto& [work, piece] : pieces) all.push_back(piece);
    const double part = std::sqrt(static_cast<double>(all.size())) / sum;
    const auto most = static_cast<std::size_t>(std::lround(part * static_cast<double>(count)));
    std::vector<std::size_t> order = random.permutation(all.size());
    order.resize(std::min({most, all.size(), count - drawn.size()}));
    for (const std::size_t i : order) drawn.push_back(all[i]);
  }
  return drawn;
}

}  // namespace tributary::lab
