// The right to change a workspace, held by one process at a time.
#pragma once

#include <filesystem>

#include "tributary/result.h"

namespace tributary::catalog {

// Held from acquire() until destruction or the death of the process. Move only.
class WorkspaceLock {
 public:
  // Creates `file` where it is missing and locks it (flock); kConflict names the process that holds it. Does
  // not wait.
  static Result<WorkspaceLock> acquire(const std::filesystem::path& file);
  WorkspaceLock(WorkspaceLock&& other) noexcept;
  WorkspaceLock& operator=(WorkspaceLock&&) = delete;
  ~WorkspaceLock();

 private:
  explicit WorkspaceLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace tributary::catalog
