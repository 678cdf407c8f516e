#include "audit/projection.h"

#include <cmath>

#include "audit/draws.h"
#include "audit/generator.h"

namespace tributary::audit {
namespace {

std::vector<float> side(std::size_t rank, std::size_t length, std::uint64_t seed) {
  if (rank < length) {
    std::vector<float> matrix = noise_of(seed, rank * length);
    const float scale = 1 / std::sqrt(static_cast<float>(rank));
    for (float& value : matrix) value *= scale;
    return matrix;
  }
  std::vector<float> identity(length * length);
  for (std::size_t i = 0; i < length; ++i) identity[i * (length + 1)] = 1;
  return identity;
}

std::size_t rank_of(std::size_t rank, std::size_t length) { return rank == 0 || rank > length ? length : rank; }

}  // namespace

Projection make_projection(const std::vector<LayerShape>& layers, std::size_t rank, std::uint64_t seed) {
  Projection projection;
  const std::vector<Draw> seeds = make_draws(2 * layers.size(), seed);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    LayerProjection layer;
    layer.right_rank = rank_of(rank, layers[i].inputs);
    layer.left_rank = rank_of(rank, layers[i].outputs);
    layer.right = side(layer.right_rank, layers[i].inputs, seeds[2 * i].seed);
    layer.left = side(layer.left_rank, layers[i].outputs, seeds[2 * i + 1].seed);
    projection.push_back(std::move(layer));
  }
  return projection;
}

std::size_t dimensions_of(const Projection& projection) {
  std::size_t sum = 0;
  for (const LayerProjection& layer : projection) sum += layer.dimensions();
  return sum;
}

std::int64_t tag_number(const GeneratorInfo& info, const std::string& tag) {
  std::size_t number = 0;
  while (number < info.tags.size() && info.tags[number] != tag) ++number;
  return static_cast<std::int64_t>(number);
}

}  // namespace tributary::audit
