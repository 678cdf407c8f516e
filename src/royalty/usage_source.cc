#include "royalty/usage_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include <zlib.h>

#include "base/check.h"
#include "base/hash.h"

namespace tributary::royalty {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 18;
constexpr int kGzipWindow = 15 + 16;  // the largest window, and a gzip header

Error system_error(const std::filesystem::path& path, const char* action) {
  const int code = errno;
  return Error{code == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
               path.string() + ": cannot " + action + ": " + std::generic_category().message(code)};
}

struct Descriptor {
  int number = -1;

  explicit Descriptor(int opened) : number(opened) {}
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

}  // namespace

ByteReader bytes_of(std::string_view text) {
  return [text](std::span<char> buffer) mutable -> Result<std::size_t> {
    const std::size_t count = std::min(buffer.size(), text.size());
    std::copy_n(text.begin(), count, buffer.begin());
    text.remove_prefix(count);
    return count;
  };
}

struct UsageSource::State {
  State(std::filesystem::path file, int descriptor) : path(std::move(file)), file_descriptor(descriptor) {}
  ~State() {
    if (compressed) ::inflateEnd(&stream);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Result<std::size_t> read_file(std::span<char> buffer) const {
    while (true) {
      const ssize_t count = ::read(file_descriptor.number, buffer.data(), buffer.size());
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR) return system_error(path, "read");
    }
  }

  Result<void> hash_file() {
    base::Sha256 hash;
    std::vector<char> block(kBlockBytes);
    bool first = true;
    while (true) {
      TRIBUTARY_ASSIGN(const std::size_t count, read_file(block));
      if (count == 0) break;
      if (std::exchange(first, false)) starts_as_gzip = count > 1 && block[0] == '\x1f' && block[1] == '\x8b';
      hash.update(std::as_bytes(std::span(block).first(count)));
    }
    sha256 = hash.finish_hex();
    if (::lseek(file_descriptor.number, 0, SEEK_SET) != 0) return system_error(path, "read again");
    return {};
  }

  void start_inflating() {
    input.resize(kBlockBytes);
    TRIBUTARY_CHECK(::inflateInit2(&stream, kGzipWindow) == Z_OK);
    compressed = true;
  }

  Error damaged(const char* reason) const { return Error{ErrorCode::kCorrupt, path.string() + ": " + reason}; }

  Result<std::size_t> inflate_into(std::span<char> buffer) {
    // zlib's types are unsigned bytes; chars may alias them.
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    while (stream.avail_out > 0) {
      if (stream.avail_in == 0) {
        TRIBUTARY_ASSIGN(const std::size_t count, read_file(input));
        if (count == 0) {
          if (inside_member) return damaged("the compressed data is cut off");
          break;
        }
        stream.next_in = reinterpret_cast<Bytef*>(input.data());
        stream.avail_in = static_cast<uInt>(count);
      }
      if (!std::exchange(inside_member, true)) ::inflateReset(&stream);
      const int code = ::inflate(&stream, Z_NO_FLUSH);
      if (code == Z_STREAM_END)
        inside_member = false;
      else if (code != Z_OK)
        return damaged("the compressed data is damaged");
    }
    return buffer.size() - stream.avail_out;
  }

  std::filesystem::path path;
  Descriptor file_descriptor;
  struct stat status {};
  std::string sha256;
  bool starts_as_gzip = false;
  bool compressed = false;
  bool inside_member = false;
  std::vector<char> input;
  z_stream stream{};
};

UsageSource::UsageSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
UsageSource::UsageSource(UsageSource&&) noexcept = default;
UsageSource& UsageSource::operator=(UsageSource&&) noexcept = default;
UsageSource::~UsageSource() = default;

Result<UsageSource> UsageSource::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return system_error(path, "open");
  auto state = std::make_unique<State>(path, descriptor);
  if (::fstat(descriptor, &state->status) != 0) return system_error(path, "inspect");
  if (!S_ISREG(state->status.st_mode))
    return Error{ErrorCode::kInvalidInput, path.string() + ": is not a regular file"};
  TRIBUTARY_TRY(state->hash_file());
  if (state->starts_as_gzip) state->start_inflating();
  return UsageSource(std::move(state));
}

const std::string& UsageSource::sha256() const { return state_->sha256; }

Result<std::size_t> UsageSource::read(std::span<char> buffer) {
  return state_->compressed ? state_->inflate_into(buffer) : state_->read_file(buffer);
}

Result<void> UsageSource::check_unchanged() const {
  struct stat now {};
  if (::fstat(state_->file_descriptor.number, &now) != 0) return system_error(state_->path, "inspect");
  const struct stat& then = state_->status;
  if (now.st_size != then.st_size || now.st_mtim.tv_sec != then.st_mtim.tv_sec ||
      now.st_mtim.tv_nsec != then.st_mtim.tv_nsec)
    return Error{ErrorCode::kConflict, state_->path.string() + ": was changed while it was being read"};
  return {};
}

}  // namespace tributary::royalty
