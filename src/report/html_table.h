// Rows of tables whose cells the documentation states.
#pragma once

#include <string>
#include <string_view>

namespace tributary::report {

// A <tr> of "first | second | third": the first cell heads the row, or all cells head their columns.
std::string row_html(std::string_view cells, bool is_head = false);

}  // namespace tributary::report
