// Symmetric matrices by their eigenvalues.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tributary::lab {

struct EigenDecomposition {
  std::size_t size = 0;
  std::vector<double> values;   // decreasing
  std::vector<double> vectors;  // [size][size], a row for each value; the largest of its numbers is positive
};

// `matrix` is [size][size], symmetric and finite.
EigenDecomposition eigen_decomposition(std::span<const double> matrix, std::size_t size);

// The matrix with its eigenvalues, which must be positive, raised to `exponent`: [size][size].
std::vector<double> power_of(const EigenDecomposition& decomposition, double exponent);

}  // namespace tributary::lab
