// Drawn pieces: works that stand for the played part of a standing cohort.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"

namespace tributary::lab {

// A piece of each of at most `count` works of the training split that may be shipped, of all traditions but those of
// `without`. The seed draws them. Traditions have parts in proportion to the square roots of their numbers of works: a
// query of a rare one meets a few members of its kind as well. By tradition, then as drawn; the pieces point into
// `corpus`.
std::vector<const Piece*> draw_pieces(std::span<const Piece> corpus, std::size_t count, std::uint64_t seed,
                                      std::span<const std::string> without = {});

}  // namespace tributary::lab
