// The weights this program is built with.
#pragma once

#include <cstddef>
#include <span>

namespace tributary::encoder {

// The bytes of models/composition.tensors and models/style.tensors, which are tensor files.
std::span<const std::byte> shipped_composition_weights();
std::span<const std::byte> shipped_style_weights();

// The bytes of models/composition.cohort, a composition cohort (docs/formats/composition.md).
std::span<const std::byte> shipped_composition_cohort();

}  // namespace tributary::encoder
