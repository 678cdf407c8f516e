#include "index/style_file.h"

#include <fmt/core.h>

#include "base/check.h"
#include "base/file.h"
#include "index/byte_stream.h"
#include "index/sealed_file.h"

namespace tributary::index {
namespace {

constexpr FileKind kKind{{'T', 'R', 'I', 'B', 'S', 'T', '\r', '\n'}, kStyleVersion, "style file"};

Error corrupt(const std::string& name, const std::string& reason) {
  return Error{ErrorCode::kCorrupt, fmt::format("{}: {}", name, reason)};
}

}  // namespace

std::vector<std::byte> encode_style(const StyleFeatures& features) {
  TRIBUTARY_CHECK(features.sections.size() % kStyleValues == 0);
  TRIBUTARY_CHECK(features.section_count() <= kStyleSectionsMax);
  ByteWriter body;
  body.put(static_cast<std::uint32_t>(features.section_count()));
  body.put_all(std::span<const std::int8_t>(features.sections));
  return seal(kKind, body.bytes());
}

Result<StyleFeatures> decode_style(std::span<const std::byte> bytes, const std::string& name) {
  TRIBUTARY_ASSIGN(const auto body, unseal(kKind, bytes, name));
  ByteReader reader(body);
  const auto sections = reader.get<std::uint32_t>();
  if (reader.failed()) return corrupt(name, "ends before its count");
  if (sections > kStyleSectionsMax)
    return corrupt(name, fmt::format("states {} sections, where {} are the most", sections, kStyleSectionsMax));
  if (sections * kStyleValues != reader.remaining())
    return corrupt(name, fmt::format("states {} sections, which take {} bytes, where {} follow", sections,
                                     sections * kStyleValues, reader.remaining()));
  StyleFeatures features;
  for (const std::byte value : reader.take(sections * kStyleValues))
    features.sections.push_back(static_cast<std::int8_t>(value));
  return features;
}

Result<StyleFeatures> read_style_file(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(const auto file, base::MappedFile::open(path));
  return decode_style(file.bytes(), path.string());
}

}  // namespace tributary::index
