#include "lab/composition/training/level_tensor.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "encoder/composition_layers.h"

namespace tributary::lab {

at::Tensor level_tensor(const std::vector<std::uint8_t>& levels, std::size_t frames) {
  const auto time = static_cast<std::int64_t>(frames);
  const auto windows = static_cast<std::int64_t>(levels.size()) / (time * encoder::kConstantQBins);
  at::Tensor tensor = at::empty({windows, time, encoder::kConstantQBins}, at::kByte);
  std::copy(levels.begin(), levels.end(), tensor.data_ptr<std::uint8_t>());
  return tensor;
}

}  // namespace tributary::lab
