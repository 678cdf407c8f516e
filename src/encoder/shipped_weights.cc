#include "encoder/shipped_weights.h"

// The file becomes part of the program as it is; a generated source would be five times as long and slow to compile.
__asm__(
    ".section .rodata\n"
    ".balign 16\n"
    "tributary_composition_weights:\n"
    ".incbin \"" TRIBUTARY_COMPOSITION_WEIGHTS
    "\"\n"
    "tributary_composition_weights_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" {
extern const std::byte tributary_composition_weights[];      // NOLINT: its length is the assembler's
extern const std::byte tributary_composition_weights_end[];  // NOLINT
}

namespace tributary::encoder {

std::span<const std::byte> shipped_composition_weights() {
  return {tributary_composition_weights, tributary_composition_weights_end};
}

}  // namespace tributary::encoder
