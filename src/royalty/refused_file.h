// The file of a report's refused lines, which can be corrected and imported again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "tributary/result.h"

namespace tributary::royalty {

// Written line by line to a temporary neighbour, which takes its name when it is kept: after a crash at any moment the
// file is whole or is not there.
class RefusedFile {
 public:
  static Result<RefusedFile> create(const std::filesystem::path& path);

  RefusedFile(RefusedFile&&) noexcept;
  RefusedFile& operator=(RefusedFile&&) noexcept;
  ~RefusedFile();  // without keep(): nothing stays

  Result<void> add_line(std::string_view text);

  // On success the file is on disk under its name.
  Result<void> keep();

  const std::filesystem::path& path() const;

 private:
  struct State;
  explicit RefusedFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tributary::royalty
