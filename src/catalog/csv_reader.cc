#include "catalog/csv_reader.h"

#include <algorithm>
#include <utility>

#include <csv.h>
#include <fmt/core.h>

#include "base/check.h"

namespace tributary::catalog {
namespace {

constexpr std::size_t kBufferStepBytes = 4096;
constexpr std::size_t kPieceBytes = std::size_t{64} << 10U;

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r\n") == std::string_view::npos; }

}  // namespace

// libcsv's state and the row it is filling.
struct CsvReader::Parser {
  Parser() { start(); }
  ~Parser() { csv_free(&state); }
  Parser(const Parser &) = delete;
  Parser &operator=(const Parser &) = delete;

  void start() {
    TRIBUTARY_CHECK(csv_init(&state, CSV_STRICT | CSV_STRICT_FINI) == 0);
    csv_set_blk_size(&state, kBufferStepBytes);
  }
  void restart() {
    csv_free(&state);
    start();
  }

  static void on_field(void *bytes, std::size_t length, void *self) {
    CsvRow &row = static_cast<Parser *>(self)->row;
    if (row.fields.size() == kMaxFields) {
      row.problem = fmt::format("has more than {} fields", kMaxFields);
    } else if (length > kMaxFieldBytes) {
      row.problem = fmt::format("field {} is longer than {} bytes", row.fields.size() + 1, kMaxFieldBytes);
      row.fields.emplace_back();
    } else {
      row.fields.emplace_back(static_cast<const char *>(bytes), length);
    }
  }
  static void on_row(int, void *self) { static_cast<Parser *>(self)->complete = true; }

  csv_parser state{};
  CsvRow row;
  bool begun = false;
  bool complete = false;
};

CsvReader::CsvReader(std::string_view text) : rest_(text), parser_(std::make_unique<Parser>()) {}
CsvReader::~CsvReader() = default;

std::optional<CsvRow> CsvReader::next() {
  // One line at a time, because libcsv does not say where it is; a long one in pieces, because it keeps what it is
  // given.
  while (!rest_.empty()) {
    const std::string_view line = take_piece();
    if (!parser_->begun && is_blank(line)) continue;
    if (!std::exchange(parser_->begun, true)) parser_->row.line = line_;
    const std::size_t used =
        csv_parse(&parser_->state, line.data(), line.size(), &Parser::on_field, &Parser::on_row, parser_.get());
    if (used != line.size()) {
      parser_->row.problem = parser_->row.line == line_
                                 ? "has a quotation mark inside a field that is not quoted as a whole"
                                 : fmt::format("has a stray quotation mark before or on line {}", line_);
      parser_->restart();
      while (within_line_) take_piece();
      return take_row();
    }
    if (parser_->complete) return take_row();
    if (csv_get_buffer_size(&parser_->state) > kMaxBufferBytes) {
      parser_->row.problem = fmt::format("field {} is longer than {} bytes; the rest of the file is not read",
                                         parser_->row.fields.size() + 1, kMaxBufferBytes);
      parser_->restart();
      rest_ = {};
      return take_row();
    }
  }
  return finish();
}

std::optional<CsvRow> CsvReader::finish() {
  if (!parser_->begun) return std::nullopt;
  if (csv_fini(&parser_->state, &Parser::on_field, &Parser::on_row, parser_.get()) != 0) {
    parser_->row.problem = "opens a quotation mark that is never closed; the rest of the file was read as one field";
    parser_->restart();
  }
  return take_row();
}

CsvRow CsvReader::take_row() {
  parser_->begun = false;
  parser_->complete = false;
  return std::exchange(parser_->row, CsvRow{});
}

std::string_view CsvReader::take_piece() {
  if (!within_line_) ++line_;
  std::size_t end = rest_.substr(0, kPieceBytes).find_first_of("\r\n");
  within_line_ = end == std::string_view::npos && rest_.size() > kPieceBytes;
  if (end == std::string_view::npos)
    end = std::min(rest_.size(), kPieceBytes);
  else
    end += rest_.substr(end, 2) == "\r\n" ? 2U : 1U;
  const std::string_view piece = rest_.substr(0, end);
  rest_.remove_prefix(end);
  return piece;
}

}  // namespace tributary::catalog
