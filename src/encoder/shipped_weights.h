// The weights this program is built with.
#pragma once

#include <cstddef>
#include <span>

namespace tributary::encoder {

// The bytes of models/composition.tensors, a tensor file.
std::span<const std::byte> shipped_composition_weights();

}  // namespace tributary::encoder
