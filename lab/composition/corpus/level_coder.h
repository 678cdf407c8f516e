// Packs the levels of a constant-Q spectrum: each is predicted from the frame before and the bin below.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lab/composition/corpus/range_coder.h"

namespace tributary::lab {

// What is learned of how levels differ from their predictions, the same way on both sides.
class LevelModels {
 public:
  // Codes one matrix of rows of `bins` levels; `coder` has a member code(BitModel&, bool&).
  template <typename Coder>
  void code(Coder& coder, std::span<std::uint8_t> levels, std::size_t bins) {
    for (std::size_t cell = 0; cell < levels.size(); ++cell) code_cell(coder, levels, cell, bins);
  }

 private:
  static constexpr std::size_t kUnary = 20;  // larger differences follow in eight plain bits

  template <typename Coder>
  void code_cell(Coder& coder, std::span<std::uint8_t> levels, std::size_t cell, std::size_t bins) {
    const std::size_t bin = cell % bins;
    const bool first_frame = cell < bins;
    const int before = first_frame ? 0 : levels[cell - bins];
    const int below = bin == 0 ? 0 : levels[cell - 1];
    const int below_before = first_frame || bin == 0 ? 0 : levels[cell - bins - 1];
    const int above_before = first_frame || bin + 1 == bins ? 0 : levels[cell - bins + 1];
    const int turn = below == 0 || below_before == 0 ? 0 : below - below_before;
    const int predicted = first_frame ? below : before == 0 ? below : before + turn / 2;

    const std::size_t silent_neighbours =
        (before == 0 ? 1U : 0U) + (below == 0 ? 2U : 0U) + (above_before == 0 ? 4U : 0U) + (first_frame ? 8U : 0U);
    bool sounds = levels[cell] != 0;
    coder.code(sounds_[silent_neighbours], sounds);
    if (!sounds) {
      levels[cell] = 0;
      return;
    }
    const int size = turn < 0 ? -turn : turn;
    const std::size_t context = first_frame || before == 0 ? 0U : size == 0 ? 1U : size < 3 ? 2U : size < 8 ? 3U : 4U;
    levels[cell] =
        static_cast<std::uint8_t>(predicted + code_difference(coder, levels[cell] - predicted, context, turn));
  }

  template <typename Coder>
  int code_difference(Coder& coder, int difference, std::size_t context, int turn) {
    bool negative = difference < 0;
    unsigned size = static_cast<unsigned>(negative ? -difference : difference);
    std::size_t step = 0;
    for (bool more = true; step < kUnary; ++step) {
      more = size > step;
      coder.code(larger_[context][step], more);
      if (!more) break;
    }
    if (step < kUnary)
      size = static_cast<unsigned>(step);
    else
      size = code_plain(coder, size);
    if (size != 0) coder.code(negative_[context][turn < 0 ? 0U : turn == 0 ? 1U : 2U], negative);
    return negative ? -static_cast<int>(size) : static_cast<int>(size);
  }

  template <typename Coder>
  unsigned code_plain(Coder& coder, unsigned size) {
    unsigned node = 1;
    for (unsigned bit = 8; bit-- > 0;) {
      bool set = ((size >> bit) & 1U) != 0;
      coder.code(plain_[node], set);
      node = node * 2 + (set ? 1U : 0U);
    }
    return node & 0xFFU;
  }

  std::array<BitModel, 16> sounds_{};
  std::array<std::array<BitModel, kUnary>, 5> larger_{};
  std::array<std::array<BitModel, 3>, 5> negative_{};
  std::array<BitModel, 256> plain_{};
};

// The two sides of LevelModels::code.
struct LevelEncoder {
  RangeEncoder range;
  void code(BitModel& model, bool& bit) { range.put(model, bit); }
};
struct LevelDecoder {
  RangeDecoder range;
  void code(BitModel& model, bool& bit) { bit = range.get(model); }
};

}  // namespace tributary::lab
