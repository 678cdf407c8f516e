// The bytes of a usage report, whether the file is plain or compressed with gzip.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "tributary/result.h"

namespace tributary::royalty {

// Fills a buffer from its start and says how many bytes it gave; 0 at the end.
using ByteReader = std::function<Result<std::size_t>(std::span<char>)>;

// Reads a text that outlives the reader.
ByteReader bytes_of(std::string_view text);

// Move only; one thread at a time. Holds no more than one buffer of the file.
class UsageSource {
 public:
  // Reads the file once for its hash. kNotFound, kIo or kInvalidInput (no regular file) name it.
  static Result<UsageSource> open(const std::filesystem::path& path);

  UsageSource(UsageSource&&) noexcept;
  UsageSource& operator=(UsageSource&&) noexcept;
  ~UsageSource();

  // SHA-256 of the file as it lies on the disk, compressed or not.
  const std::string& sha256() const;

  // Decompressed where the file starts as gzip files do; several members follow each other. kCorrupt where they are
  // damaged or cut off.
  Result<std::size_t> read(std::span<char> buffer);

  // kConflict where the file has been written to since it was opened.
  Result<void> check_unchanged() const;

 private:
  struct State;
  explicit UsageSource(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tributary::royalty
