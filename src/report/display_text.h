// Foreign text on a terminal: made harmless, measured in columns, and fitted to a width.
#pragma once

#include <string>
#include <string_view>

namespace tributary::report {

// The text with everything escaped that could steer a terminal or reorder its line: control characters
// as \x1b, bidirectional controls as \u202e; bytes that are not UTF-8 become U+FFFD.
std::string printable(std::string_view text);

// Columns that a terminal gives to printable text: combining marks none, East Asian wide characters and
// emoji two, everything else one.
int display_columns(std::string_view text);

// Printable text cut with "…" or padded with blanks to exactly this many columns (columns >= 1).
std::string fitted(std::string_view text, int columns);

}  // namespace tributary::report
