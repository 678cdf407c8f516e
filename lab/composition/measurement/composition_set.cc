#include "lab/composition/measurement/composition_set.h"

#include <array>
#include <charconv>
#include <set>
#include <span>
#include <sstream>

#include "lab/recording/table_file.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kStretchNumbers = 4;

Error bad(const TableRow& row, const std::string& reason) {
  return {ErrorCode::kInvalidInput, row.place + ": " + reason};
}

std::vector<std::string> split(const std::string& joined) {
  std::vector<std::string> parts;
  std::istringstream stream(joined);
  for (std::string part; std::getline(stream, part, '|');) parts.push_back(part);
  return parts;
}

// The numbers between the separators, in order; nothing where the text has another form.
std::vector<double> numbers_of(const std::string& text, std::string_view separators) {
  std::vector<double> numbers;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (std::size_t i = 0; i <= separators.size(); ++i) {
    double number = 0;
    const auto [rest, failure] = std::from_chars(at, end, number);
    if (failure != std::errc()) return {};
    numbers.push_back(number);
    if (i == separators.size()) return rest == end ? numbers : std::vector<double>{};
    if (rest == end || *rest != separators[i]) return {};
    at = rest + 1;
  }
  return {};
}

Result<double> number_in(const TableRow& row, const std::string& column) {
  const std::vector<double> numbers = numbers_of(row.fields.at(column), "");
  if (numbers.empty()) return bad(row, column + " is no number: \"" + row.fields.at(column) + "\"");
  return numbers.front();
}

Result<void> read_passage(const TableRow& row, SetQuery& query) {
  TRIBUTARY_ASSIGN(const double start_s, number_in(row, "start"));
  TRIBUTARY_ASSIGN(const double length_s, number_in(row, "length"));
  TRIBUTARY_ASSIGN(const double tempo_ratio, number_in(row, "tempo_ratio"));
  query.piece_start_s = start_s * tempo_ratio;
  query.piece_end_s = (start_s + length_s) * tempo_ratio;
  return {};
}

Result<void> read_truth(const TableRow& row, SetQuery& query) {
  for (const std::string& text : split(row.fields.at("time_map"))) {
    const std::vector<double> numbers = numbers_of(text, "-:-");
    if (numbers.size() != kStretchNumbers || numbers[1] <= numbers[0] || numbers[3] <= numbers[2])
      return bad(row, "time_map is no list of stretches: \"" + text + "\"");
    query.truth.push_back({numbers[2], numbers[3], numbers[0], numbers[1]});
  }
  for (const std::string& text : split(row.fields.at("repeats"))) {
    const std::vector<double> numbers = numbers_of(text, "");
    if (numbers.empty()) return bad(row, "repeats is no list of seconds: \"" + text + "\"");
    query.repeats_s.push_back(numbers.front());
  }
  return {};
}

// A set of lab_recording: works are recordings, and conditions treatments with their seconds.
Result<CompositionSet> read_recording_set(const std::filesystem::path& folder, std::span<const TableRow> queries) {
  static const std::array<std::string, 1> kCatalogColumns = {"path"};
  CompositionSet set;
  std::set<std::string> works;
  TRIBUTARY_ASSIGN(const std::vector<TableRow> catalog, read_table(folder / "catalog.csv", kCatalogColumns));
  for (const TableRow& row : catalog) {
    const std::string& path = row.fields.at("path");
    const auto artist = row.fields.find("artist");
    set.catalog.push_back({folder / path, path, path, artist == row.fields.end() ? std::string() : artist->second});
    works.insert(path);
  }
  for (const TableRow& row : queries) {
    SetQuery query;
    query.audio = folder / row.fields.at("path");
    query.condition = row.fields.at("treatment") + ", " + row.fields.at("length") + " s";
    query.work_id = row.fields.at("truth");
    if (query.work_id.find('|') != std::string::npos) continue;
    if (!query.is_negative() && !works.contains(query.work_id))
      return bad(row, "the catalog has no recording \"" + query.work_id + "\"");
    set.queries.push_back(std::move(query));
  }
  return set;
}

}  // namespace

Result<CompositionSet> read_composition_set(const std::filesystem::path& folder) {
  static const std::array<std::string, 4> kRecordingColumns = {"path", "treatment", "length", "truth"};
  if (const auto queries = read_table(folder / "queries.csv", kRecordingColumns))
    return read_recording_set(folder, *queries);
  static const std::array<std::string, 3> kCatalogColumns = {"path", "work_id", "version_id"};
  static const std::array<std::string, 11> kQueryColumns = {"path",        "condition", "tradition", "work_id",
                                                            "version_id",  "under",     "start",     "length",
                                                            "tempo_ratio", "time_map",  "repeats"};
  CompositionSet set;
  std::set<std::string> works;
  TRIBUTARY_ASSIGN(const std::vector<TableRow> catalog, read_table(folder / "catalog.csv", kCatalogColumns));
  for (const TableRow& row : catalog) {
    set.catalog.push_back({folder / row.fields.at("path"), row.fields.at("work_id"), row.fields.at("version_id")});
    works.insert(row.fields.at("work_id"));
  }
  TRIBUTARY_ASSIGN(const std::vector<TableRow> queries, read_table(folder / "queries.csv", kQueryColumns));
  for (const TableRow& row : queries) {
    SetQuery query{folder / row.fields.at("path"),
                   row.fields.at("condition"),
                   row.fields.at("tradition"),
                   row.fields.at("work_id"),
                   row.fields.at("version_id"),
                   row.fields.at("under"),
                   0,
                   0,
                   {},
                   {}};
    if (!query.is_negative() && !works.contains(query.work_id))
      return bad(row, "the catalog has no work \"" + query.work_id + "\"");
    TRIBUTARY_TRY(read_passage(row, query));
    TRIBUTARY_TRY(read_truth(row, query));
    set.queries.push_back(std::move(query));
  }
  return set;
}

}  // namespace tributary::lab
