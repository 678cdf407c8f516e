// Constant-Q levels as a tensor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

namespace tributary::lab {

// uint8 [windows, frames, 216] on the processor, of as many windows as `levels` holds.
at::Tensor level_tensor(const std::vector<std::uint8_t>& levels, std::size_t frames);

}  // namespace tributary::lab
