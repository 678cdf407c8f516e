// The piece inventor: pieces that nobody wrote, put together from passages of real ones.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/random/random.h"

namespace tributary::lab {

// An invented piece has two or three sections that it plays in the order of a dance or a song (AABB, ABA, ...). A
// section strings together passages of 2 to 5 s, each of another real piece of one tradition, which begin and end with
// notes of the tune and are moved to one key. It sounds like its tradition and holds no more than 5 s of any piece.
// Thread safe.
class PieceInventor {
 public:
  static constexpr double kLongestPassage_s = 5;

  // All outlive this; at least one, and each with notes.
  explicit PieceInventor(std::span<const Piece* const> sources);

  // The same sources and seed give the same piece. Traditions are as frequent as among the sources.
  Piece invent(std::uint64_t seed) const;

 private:
  using PitchClasses = std::array<double, 12>;

  struct Source {
    const Piece* piece = nullptr;
    std::vector<double> onsets;  // of the tune, increasing
    PitchClasses key{};          // how long each pitch class sounds, of unit norm
  };

  std::vector<Note> invent_section(const std::vector<std::size_t>& family, const PitchClasses& key,
                                   Random& random) const;

  std::vector<Source> sources_;
  std::map<std::string, std::vector<std::size_t>> families_;  // places of the sources of each tradition
};

}  // namespace tributary::lab
