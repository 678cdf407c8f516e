#include "royalty/dsr_record.h"

#include <algorithm>
#include <cstring>

namespace tributary::royalty {
namespace {

constexpr std::string_view kEscapedBackslash = "\\\\\\";
constexpr std::string_view kEscapedPipe = "\\\\|";
constexpr std::string_view kEscapedTab = "\\\t";

// How long the escape is that the text starts with; 0 where it starts with none.
std::size_t escape_length(std::string_view text) {
  for (const std::string_view escape : {kEscapedBackslash, kEscapedPipe, kEscapedTab})
    if (text.starts_with(escape)) return escape.size();
  return 0;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// The end of the cell that starts the text: a tab that is not escaped, or the end of the text.
std::size_t cell_end(std::string_view text, bool escapes) {
  if (!escapes) return std::min(text.find('\t'), text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\t') return i;
    i += text[i] == '\\' ? std::max<std::size_t>(1, escape_length(text.substr(i))) : 1;
  }
  return text.size();
}

}  // namespace

std::string_view DsrRecord::split(std::string_view line) {
  const bool escapes = line.find('\\') != std::string_view::npos;
  for (count_ = 0; count_ < kCells;) {
    const std::size_t end = cell_end(line, escapes);
    cells_[count_++] = line.substr(0, end);
    if (end == line.size()) break;
    line.remove_prefix(end + 1);
  }
  return has_type() ? std::string_view() : "starts with no record type";
}

bool DsrRecord::has_type() const {
  const std::string_view text = cell(1);
  if (text == "HEAD" || text == "FOOT") return true;
  if (text.size() != 4 && text.size() != 7) return false;
  if (text.size() == 7 && (text[4] != '.' || !is_digit(text[5]) || !is_digit(text[6]))) return false;
  return is_upper(text[0]) && is_upper(text[1]) && is_digit(text[2]) && is_digit(text[3]);
}

std::string_view unescape_cell(std::string_view cell, std::string& text) {
  if (cell.find_first_of("\\|") == std::string_view::npos) {
    text = cell;
    return {};
  }
  text.clear();
  for (std::size_t i = 0; i < cell.size();) {
    if (cell[i] == '|') return "has several values in a cell that takes one";
    if (cell[i] != '\\') {
      text += cell[i++];
      continue;
    }
    const std::size_t length = escape_length(cell.substr(i));
    if (length == 0) return "has a backslash that escapes nothing";
    text += cell[i + length - 1];
    i += length;
  }
  return {};
}

std::string_view first_value(std::string_view cell) { return cell.substr(0, cell.find('|')); }

std::string escape_cell(std::string_view text) {
  std::string cell;
  for (const char c : text) {
    if (c == '\t')
      cell += kEscapedTab;
    else if (c == '|')
      cell += kEscapedPipe;
    else if (c == '\\')
      cell += kEscapedBackslash;
    else
      cell += c;
  }
  return cell;
}

}  // namespace tributary::royalty
