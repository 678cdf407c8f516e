#include "lab/style/symmetric_matrix.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/check.h"

namespace tributary::lab {

EigenDecomposition eigen_decomposition(std::span<const double> matrix, std::size_t size) {
  TRIBUTARY_CHECK(matrix.size() == size * size);
  const auto n = static_cast<std::int64_t>(size);
  at::Tensor tensor = at::empty({n, n}, at::kDouble);
  std::copy(matrix.begin(), matrix.end(), tensor.data_ptr<double>());
  const auto [values, vectors] = at::linalg_eigh(tensor);  // increasing, and a column for each
  const at::Tensor rows = vectors.t().flip(0).contiguous();
  const at::Tensor falling = values.flip(0).contiguous();
  EigenDecomposition result{size, {}, {}};
  result.values.assign(falling.data_ptr<double>(), falling.data_ptr<double>() + n);
  result.vectors.assign(rows.data_ptr<double>(), rows.data_ptr<double>() + n * n);
  for (std::size_t i = 0; i < size; ++i) {
    const auto row = std::span(result.vectors).subspan(i * size, size);
    const auto largest =
        std::max_element(row.begin(), row.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
    if (*largest < 0)
      for (double& value : row) value = -value;
  }
  return result;
}

std::vector<double> power_of(const EigenDecomposition& decomposition, double exponent) {
  const std::size_t size = decomposition.size;
  std::vector<double> result(size * size);
  for (std::size_t k = 0; k < size; ++k) {
    const auto vector = std::span(decomposition.vectors).subspan(k * size, size);
    const double value = std::pow(decomposition.values[k], exponent);
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t j = 0; j < size; ++j) result[i * size + j] += value * vector[i] * vector[j];
  }
  return result;
}

}  // namespace tributary::lab
