#include "lab/composition/corpus/sealed_bytes.h"

#include <fstream>
#include <system_error>

#include "index/byte_stream.h"

namespace tributary::lab {
namespace {

Error corrupt(const std::string& name, const std::string& reason) {
  return Error{ErrorCode::kCorrupt, name + ": " + reason};
}

}  // namespace

std::uint64_t fnv1a64(std::span<const std::byte> bytes) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const std::byte byte : bytes) hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001B3U;
  return hash;
}

std::vector<std::byte> seal_bytes(const SealedKind& kind, std::span<const std::byte> body) {
  index::ByteWriter writer;
  writer.put_all(std::span<const char>(kind.magic));
  writer.put(kind.version);
  writer.put(std::uint32_t{0});
  writer.put(static_cast<std::uint64_t>(body.size()));
  writer.put(fnv1a64(body));
  writer.put_all(body);
  return std::move(writer.bytes());
}

Result<std::span<const std::byte>> unseal_bytes(const SealedKind& kind, std::span<const std::byte> bytes,
                                                const std::string& name) {
  if (bytes.size() < kSealedHeaderBytes)
    return corrupt(name,
                   "is " + std::to_string(bytes.size()) + " bytes long, too short for the header of a " + kind.name);
  index::ByteReader reader(bytes);
  std::array<char, 8> magic{};
  for (char& letter : magic) letter = reader.get<char>();
  if (magic != kind.magic) return corrupt(name, std::string("is not a ") + kind.name + " (wrong magic at byte 0)");
  const auto version = reader.get<std::uint32_t>();
  if (version != kind.version)
    return Error{ErrorCode::kUnsupported, name + ": is a " + kind.name + " of version " + std::to_string(version) +
                                              "; this program reads version " + std::to_string(kind.version)};
  if (reader.get<std::uint32_t>() != 0)
    return corrupt(name, "has a reserved header field that is not zero, at byte 12");
  const auto length = reader.get<std::uint64_t>();
  const auto checksum = reader.get<std::uint64_t>();
  const auto body = bytes.subspan(kSealedHeaderBytes);
  if (length != body.size())
    return corrupt(name, "holds " + std::to_string(body.size()) + " bytes after its header, which declares " +
                             std::to_string(length));
  if (fnv1a64(body) != checksum) return corrupt(name, "fails its checksum: the file is damaged");
  return body;
}

Result<std::vector<std::byte>> read_bytes(const std::filesystem::path& path) {
  std::error_code failure;
  if (!std::filesystem::is_regular_file(path, failure))
    return Error{ErrorCode::kNotFound, path.string() + ": there is no such file"};
  const auto size = std::filesystem::file_size(path, failure);
  if (failure) return Error{ErrorCode::kIo, path.string() + ": " + failure.message()};
  std::vector<std::byte> bytes(static_cast<std::size_t>(size));
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file) return Error{ErrorCode::kIo, path.string() + ": cannot be read to its end"};
  return bytes;
}

Result<void> write_bytes(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  std::filesystem::path neighbour = path;
  neighbour += ".part";
  std::ofstream file(neighbour, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  file.close();
  std::error_code failure;
  if (file) std::filesystem::rename(neighbour, path, failure);
  if (!file || failure) {
    std::error_code ignored;
    std::filesystem::remove(neighbour, ignored);
    return Error{ErrorCode::kIo, path.string() + ": cannot be written"};
  }
  return {};
}

}  // namespace tributary::lab
