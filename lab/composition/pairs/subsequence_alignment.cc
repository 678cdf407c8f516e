#include "lab/composition/pairs/subsequence_alignment.h"

#include <array>
#include <cstdint>
#include <vector>

namespace tributary::lab {
namespace {

constexpr float kImpossible = -1e9F;
constexpr std::size_t kMargin = 2;  // columns before the first that no path may come from

// Best sums of paths that end in each column, and where those paths began.
struct Row {
  explicit Row(std::size_t columns) : sum(columns + kMargin, kImpossible), begin(columns + kMargin, 0) {}
  std::vector<float> sum;
  std::vector<std::int32_t> begin;
};

}  // namespace

SubsequenceAlignment align_subsequence(std::span<const float> similarity, std::size_t query, std::size_t reference) {
  std::array<Row, 3> rows = {Row(reference), Row(reference), Row(reference)};
  for (std::size_t column = 0; column < reference; ++column) {
    rows[0].sum[column + kMargin] = similarity[column];
    rows[0].begin[column + kMargin] = static_cast<std::int32_t>(column);
  }
  for (std::size_t frame = 1; frame < query; ++frame) {
    Row& row = rows[frame % 3];
    const Row& one = rows[(frame + 2) % 3];  // one query frame back
    const Row& two = rows[(frame + 1) % 3];
    const float* here = similarity.data() + frame * reference;
    const float* before = here - reference;
    const bool has_two = frame >= 2;
    for (std::size_t column = 0; column < reference; ++column) {
      const std::size_t place = column + kMargin;
      float sum = one.sum[place - 1];
      std::int32_t begin = one.begin[place - 1];
      const float slow = one.sum[place - 2];
      begin = slow > sum ? one.begin[place - 2] : begin;
      sum = slow > sum ? slow : sum;
      const float fast = has_two ? two.sum[place - 1] + before[column] : kImpossible;
      begin = fast > sum ? two.begin[place - 1] : begin;
      sum = fast > sum ? fast : sum;
      row.sum[place] = sum + here[column];
      row.begin[place] = begin;
    }
  }
  const Row& last = rows[(query - 1) % 3];
  SubsequenceAlignment best;
  best.score = kImpossible;
  for (std::size_t column = 0; column < reference; ++column) {
    if (last.sum[column + kMargin] <= best.score) continue;
    best.score = last.sum[column + kMargin];
    best.begin = static_cast<std::size_t>(last.begin[column + kMargin]);
    best.end = column;
  }
  best.score /= static_cast<float>(query);
  return best;
}

}  // namespace tributary::lab
