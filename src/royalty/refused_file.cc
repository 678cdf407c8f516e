#include "royalty/refused_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/core.h>

namespace tributary::royalty {
namespace {

Error system_error(const std::filesystem::path& path, const char* action) {
  const int code = errno;
  return Error{ErrorCode::kIo, path.string() + ": cannot " + action + ": " + std::generic_category().message(code)};
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return system_error(folder, "open");
  const bool synced = ::fsync(descriptor) == 0;
  const auto failure = synced ? Result<void>() : Result<void>(system_error(folder, "sync"));
  ::close(descriptor);
  return failure;
}

}  // namespace

struct RefusedFile::State {
  ~State() {
    if (file != nullptr) std::fclose(file);
    if (!kept) ::unlink(temporary.c_str());
  }

  std::filesystem::path path;
  std::filesystem::path temporary;
  std::FILE* file = nullptr;
  bool kept = false;
};

RefusedFile::RefusedFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
RefusedFile::RefusedFile(RefusedFile&&) noexcept = default;
RefusedFile& RefusedFile::operator=(RefusedFile&&) noexcept = default;
RefusedFile::~RefusedFile() = default;

const std::filesystem::path& RefusedFile::path() const { return state_->path; }

Result<RefusedFile> RefusedFile::create(const std::filesystem::path& path) {
  std::error_code failure;
  std::filesystem::create_directories(path.parent_path(), failure);
  if (failure)
    return Error{ErrorCode::kIo, path.parent_path().string() + ": cannot create the folder: " + failure.message()};
  auto state = std::make_unique<State>();
  state->path = path;
  state->temporary = path.string() + fmt::format(".tmp-{}", ::getpid());
  state->file = std::fopen(state->temporary.c_str(), "we");
  if (state->file == nullptr) return system_error(state->temporary, "create");
  return RefusedFile(std::move(state));
}

Result<void> RefusedFile::add_line(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), state_->file) != text.size() || std::fputc('\n', state_->file) == EOF)
    return system_error(state_->temporary, "write");
  return {};
}

Result<void> RefusedFile::keep() {
  if (std::fflush(state_->file) != 0) return system_error(state_->temporary, "write");
  if (::fsync(::fileno(state_->file)) != 0) return system_error(state_->temporary, "sync");
  if (::rename(state_->temporary.c_str(), state_->path.c_str()) != 0) return system_error(state_->path, "replace");
  state_->kept = true;
  return sync_folder(state_->path.parent_path());
}

}  // namespace tributary::royalty
