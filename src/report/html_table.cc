#include "report/html_table.h"

#include <algorithm>

#include <fmt/core.h>

#include "report/html_text.h"

namespace tributary::report {

std::string row_html(std::string_view cells, bool is_head) {
  std::string text = "<tr>";
  for (bool is_first = true;; is_first = false) {
    const std::size_t end = std::min(cells.find('|'), cells.size());
    std::string_view cell = cells.substr(0, end);
    while (cell.starts_with(' ')) cell.remove_prefix(1);
    while (cell.ends_with(' ')) cell.remove_suffix(1);
    const char* tag = is_head ? "th scope=\"col\"" : is_first ? "th scope=\"row\"" : "td";
    text += fmt::format("<{}>{}</{}>", tag, escaped(cell), std::string_view(tag).substr(0, 2));
    if (end == cells.size()) return text + "</tr>\n";
    cells.remove_prefix(end + 1);
  }
}

}  // namespace tributary::report
