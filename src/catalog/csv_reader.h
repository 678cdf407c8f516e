// Splits comma-separated text (RFC 4180) into rows of fields, with the line where each row starts.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::catalog {

struct CsvRow {
  int line = 0;  // from 1; of the row's first character
  std::vector<std::string> fields;
  std::string problem;  // why the row is unusable; empty when it is sound
};

// Memory is bounded by the limits below. Rows end with LF, CRLF or CR; blank lines are
// passed over; white space around an unquoted field is dropped. After a row with a problem reading goes
// on at the next line.
class CsvReader {
 public:
  static constexpr std::size_t kMaxFields = 256;
  static constexpr std::size_t kMaxFieldBytes = 65536;
  static constexpr std::size_t kMaxBufferBytes = std::size_t{1} << 20U;  // of a field that is read and refused

  // The text must outlive the reader.
  explicit CsvReader(std::string_view text);
  ~CsvReader();
  CsvReader(const CsvReader &) = delete;
  CsvReader &operator=(const CsvReader &) = delete;

  std::optional<CsvRow> next();

 private:
  struct Parser;

  // The next line with its end, or a piece of it.
  std::string_view take_piece();
  std::optional<CsvRow> finish();
  CsvRow take_row();

  std::string_view rest_;
  int line_ = 0;
  bool within_line_ = false;  // the last piece did not end its line
  std::unique_ptr<Parser> parser_;
};

}  // namespace tributary::catalog
