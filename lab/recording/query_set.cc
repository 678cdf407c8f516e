#include "lab/recording/query_set.h"

#include <array>
#include <cmath>
#include <sstream>
#include <string_view>

#include <fmt/format.h>

#include "base/file.h"
#include "lab/recording/table_file.h"

namespace tributary::lab {
namespace {

std::vector<std::filesystem::path> split_paths(const std::string& joined) {
  std::vector<std::filesystem::path> paths;
  std::istringstream parts(joined);
  for (std::string part; std::getline(parts, part, '|');) paths.emplace_back(part);
  return paths;
}

std::string join_paths(const std::vector<std::filesystem::path>& paths) {
  std::string joined;
  for (const auto& path : paths) joined += (joined.empty() ? "" : "|") + path.string();
  return joined;
}

Result<Query> read_query(const TableRow& row) {
  TRIBUTARY_ASSIGN(const double length_s, number_field(row, "length"));
  TRIBUTARY_ASSIGN(const double offset_s, number_field(row, "offset"));
  return Query{row.fields.at("path"), row.fields.at("treatment"), static_cast<int>(std::lround(length_s)),
               split_paths(row.fields.at("truth")), offset_s};
}

Result<void> write_text(const std::filesystem::path& path, std::string_view text) {
  return base::replace_file(path, std::as_bytes(std::span(text)));
}

}  // namespace

Result<QuerySet> read_query_set(const std::filesystem::path& queries_csv) {
  static const std::array<std::string, 5> kColumns = {"path", "treatment", "length", "truth", "offset"};
  TRIBUTARY_ASSIGN(const std::vector<TableRow> rows, read_table(queries_csv, kColumns));
  QuerySet set{queries_csv.parent_path() / "catalog.csv", {}};
  for (const TableRow& row : rows) {
    TRIBUTARY_ASSIGN(Query query, read_query(row));
    set.queries.push_back(std::move(query));
  }
  return set;
}

Result<QuerySet> write_query_set(const std::filesystem::path& folder, const std::vector<std::filesystem::path>& catalog,
                                 const std::vector<Query>& queries) {
  std::string text = "path,title,artist\n";
  for (const auto& path : catalog) {
    text +=
        fmt::format("{},{},{}\n", csv_field(path), csv_field(path.stem()), csv_field(path.parent_path().filename()));
  }
  TRIBUTARY_TRY(write_text(folder / "catalog.csv", text));
  text = "path,treatment,length,truth,offset\n";
  for (const Query& query : queries) {
    text += fmt::format("{},{},{},{},{:.3f}\n", csv_field(query.path), query.treatment, query.length_s,
                        csv_field(join_paths(query.truth)), query.offset_s);
  }
  TRIBUTARY_TRY(write_text(folder / "queries.csv", text));
  return QuerySet{folder / "catalog.csv", queries};
}

}  // namespace tributary::lab
