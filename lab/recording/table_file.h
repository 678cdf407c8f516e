// A CSV file with a header, as rows of named fields.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::lab {

struct TableRow {
  std::string place;  // "file:line", for error messages
  std::map<std::string, std::string> fields;
};

// kInvalidInput names the file, the line and the missing column or unreadable row.
Result<std::vector<TableRow>> read_table(const std::filesystem::path& path, std::span<const std::string> columns);

// The field as a number; kInvalidInput names the place.
Result<double> number_field(const TableRow& row, const std::string& column);

// The text as a CSV field (RFC 4180).
std::string csv_field(const std::string& text);

}  // namespace tributary::lab
