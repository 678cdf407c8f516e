#include "catalog/workspace_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fmt/core.h>

namespace tributary::catalog {
namespace {

// What the holder wrote of itself; it may be about to, so this is a courtesy, not a fact.
std::string holder(int descriptor) {
  std::array<char, 16> text{};
  const ssize_t length = ::pread(descriptor, text.data(), text.size(), 0);
  std::string pid(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  pid.erase(std::find_if(pid.begin(), pid.end(), [](char c) { return c < '0' || c > '9'; }), pid.end());
  return pid.empty() ? "another process" : "process " + pid;
}

}  // namespace

Result<WorkspaceLock> WorkspaceLock::acquire(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0)
    return Error{ErrorCode::kIo, fmt::format("{}: cannot open: {}", file.string(), std::strerror(errno))};
  WorkspaceLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK)
      return Error{ErrorCode::kIo, fmt::format("{}: cannot lock: {}", file.string(), std::strerror(errno))};
    return Error{ErrorCode::kConflict, fmt::format("{}: {} is changing this workspace; wait until it is done",
                                                   file.parent_path().string(), holder(descriptor))};
  }
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, pid.data(), pid.size(), 0) < 0)
    return Error{ErrorCode::kIo, fmt::format("{}: cannot write: {}", file.string(), std::strerror(errno))};
  return lock;
}

WorkspaceLock::WorkspaceLock(WorkspaceLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

WorkspaceLock::~WorkspaceLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace tributary::catalog
