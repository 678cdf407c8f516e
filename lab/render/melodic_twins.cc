#include "lab/render/melodic_twins.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace tributary::lab {
namespace {

constexpr std::size_t kRunIntervals = 24;
constexpr std::size_t kDifferentIntervals = 5;
constexpr int kSharedRuns = 12;
constexpr std::size_t kMostOwners = 20;  // a run that more pieces have is a formula of the style

std::string intervals_of(const Piece& piece) {
  std::string intervals;
  int before = -1;
  for (const Note& note : piece.notes) {
    if (std::find(piece.melody_parts.begin(), piece.melody_parts.end(), note.part) == piece.melody_parts.end())
      continue;
    if (before >= 0) intervals.push_back(static_cast<char>(note.pitch - before));
    before = note.pitch;
  }
  return intervals;
}

std::set<std::string> runs_of(const Piece& piece) {
  const std::string intervals = intervals_of(piece);
  std::set<std::string> runs;
  for (std::size_t start = 0; start + kRunIntervals <= intervals.size(); ++start) {
    std::string run = intervals.substr(start, kRunIntervals);
    if (std::set<char>(run.begin(), run.end()).size() >= kDifferentIntervals) runs.insert(std::move(run));
  }
  return runs;
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> find_melodic_twins(std::span<const Piece> pieces) {
  std::map<std::string, std::vector<std::size_t>> owners;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    for (const std::string& run : runs_of(pieces[i])) owners[run].push_back(i);
  std::map<std::pair<std::size_t, std::size_t>, int> shared;
  for (const auto& [run, indices] : owners) {
    if (indices.size() > kMostOwners) continue;
    for (std::size_t a = 0; a < indices.size(); ++a)
      for (std::size_t b = a + 1; b < indices.size(); ++b)
        if (pieces[indices[a]].work_id != pieces[indices[b]].work_id) ++shared[{indices[a], indices[b]}];
  }
  std::vector<std::pair<std::size_t, std::size_t>> twins;
  for (const auto& [pair, runs] : shared)
    if (runs >= kSharedRuns) twins.push_back(pair);
  return twins;
}

}  // namespace tributary::lab
