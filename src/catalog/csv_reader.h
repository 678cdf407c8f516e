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

// Memory is bounded by the text and the limits below. Rows end with LF, CRLF or CR; blank lines are
// passed over; white space around an unquoted field is dropped. After a row with a problem reading goes
// on at the next line.
class CsvReader {
 public:
  static constexpr std::size_t kMaxFields = 256;
  static constexpr std::size_t kMaxFieldBytes = 65536;

  // The text must outlive the reader.
  explicit CsvReader(std::string_view text);
  ~CsvReader();
  CsvReader(const CsvReader &) = delete;
  CsvReader &operator=(const CsvReader &) = delete;

  std::optional<CsvRow> next();

 private:
  struct Parser;

  std::string_view take_line();
  std::optional<CsvRow> finish();
  CsvRow take_row();

  std::string_view rest_;
  int line_ = 0;
  std::unique_ptr<Parser> parser_;
};

}  // namespace tributary::catalog
