#include "royalty/csv_cell.h"

#include <algorithm>

namespace tributary::royalty {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

constexpr std::string_view kNotClosed = "opens a quotation mark that its line does not close";

}  // namespace

std::string_view take_csv_cell(std::string_view& rest, std::string& unquoted, std::string_view& cell) {
  std::string_view text = rest;
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (!text.starts_with('"')) {
    const auto end = static_cast<std::size_t>(
        std::find_if(rest.begin(), rest.end(), [](char c) { return c == ',' || c == '\n'; }) - rest.begin());
    cell = trimmed(rest.substr(0, end));
    if (cell.find('"') != std::string_view::npos)
      return "has a quotation mark inside a field that is not quoted as a whole";
    rest.remove_prefix(end);
    return {};
  }
  text.remove_prefix(1);
  std::size_t end = text.find('"');
  if (end == std::string_view::npos) return kNotClosed;
  cell = text.substr(0, end);
  text.remove_prefix(end + 1);
  if (text.starts_with('"')) {
    unquoted = cell;
    while (text.starts_with('"')) {
      end = text.find('"', 1);
      if (end == std::string_view::npos) return kNotClosed;
      unquoted += text.substr(0, end);
      text.remove_prefix(end + 1);
    }
    cell = unquoted;
  }
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  if (!text.empty() && !text.starts_with(',') && !text.starts_with('\n'))
    return "has text behind a closing quotation mark";
  rest = text;
  return {};
}

std::string csv_cell(std::string_view text) {
  const bool plain = text.find_first_of(",\"\n\r") == std::string_view::npos && trimmed(text).size() == text.size();
  if (plain) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

}  // namespace tributary::royalty
