#include "audit/gradient_rows.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "index/byte_stream.h"
#include "index/sealed_file.h"

namespace tributary::audit {
namespace {

constexpr index::FileKind kRowsKind{{'T', 'R', 'B', 'G', 'R', 'O', 'W', 'S'}, 1, "file of gradient rows"};
constexpr std::size_t kMostRows = std::size_t{1} << 24;
constexpr std::size_t kMostColumns = std::size_t{1} << 24;
constexpr std::size_t kLongestName = 4096;

void put_text(index::ByteWriter& writer, const std::string& text) {
  const std::size_t size = std::min(text.size(), kLongestName);
  writer.put_varint(static_cast<std::uint32_t>(size));
  writer.put_all(std::span<const char>(text.data(), size));
}

bool get_text(index::ByteReader& reader, std::string& text) {
  const std::size_t size = reader.get_varint();
  if (size > kLongestName) return false;
  for (const std::byte letter : reader.take(size)) text.push_back(std::to_integer<char>(letter));
  return !reader.failed();
}

bool get_segment(index::ByteReader& reader, Segment& segment) {
  for (std::string* text : {&segment.recording, &segment.work, &segment.owner, &segment.artist, &segment.tag})
    if (!get_text(reader, *text)) return false;
  segment.start_s = reader.get<double>();
  return !reader.failed() && std::isfinite(segment.start_s) && segment.start_s >= 0;
}

}  // namespace

void quantise(std::span<const float> row, float& scale, std::span<std::int8_t> values) {
  float largest = 0;
  for (const float value : row) largest = std::max(largest, std::abs(value));
  scale = largest / 127;
  for (std::size_t i = 0; i < row.size(); ++i)
    values[i] = static_cast<std::int8_t>(scale > 0 ? std::lround(row[i] / scale) : 0);
}

std::vector<std::byte> encode_rows(const GradientRows& rows) {
  index::ByteWriter writer;
  writer.put_all(std::span<const std::uint8_t>(rows.plan));
  writer.put(rows.first);
  writer.put(static_cast<std::uint64_t>(rows.segments.size()));
  writer.put(static_cast<std::uint64_t>(rows.columns));
  writer.pad_to(index::kSealBytes);
  writer.put_all(std::span<const float>(rows.scales));
  writer.put_all(std::span<const std::int8_t>(rows.values));
  for (const Segment& segment : rows.segments) {
    for (const std::string* text : {&segment.recording, &segment.work, &segment.owner, &segment.artist, &segment.tag})
      put_text(writer, *text);
    writer.put(segment.start_s);
  }
  return index::seal(kRowsKind, writer.bytes());
}

Result<MappedRows> MappedRows::over(std::span<const std::byte> bytes, const std::string& name) {
  TRIBUTARY_ASSIGN(const std::span<const std::byte> body, index::unseal(kRowsKind, bytes, name));
  const auto corrupt = [&](const std::string& what) { return Error{ErrorCode::kCorrupt, name + ": " + what}; };
  index::ByteReader reader(body);
  MappedRows rows;
  for (std::uint8_t& byte : rows.plan_) byte = reader.get<std::uint8_t>();
  rows.first_ = reader.get<std::uint64_t>();
  const auto count = reader.get<std::uint64_t>();
  const auto columns = reader.get<std::uint64_t>();
  if (reader.failed() || count < 1 || count > kMostRows || columns < 1 || columns > kMostColumns ||
      rows.first_ > kMostRows * kMostRows)
    return corrupt("has sizes out of range");
  rows.columns_ = static_cast<std::size_t>(columns);
  reader.take(index::kSealBytes - reader.position());
  const std::span<const std::byte> scales = reader.take(static_cast<std::size_t>(count) * sizeof(float));
  const std::span<const std::byte> values = reader.take(static_cast<std::size_t>(count * columns));
  if (reader.failed()) return corrupt("is cut short");
  // Both lie in the file as they are used; the header before them keeps them aligned.
  rows.scales_ = {reinterpret_cast<const float*>(scales.data()), static_cast<std::size_t>(count)};
  rows.values_ = {reinterpret_cast<const std::int8_t*>(values.data()), values.size()};
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (!std::isfinite(rows.scales_[i]) || rows.scales_[i] < 0)
      return corrupt("has a scale that is no positive number, at row " + std::to_string(i));
  rows.names_ = body.subspan(reader.position());
  const std::size_t names_start = reader.position();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows.name_offsets_.push_back(reader.position() - names_start);
    Segment segment;
    if (!get_segment(reader, segment)) return corrupt("does not name the segment of row " + std::to_string(i));
  }
  if (reader.remaining() > 0) return corrupt("goes on after its last segment");
  return rows;
}

Segment MappedRows::segment(std::size_t row) const {
  index::ByteReader reader(names_.subspan(static_cast<std::size_t>(name_offsets_[row])));
  Segment segment;
  TRIBUTARY_CHECK(get_segment(reader, segment));  // it was checked when the file was opened
  return segment;
}

Result<MappedRows> MappedRows::open(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(base::MappedFile file, base::MappedFile::open(path));
  TRIBUTARY_ASSIGN(MappedRows rows, over(file.bytes(), path.string()));
  rows.file_.push_back(std::move(file));
  return rows;
}

}  // namespace tributary::audit
