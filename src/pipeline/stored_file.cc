#include "pipeline/stored_file.h"

#include <fmt/core.h>

#include "base/file.h"
#include "base/hash.h"

namespace tributary::pipeline {

Result<void> verify_stored_file(const std::filesystem::path& file, std::int64_t bytes, const std::string& checksum) {
  TRIBUTARY_ASSIGN(const base::MappedFile map, base::MappedFile::open(file));
  if (static_cast<std::int64_t>(map.bytes().size()) != bytes)
    return Error{ErrorCode::kCorrupt, fmt::format("{}: is damaged: it has {} bytes and should have {}", file.string(),
                                                  map.bytes().size(), bytes)};
  if (base::checksum128_hex(map.bytes()) != checksum)
    return Error{ErrorCode::kCorrupt, file.string() + ": is damaged: its checksum does not match the catalog's"};
  return {};
}

}  // namespace tributary::pipeline
