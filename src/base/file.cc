#include "base/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fmt/core.h>

namespace tributary::base {
namespace {

constexpr const char* kTemporaryMark = ".tmp-";

class FileDescriptor {
 public:
  explicit FileDescriptor(int value) : value_(value) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (value_ >= 0) ::close(value_);
  }
  int get() const { return value_; }

 private:
  int value_;
};

Error system_error(const std::filesystem::path& path, const char* action) {
  const int number = errno;
  const auto code = number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
  return Error{code, fmt::format("{}: cannot {}: {}", path.string(), action, std::strerror(number))};
}

Result<void> write_all(int descriptor, std::span<const std::byte> bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error(path, "write");
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const FileDescriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() < 0) return system_error(folder, "open");
  if (::fsync(descriptor.get()) != 0) return system_error(folder, "sync");
  return {};
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  const FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor.get() < 0) return system_error(path, "open");
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) return system_error(path, "inspect");
  if (!S_ISREG(status.st_mode)) return Error{ErrorCode::kInvalidInput, path.string() + ": is not a regular file"};
  if (status.st_size == 0) return MappedFile({});
  const auto size = static_cast<std::size_t>(status.st_size);
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor.get(), 0);
  if (address == MAP_FAILED) return system_error(path, "map");
  return MappedFile(std::span(static_cast<const std::byte*>(address), size));
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  // munmap takes a mutable pointer but changes no byte.
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

Result<void> replace_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  static std::atomic<unsigned> counter{0};
  const std::filesystem::path temporary =
      path.string() + fmt::format("{}{}-{}", kTemporaryMark, ::getpid(), counter.fetch_add(1));
  auto written = [&]() -> Result<void> {
    const FileDescriptor descriptor(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (descriptor.get() < 0) return system_error(temporary, "create");
    TRIBUTARY_TRY(write_all(descriptor.get(), bytes, temporary));
    if (::fsync(descriptor.get()) != 0) return system_error(temporary, "sync");
    if (::rename(temporary.c_str(), path.c_str()) != 0) return system_error(path, "replace");
    return {};
  }();
  if (!written) {
    ::unlink(temporary.c_str());
    return written;
  }
  const auto folder = path.parent_path();
  return sync_folder(folder.empty() ? std::filesystem::path(".") : folder);
}

Result<void> remove_stale_temporaries(const std::filesystem::path& folder) {
  std::error_code failure;
  std::filesystem::directory_iterator entries(folder, failure);
  if (failure) return Error{ErrorCode::kIo, folder.string() + ": cannot list: " + failure.message()};
  for (const auto& entry : entries) {
    if (entry.path().filename().string().find(kTemporaryMark) == std::string::npos) continue;
    std::filesystem::remove(entry.path(), failure);
    if (failure) return Error{ErrorCode::kIo, entry.path().string() + ": cannot remove: " + failure.message()};
  }
  return {};
}

}  // namespace tributary::base
