#include "index/sealed_file.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/hash.h"
#include "index/byte_stream.h"

namespace tributary::index {
namespace {

Error corrupt(const std::string& name, const std::string& reason) {
  return Error{ErrorCode::kCorrupt, fmt::format("{}: {}", name, reason)};
}

}  // namespace

std::vector<std::byte> seal(const FileKind& kind, std::span<const std::byte> body) {
  ByteWriter writer;
  writer.put_all(std::span<const char>(kind.magic));
  writer.put(kind.version);
  writer.put(std::uint32_t{0});
  writer.put(static_cast<std::uint64_t>(body.size()));
  writer.put_all(std::span<const std::uint8_t>(base::checksum128(body)));
  writer.pad_to(kSealBytes);
  writer.put_all(body);
  return std::move(writer.bytes());
}

Result<std::span<const std::byte>> unseal(const FileKind& kind, std::span<const std::byte> bytes,
                                          const std::string& name) {
  if (bytes.size() < kSealBytes)
    return corrupt(name, fmt::format("is {} bytes long, too short for the header of a {}", bytes.size(), kind.name));
  ByteReader reader(bytes);
  std::array<char, 8> magic{};
  for (char& letter : magic) letter = reader.get<char>();
  if (magic != kind.magic) return corrupt(name, fmt::format("is not a {} (wrong magic at byte 0)", kind.name));
  const auto version = reader.get<std::uint32_t>();
  if (version != kind.version)
    return Error{ErrorCode::kUnsupported, fmt::format("{}: is a {} of version {}; this program reads version {}", name,
                                                      kind.name, version, kind.version)};
  if (reader.get<std::uint32_t>() != 0)
    return corrupt(name, "has a reserved header field that is not zero, at byte 12");
  const auto length = reader.get<std::uint64_t>();
  const auto body = bytes.subspan(kSealBytes);
  if (length != body.size())
    return corrupt(name, fmt::format("holds {} bytes after its header, which declares {}", body.size(), length));
  std::array<std::uint8_t, 16> expected{};
  for (std::uint8_t& byte : expected) byte = reader.get<std::uint8_t>();
  const auto padding = bytes.subspan(reader.position(), kSealBytes - reader.position());
  if (std::any_of(padding.begin(), padding.end(), [](std::byte b) { return b != std::byte{0}; }))
    return corrupt(name, "has header padding that is not zero");
  if (base::checksum128(body) != expected) return corrupt(name, "fails its checksum: the file is damaged");
  return body;
}

}  // namespace tributary::index
