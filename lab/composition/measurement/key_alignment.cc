#include "lab/composition/measurement/key_alignment.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

namespace tributary::lab {
namespace {

constexpr std::size_t kClasses = 12;

// Cosines of all pairs of frames, [query][reference], the query so many semitones higher.
void fill_similarity(const PitchClassFrames& query, std::size_t roll, const PitchClassFrames& reference,
                     std::vector<float>& similarity) {
  std::fill(similarity.begin(), similarity.end(), 0.0F);
  const std::size_t columns = reference.frames;
  for (std::size_t row = 0; row < query.frames; ++row) {
    float* sums = similarity.data() + row * columns;
    for (std::size_t value = 0; value < query.channels * kClasses; ++value) {
      const std::size_t from = value - value % kClasses + (value % kClasses + kClasses - roll) % kClasses;
      const float factor = query.values[from * query.frames + row];
      const float* other = reference.values.data() + value * columns;
      for (std::size_t column = 0; column < columns; ++column) sums[column] += factor * other[column];
    }
  }
}

}  // namespace

SubsequenceAlignment align_over_keys(const PitchClassFrames& query, const PitchClassFrames& reference) {
  SubsequenceAlignment best;
  best.score = -1;
  if (query.frames == 0 || reference.frames == 0 || query.channels != reference.channels) return best;
  std::vector<float> similarity(query.frames * reference.frames);
  for (std::size_t roll = 0; roll < kClasses; ++roll) {
    fill_similarity(query, roll, reference, similarity);
    const SubsequenceAlignment found = align_subsequence(similarity, query.frames, reference.frames);
    if (found.score > best.score) best = found;
  }
  return best;
}

float nearest_segments(const SegmentVectors& query, const SegmentVectors& reference) {
  float nearest = -1;
  if (query.dimensions != reference.dimensions) return nearest;
  const auto dimensions = static_cast<std::ptrdiff_t>(query.dimensions);
  for (auto a = query.values.begin(); a != query.values.end(); a += dimensions)
    for (auto b = reference.values.begin(); b != reference.values.end(); b += dimensions)
      nearest = std::max(nearest, std::inner_product(a, a + dimensions, b, 0.0F));
  return nearest;
}

}  // namespace tributary::lab
