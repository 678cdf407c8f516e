// One cell of comma-separated text (RFC 4180), on its way in and out.
#pragma once

#include <string>
#include <string_view>

namespace tributary::royalty {

// Takes the cell at the start of `rest`; what is left starts with the comma or line feed behind it, or is empty. The
// cell is a view of `rest`, or of `unquoted` where quotation marks stood inside it; blanks around a cell without
// quotation marks are dropped. Gives why there is no cell, or nothing.
std::string_view take_csv_cell(std::string_view& rest, std::string& unquoted, std::string_view& cell);

// What take_csv_cell gives the text for.
std::string csv_cell(std::string_view text);

}  // namespace tributary::royalty
