// The random matrices through which the gradients of a model's layers are seen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tributary::audit {

struct LayerShape {
  std::string name;
  std::size_t inputs = 0;
  std::size_t outputs = 0;

  bool operator==(const LayerShape&) const = default;
};

// A gradient [outputs][inputs] becomes left * gradient * right^T, [left_rank][right_rank].
struct LayerProjection {
  std::size_t right_rank = 0;
  std::size_t left_rank = 0;
  std::vector<float> right;  // [right_rank][inputs]
  std::vector<float> left;   // [left_rank][outputs]

  std::size_t dimensions() const { return right_rank * left_rank; }
};

using Projection = std::vector<LayerProjection>;

// Normal numbers of variance 1 / rank, so that inner products keep their size on average (Johnson, Lindenstrauss 1984);
// a side that is no longer than `rank` is seen as it is. With rank 0 every side is, and nothing is lost.
Projection make_projection(const std::vector<LayerShape>& layers, std::size_t rank, std::uint64_t seed);

std::size_t dimensions_of(const Projection& projection);

}  // namespace tributary::audit
