#include "catalog/catalog_csv.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
#include "catalog/csv_reader.h"
#include "catalog/identifiers.h"
#include "tributary/isrc.h"

namespace tributary::catalog {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{32} << 20U;
constexpr int kMaxRows = 100'000;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

enum Column : std::size_t { kPath, kTitle, kArtist, kWorkId, kIsrc, kIswc, kOwner, kSharePpm, kAiUse, kColumns };
constexpr std::array<std::string_view, kColumns> kColumnNames{"path", "title", "artist",    "work_id", "isrc",
                                                              "iswc", "owner", "share_ppm", "ai_use"};

// Which field holds which column; columns without a name here are tags.
struct Header {
  std::size_t fields = 0;
  std::array<std::optional<std::size_t>, kColumns> at;
  std::vector<std::pair<std::size_t, std::string>> tags;
};

// One row that is sound by itself.
struct Row {
  Recording recording;  // without owners
  std::string owner;
  std::optional<Ppm> share_ppm;
};

Error invalid(std::string reason) { return Error{ErrorCode::kInvalidInput, std::move(reason)}; }

Error in_column(std::string_view column, std::string_view reason) {
  return invalid(fmt::format("column {}: {}", column, reason));
}

std::string lower(std::string text) {
  for (char &c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

Result<void> check_text(std::string_view column, std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return in_column(column, "holds a NUL byte");
  if (!base::is_utf8(text)) return in_column(column, "is not valid UTF-8");
  return {};
}

Result<Header> parse_header(const CsvRow &row) {
  if (!row.problem.empty()) return invalid("the header " + row.problem);
  Header header;
  header.fields = row.fields.size();
  std::set<std::string> seen;
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const std::string name = lower(row.fields[i]);
    if (const auto sound = check_text(std::to_string(i + 1), name); !sound)
      return in_context(sound.error(), "the header's");
    if (name.empty()) return invalid(fmt::format("the header leaves column {} without a name", i + 1));
    if (!seen.insert(name).second) return invalid(fmt::format("the header names column {} twice", name));
    const auto known = std::find(kColumnNames.begin(), kColumnNames.end(), name);
    if (known != kColumnNames.end())
      header.at[static_cast<std::size_t>(known - kColumnNames.begin())] = i;
    else
      header.tags.emplace_back(i, row.fields[i]);
  }
  for (const Column required : {kPath, kArtist})
    if (!header.at[required])
      return invalid(fmt::format("the header has no column {}; it names the columns, separated by commas: {}",
                                 kColumnNames[required], fmt::join(kColumnNames, ",")));
  return header;
}

Result<Ppm> parse_share(const std::string &text) {
  Ppm share = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), share);
  if (failure != std::errc{} || end != text.data() + text.size() || share < 0 || share > kWholePpm)
    return invalid(fmt::format("\"{}\" is no whole number from 0 to {}", text, kWholePpm));
  return share;
}

// The value of an identifier column, in its standard form.
Result<std::string> identifier(Column column, const std::string &text, Result<std::string> (*parse)(std::string_view)) {
  if (text.empty()) return std::string();
  auto parsed = parse(text);
  if (!parsed) return in_column(kColumnNames[column], fmt::format("\"{}\" {}", text, parsed.error().message));
  return parsed;
}

Result<Row> parse_row(const Header &header, const CsvRow &csv) {
  if (!csv.problem.empty()) return invalid(csv.problem);
  if (csv.fields.size() != header.fields)
    return invalid(fmt::format("has {} fields where the header has {}", csv.fields.size(), header.fields));
  const auto field = [&](Column column) { return header.at[column] ? csv.fields[*header.at[column]] : std::string(); };
  for (std::size_t c = 0; c < kColumns; ++c) TRIBUTARY_TRY(check_text(kColumnNames[c], field(static_cast<Column>(c))));
  for (const Column required : {kPath, kArtist})
    if (field(required).empty()) return in_column(kColumnNames[required], "is empty");

  Row row;
  row.recording.path = std::filesystem::path(field(kPath)).lexically_normal().string();
  row.recording.title = field(kTitle);
  row.recording.artist = field(kArtist);
  row.recording.work_id = field(kWorkId);
  row.recording.ai_use = field(kAiUse);
  TRIBUTARY_ASSIGN(row.recording.isrc, identifier(kIsrc, field(kIsrc), &parse_isrc));
  TRIBUTARY_ASSIGN(row.recording.iswc, identifier(kIswc, field(kIswc), &parse_iswc));
  for (const auto &[index, name] : header.tags) {
    TRIBUTARY_TRY(check_text(name, csv.fields[index]));
    if (!csv.fields[index].empty()) row.recording.tags.emplace(name, csv.fields[index]);
  }
  row.owner = field(kOwner);
  if (const std::string share = field(kSharePpm); !share.empty()) {
    auto parsed = parse_share(share);
    if (!parsed) return in_column("share_ppm", parsed.error().message);
    if (row.owner.empty()) return in_column("owner", "is empty although share_ppm is given");
    row.share_ppm = *parsed;
  }
  return row;
}

// The rows of one path, put together as they come.
struct Group {
  CsvRecording result;
  std::vector<int> lines;
  std::int64_t shares_ppm = 0;
  bool share_missing = false;
  std::vector<CsvRefusal> refusals;
};

Result<void> merge_text(std::string &stored, const std::string &stated, std::string_view column, int first_line) {
  if (stated.empty() || stated == stored) return {};
  if (!stored.empty())
    return in_column(column,
                     fmt::format("\"{}\" contradicts \"{}\" on line {} of the same path", stated, stored, first_line));
  stored = stated;
  return {};
}

Result<void> merge_owner(Group &group, const Row &row) {
  if (row.owner.empty()) return {};
  auto &owners = group.result.recording.owners;
  if (std::any_of(owners.begin(), owners.end(), [&](const Ownership &other) { return other.owner == row.owner; }))
    return in_column("owner", fmt::format("\"{}\" is named twice for the same path", row.owner));
  if (!owners.empty() && (group.share_missing || !row.share_ppm))
    return in_column("share_ppm", "is empty although the recording has several owners");
  owners.push_back({row.owner, row.share_ppm.value_or(kWholePpm)});
  group.share_missing = !row.share_ppm;
  group.shares_ppm += owners.back().share_ppm;
  if (group.shares_ppm > kWholePpm)
    return in_column("share_ppm",
                     fmt::format("the owners of this path add up to {}, more than {}", group.shares_ppm, kWholePpm));
  return {};
}

Result<void> merge_row(Group &group, const Row &row) {
  Recording &into = group.result.recording;
  const Recording &from = row.recording;
  const int line = group.result.line;
  TRIBUTARY_TRY(merge_text(into.title, from.title, "title", line));
  TRIBUTARY_TRY(merge_text(into.artist, from.artist, "artist", line));
  TRIBUTARY_TRY(merge_text(into.work_id, from.work_id, "work_id", line));
  TRIBUTARY_TRY(merge_text(into.isrc, from.isrc, "isrc", line));
  TRIBUTARY_TRY(merge_text(into.iswc, from.iswc, "iswc", line));
  TRIBUTARY_TRY(merge_text(into.ai_use, from.ai_use, "ai_use", line));
  for (const auto &[name, value] : from.tags) TRIBUTARY_TRY(merge_text(into.tags[name], value, name, line));
  return merge_owner(group, row);
}

class Grouping {
 public:
  void add(const Header &header, const CsvRow &csv) {
    auto row = parse_row(header, csv);
    const std::string path = path_of(header, csv);
    if (path.empty()) {
      refused_.push_back({csv.line, row ? "column path: is empty" : row.error().message});
      return;
    }
    const auto [at, added] = by_path_.try_emplace(path, groups_.size());
    if (added) groups_.emplace_back();
    Group &group = groups_[at->second];
    if (added) group.result.line = csv.line;
    group.result.recording.path = path;
    group.lines.push_back(csv.line);
    const Result<void> merged = row ? merge_row(group, *row) : Result<void>(row.error());
    if (!merged) group.refusals.push_back({csv.line, merged.error().message});
  }

  CatalogCsv finish() {
    CatalogCsv csv;
    for (Group &group : groups_) {
      if (group.refusals.empty())
        csv.recordings.push_back(std::move(group.result));
      else
        refuse(group);
    }
    csv.refusals = std::move(refused_);
    std::sort(csv.refusals.begin(), csv.refusals.end(),
              [](const CsvRefusal &a, const CsvRefusal &b) { return a.line < b.line; });
    return csv;
  }

 private:
  // The recording a row speaks of, as far as a bad row says; empty where it does not.
  static std::string path_of(const Header &header, const CsvRow &csv) {
    const std::size_t index = *header.at[kPath];
    if (index >= csv.fields.size() || !check_text("path", csv.fields[index])) return {};
    return std::filesystem::path(csv.fields[index]).lexically_normal().string();
  }

  void refuse(Group &group) {
    const int bad_line = group.refusals.front().line;
    std::size_t next = 0;
    for (const int line : group.lines) {
      if (next < group.refusals.size() && group.refusals[next].line == line)
        refused_.push_back(std::move(group.refusals[next++]));
      else
        refused_.push_back({line, fmt::format("line {} of the same path is refused", bad_line)});
    }
  }

  std::unordered_map<std::string, std::size_t> by_path_;
  std::vector<Group> groups_;
  std::vector<CsvRefusal> refused_;
};

Error of_file(ErrorCode code, const std::string &name, int line, const std::string &reason) {
  return Error{code, fmt::format("{}:{}: {}", name, line, reason)};
}

}  // namespace

Result<CatalogCsv> parse_catalog_csv(std::string_view bytes, const std::string &name) {
  if (bytes.size() > kMaxBytes)
    return Error{ErrorCode::kLimit, fmt::format("{}: is longer than {} MiB; split it", name, kMaxBytes >> 20U)};
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  CsvReader reader(bytes);
  const auto first = reader.next();
  if (!first) return of_file(ErrorCode::kInvalidInput, name, 1, "the header is missing: the file is empty");
  const auto header = parse_header(*first);
  if (!header) return of_file(ErrorCode::kInvalidInput, name, first->line, header.error().message);
  Grouping grouping;
  int rows = 0;
  while (const auto row = reader.next()) {
    if (++rows > kMaxRows)
      return of_file(ErrorCode::kLimit, name, row->line,
                     fmt::format("has more than {} rows; split the file", kMaxRows));
    grouping.add(*header, *row);
  }
  return grouping.finish();
}

}  // namespace tributary::catalog
