#include "report/page_assets.h"

#include <cstddef>

// The files become part of the program as they are.
__asm__(
    ".section .rodata\n"
    "tributary_page_style:\n"
    ".incbin \"" TRIBUTARY_PAGE_STYLE
    "\"\n"
    "tributary_page_style_end:\n"
    "tributary_page_script:\n"
    ".incbin \"" TRIBUTARY_PAGE_SCRIPT
    "\"\n"
    "tributary_page_script_end:\n"
    "tributary_statement_style:\n"
    ".incbin \"" TRIBUTARY_STATEMENT_STYLE
    "\"\n"
    "tributary_statement_style_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" {
extern const char tributary_page_style[];           // NOLINT: their lengths are the assembler's
extern const char tributary_page_style_end[];       // NOLINT
extern const char tributary_page_script[];          // NOLINT
extern const char tributary_page_script_end[];      // NOLINT
extern const char tributary_statement_style[];      // NOLINT
extern const char tributary_statement_style_end[];  // NOLINT
}

namespace tributary::report {

std::string_view page_style() {
  return {tributary_page_style, static_cast<std::size_t>(tributary_page_style_end - tributary_page_style)};
}

std::string_view page_script() {
  return {tributary_page_script, static_cast<std::size_t>(tributary_page_script_end - tributary_page_script)};
}

std::string_view statement_style() {
  return {tributary_statement_style,
          static_cast<std::size_t>(tributary_statement_style_end - tributary_statement_style)};
}

}  // namespace tributary::report
