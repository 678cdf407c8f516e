// Whole files on disk: memory-mapped for reading, and replaced atomically for writing.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "tributary/result.h"

namespace tributary::base {

// A read-only memory map of a whole file. Move only; safe to read from any thread.
// The bytes are hostile until their reader has checked length, version and checksum.
class MappedFile {
 public:
  // kNotFound or kIo name the file. An empty file maps to an empty span.
  static Result<MappedFile> open(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  explicit MappedFile(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::span<const std::byte> bytes_;
};

// Writes `bytes` to a temporary neighbour of `path` (its name plus ".tmp-" and the process and a
// counter), syncs it, renames it over `path` and syncs the folder: after a crash at any moment `path`
// holds either its old content or all of the new.
Result<void> replace_file(const std::filesystem::path& path, std::span<const std::byte> bytes);

// Removes the temporaries a killed replace_file may have left in `folder`. Not recursive.
Result<void> remove_stale_temporaries(const std::filesystem::path& folder);

}  // namespace tributary::base
