#include "encoder/shipped_weights.h"

// The files become part of the program as they are; generated sources would be five times as long and slow to compile.
#define TRIBUTARY_SHIP(symbol, file)                       \
  __asm__(                                                 \
      ".section .rodata\n"                                 \
      ".balign 16\n" symbol                                \
      ":\n"                                                \
      ".incbin \"" TRIBUTARY_MODELS "/" file "\"\n" symbol \
      "_end:\n"                                            \
      ".byte 0\n"                                          \
      ".previous\n")

TRIBUTARY_SHIP("tributary_composition_weights", "composition.tensors");
TRIBUTARY_SHIP("tributary_composition_cohort", "composition.cohort");
TRIBUTARY_SHIP("tributary_style_weights", "style.tensors");

extern "C" {
// NOLINTBEGIN: their lengths are the assembler's
extern const std::byte tributary_composition_weights[];
extern const std::byte tributary_composition_weights_end[];
extern const std::byte tributary_composition_cohort[];
extern const std::byte tributary_composition_cohort_end[];
extern const std::byte tributary_style_weights[];
extern const std::byte tributary_style_weights_end[];
// NOLINTEND
}

namespace tributary::encoder {

std::span<const std::byte> shipped_composition_weights() {
  return {tributary_composition_weights, tributary_composition_weights_end};
}

std::span<const std::byte> shipped_composition_cohort() {
  return {tributary_composition_cohort, tributary_composition_cohort_end};
}

std::span<const std::byte> shipped_style_weights() { return {tributary_style_weights, tributary_style_weights_end}; }

}  // namespace tributary::encoder
