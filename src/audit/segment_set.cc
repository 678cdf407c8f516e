#include "audit/segment_set.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <set>
#include <string_view>
#include <system_error>

#include "encoder/tensor_file.h"

namespace tributary::audit {
namespace {

constexpr std::string_view kHeader = "recording\twork\towner\tartist\ttag\tstart_s";
constexpr std::size_t kColumns = 6;
constexpr std::size_t kLongestTag = 64;
constexpr double kLatestStart_s = 1e6;

std::vector<std::string> columns_of(const std::string& line) {
  std::vector<std::string> columns(1);
  for (const char letter : line) {
    if (letter == '\t')
      columns.emplace_back();
    else
      columns.back().push_back(letter);
  }
  return columns;
}

bool is_tag(std::string_view text) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  return !text.empty() && text.size() <= kLongestTag && std::all_of(text.begin(), text.end(), allowed);
}

Result<Segment> parse_segment(const std::string& line) {
  std::vector<std::string> columns = columns_of(line);
  if (columns.size() != kColumns)
    return Error{ErrorCode::kInvalidInput,
                 "has " + std::to_string(columns.size()) + " columns; a segment has " + std::to_string(kColumns)};
  Segment segment{std::move(columns[0]), std::move(columns[1]), std::move(columns[2]),
                  std::move(columns[3]), std::move(columns[4]), 0};
  for (const std::string* name : {&segment.recording, &segment.work, &segment.owner})
    if (name->empty()) return Error{ErrorCode::kInvalidInput, "names no recording, work or owner"};
  if (!is_tag(segment.tag))
    return Error{ErrorCode::kInvalidInput, "has a tag that is not 1 to 64 of a-z, 0-9, _ and -"};
  const std::string& start = columns[5];
  const auto [end, error] = std::from_chars(start.data(), start.data() + start.size(), segment.start_s);
  if (error != std::errc() || end != start.data() + start.size() || !(segment.start_s >= 0) ||
      segment.start_s > kLatestStart_s)
    return Error{ErrorCode::kInvalidInput, "has a start that is no number of seconds"};
  return segment;
}

Result<std::vector<Segment>> read_table(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) return Error{ErrorCode::kNotFound, path.string() + ": cannot be opened"};
  std::string line;
  if (!std::getline(file, line) || line != kHeader)
    return Error{ErrorCode::kInvalidInput, path.string() + ": line 1 is not the header of a table of segments"};
  std::vector<Segment> segments;
  while (std::getline(file, line)) {
    Result<Segment> segment = parse_segment(line);
    if (!segment)
      return in_context(std::move(segment).error(), path.string() + ": line " + std::to_string(segments.size() + 2));
    segments.push_back(std::move(*segment));
  }
  if (file.bad()) return Error{ErrorCode::kIo, path.string() + ": cannot be read"};
  return segments;
}

std::string cell(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return text;
}

std::string table_line(const Segment& segment) {
  std::array<char, 32> start{};
  std::snprintf(start.data(), start.size(), "%.2f", segment.start_s);
  return cell(segment.recording) + '\t' + cell(segment.work) + '\t' + cell(segment.owner) + '\t' +
         cell(segment.artist) + '\t' + segment.tag + '\t' + start.data() + '\n';
}

Result<void> write_table(const std::filesystem::path& path, const SegmentSet& set) {
  std::filesystem::path partial = path;
  partial += ".partial";
  std::ofstream file(partial, std::ios::trunc);
  file << kHeader << '\n';
  for (const Segment& segment : set.segments) file << table_line(segment);
  file.close();
  if (!file) return Error{ErrorCode::kIo, partial.string() + ": cannot be written"};
  std::error_code error;
  std::filesystem::rename(partial, path, error);
  if (error) return Error{ErrorCode::kIo, path.string() + ": cannot be replaced: " + error.message()};
  return {};
}

}  // namespace

std::vector<std::string> tags_of(const SegmentSet& set) {
  std::set<std::string> tags;
  for (const Segment& segment : set.segments) tags.insert(segment.tag);
  return {tags.begin(), tags.end()};
}

std::filesystem::path segment_table_path(const std::filesystem::path& path) {
  return std::filesystem::path(path).replace_extension(".tsv");
}

Result<SegmentSet> read_segment_set(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(std::vector<encoder::NamedTensor> tensors, encoder::read_tensor_file(path));
  if (tensors.size() != 1 || tensors[0].name != "levels" || tensors[0].shape.size() != 3)
    return Error{ErrorCode::kInvalidInput,
                 path.string() + ": is no set of segments: it must hold one tensor \"levels\" of three sizes"};
  SegmentSet set;
  TRIBUTARY_ASSIGN(set.segments, read_table(segment_table_path(path)));
  const std::vector<std::int64_t>& shape = tensors[0].shape;
  if (static_cast<std::size_t>(shape[0]) != set.size())
    return Error{ErrorCode::kInvalidInput, path.string() + ": holds " + std::to_string(shape[0]) +
                                               " segments, and the table beside it names " +
                                               std::to_string(set.size())};
  set.frames = static_cast<std::size_t>(shape[1]);
  set.bands = static_cast<std::size_t>(shape[2]);
  set.levels = std::move(tensors[0].values);
  return set;
}

Result<void> write_segment_set(const std::filesystem::path& path, const SegmentSet& set) {
  for (const Segment& segment : set.segments)
    if (!is_tag(segment.tag))
      return Error{ErrorCode::kInvalidInput,
                   segment.recording + ": the tag \"" + segment.tag + "\" is not 1 to 64 of a-z, 0-9, _ and -"};
  const encoder::NamedTensor levels{"levels",
                                    {static_cast<std::int64_t>(set.size()), static_cast<std::int64_t>(set.frames),
                                     static_cast<std::int64_t>(set.bands)},
                                    set.levels};
  TRIBUTARY_TRY(encoder::write_tensor_file(path, std::span(&levels, 1), encoder::TensorPrecision::kFloat16));
  return write_table(segment_table_path(path), set);
}

}  // namespace tributary::audit
