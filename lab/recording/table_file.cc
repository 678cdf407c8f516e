#include "lab/recording/table_file.h"

#include <algorithm>
#include <charconv>

#include "base/file.h"
#include "catalog/csv_reader.h"

namespace tributary::lab {
namespace {

Error bad(const std::string& place, const std::string& reason) {
  return {ErrorCode::kInvalidInput, place + ": " + reason};
}

Result<void> check_header(const std::filesystem::path& path, const std::vector<std::string>& header,
                          std::span<const std::string> columns) {
  for (const std::string& column : columns) {
    if (std::find(header.begin(), header.end(), column) == header.end()) {
      return bad(path.string(), "has no column \"" + column + "\"");
    }
  }
  return {};
}

}  // namespace

Result<std::vector<TableRow>> read_table(const std::filesystem::path& path, std::span<const std::string> columns) {
  TRIBUTARY_ASSIGN(const base::MappedFile file, base::MappedFile::open(path));
  const auto bytes = file.bytes();
  catalog::CsvReader reader({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  const auto header = reader.next();
  if (!header) return bad(path.string(), "is empty");
  TRIBUTARY_TRY(check_header(path, header->fields, columns));
  std::vector<TableRow> rows;
  while (auto row = reader.next()) {
    const std::string place = path.string() + ":" + std::to_string(row->line);
    if (!row->problem.empty()) return bad(place, row->problem);
    if (row->fields.size() != header->fields.size()) return bad(place, "has another number of fields than the header");
    TableRow named{place, {}};
    for (std::size_t i = 0; i < row->fields.size(); ++i) named.fields[header->fields[i]] = row->fields[i];
    rows.push_back(std::move(named));
  }
  return rows;
}

Result<double> number_field(const TableRow& row, const std::string& column) {
  const std::string& text = row.fields.at(column);
  double number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size() || text.empty()) {
    return bad(row.place, column + " is no number: \"" + text + "\"");
  }
  return number;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char character : text) quoted += character == '"' ? std::string("\"\"") : std::string(1, character);
  return quoted + "\"";
}

}  // namespace tributary::lab
