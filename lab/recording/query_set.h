// A set of queries with known answers, as files: catalog.csv to import and queries.csv to ask.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::lab {

struct Query {
  std::filesystem::path path;
  std::string treatment;  // "negative" where nothing of the catalog is inside
  int length_s = 0;
  std::vector<std::filesystem::path> truth;  // the catalog files inside it; empty for negatives
  double offset_s = 0;                       // where it begins in the first of them
};

struct QuerySet {
  std::filesystem::path catalog_csv;
  std::vector<Query> queries;
};

// Reads queries.csv (columns path, treatment, length, truth joined by '|', offset); catalog.csv lies
// beside it. Errors name the file and the line.
Result<QuerySet> read_query_set(const std::filesystem::path& queries_csv);

// Writes both files into `folder`; the catalog is a list of music files.
Result<QuerySet> write_query_set(const std::filesystem::path& folder, const std::vector<std::filesystem::path>& catalog,
                                 const std::vector<Query>& queries);

}  // namespace tributary::lab
