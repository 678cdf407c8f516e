// Splits a usage report into lines, numbered as in the report they came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "royalty/usage_source.h"
#include "tributary/result.h"

namespace tributary::royalty {

// What the first line of a file of refused lines says; see docs/formats/usage.md.
struct CorrectionMark {
  std::string report_sha256;  // of the report that the lines were refused from

  bool operator==(const CorrectionMark&) const = default;
};

std::string correction_first_line(const CorrectionMark& mark);
// "#17: reason", the line above a refused one, which was line 17 of the report.
std::string refusal_line(std::int64_t line, std::string_view reason);

// Lines end with LF or CRLF; a byte order mark at the start is passed over. Memory is bounded by kMaxLineBytes.
class UsageLines {
 public:
  static constexpr std::size_t kMaxLineBytes = std::size_t{1} << 20;
  static constexpr std::int64_t kMaxLines = 0xffff'ffff;

  // `name` is how errors call the file.
  UsageLines(ByteReader read, std::string name);

  // Reads the mark of a correction, where the file starts with one. Call once, before next(). kInvalidInput where the
  // mark is malformed.
  Result<void> begin();
  const std::optional<CorrectionMark>& correction() const { return correction_; }

  // Goes to the next line; false after the last one. In a correction it passes over the marks of refused lines.
  // kLimit where a line or the file is longer than the limits.
  Result<bool> next();

  std::string_view text() const { return text_; }  // without its end; valid until next()
  std::int64_t line() const { return line_; }      // in this file, from 1
  // The line's number in its report: that of its mark in a correction, 0 for a line without one there.
  std::int64_t report_line() const { return report_line_; }

  // "usage.csv:17"
  std::string place() const;
  const std::string& name() const { return name_; }

 private:
  Result<bool> next_raw();
  Result<void> fill();

  ByteReader read_;
  std::string name_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of what is not yet given out
  std::size_t end_ = 0;
  bool at_end_ = false;
  bool pending_ = false;  // the current line was read ahead and not given out
  std::string_view text_;
  std::int64_t line_ = 0;
  std::int64_t report_line_ = 0;
  std::optional<CorrectionMark> correction_;
};

}  // namespace tributary::royalty
