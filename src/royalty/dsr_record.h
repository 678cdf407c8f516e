// One record of a DDEX flat file: its cells, and how their text is escaped.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace tributary::royalty {

// Cells are separated by tabs (DSR Part 1, clause 7.3); "\" before a tab, "\\" before a pipe and "\\\" for a backslash
// make them part of the text (clause 6.6.4 of the edition of 2016). The views are of the line that was split.
class DsrRecord {
 public:
  static constexpr std::size_t kCells = 20;  // further ones are not looked at

  // Why the line cannot be split, or empty.
  std::string_view split(std::string_view line);

  // "SY" of "SY02.04": the kind; and the four characters before the point.
  std::string_view kind() const { return cell(1).substr(0, 2); }
  std::string_view type() const { return cell(1).substr(0, 4); }
  // Whether the first cell is a record type: two letters and two digits, with a version such as ".04" or none; or
  // HEAD or FOOT.
  bool has_type() const;

  // As DDEX counts them, from 1; still escaped; empty where the record has no such cell.
  std::string_view cell(std::size_t number) const { return number <= count_ ? cells_[number - 1] : std::string_view(); }

 private:
  std::array<std::string_view, kCells> cells_;
  std::size_t count_ = 0;
};

// The text of a cell with one value, without its escapes: into `text`. Gives why it has none, or empty.
std::string_view unescape_cell(std::string_view cell, std::string& text);

// The first value of a cell that may hold several.
std::string_view first_value(std::string_view cell);

// What unescape_cell makes the text of again. The text holds no line break.
std::string escape_cell(std::string_view text);

}  // namespace tributary::royalty
