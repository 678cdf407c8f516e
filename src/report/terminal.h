// What the reader's terminal can show: its width, and whether colours are welcome.
#pragma once

#include <string>
#include <string_view>

namespace tributary::report {

struct Terminal {
  int columns = 80;
  bool colour = false;
};

// The terminal behind a file descriptor. Colour needs a terminal, TERM other than "dumb" and no NO_COLOR
// (no-color.org); a width comes from the terminal, else from COLUMNS, else it is 80.
Terminal terminal_of(int file_descriptor);

enum class Colour { kBold, kDim, kRed, kGreen, kYellow, kBlue, kMagenta, kCyan };

// The text in a colour where the terminal takes colours, unchanged elsewhere.
std::string painted(std::string_view text, Colour colour, const Terminal& terminal);

}  // namespace tributary::report
