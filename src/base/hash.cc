#include "base/hash.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include <fmt/core.h>
#include <openssl/evp.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/check.h"

namespace tributary::base {
namespace {

using FileStream = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

// Anything but a regular file is refused: opening or reading a pipe or a device may never end.
Result<FileStream> open_regular_file(const std::filesystem::path& path) {
  FileStream file(nullptr, &std::fclose);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor >= 0) file.reset(::fdopen(descriptor, "rb"));
  struct stat status {};
  if (!file || ::fstat(descriptor, &status) != 0) {
    if (errno == ENOENT) return Error{ErrorCode::kNotFound, path.string() + ": no such file"};
    return Error{ErrorCode::kIo, fmt::format("{}: cannot open: {}", path.string(), std::strerror(errno))};
  }
  if (S_ISREG(status.st_mode)) return file;
  const char* kind = S_ISDIR(status.st_mode) ? "is a directory" : "is not a regular file";
  return Error{ErrorCode::kInvalidInput, fmt::format("{}: {}", path.string(), kind)};
}

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  TRIBUTARY_CHECK(state_->context != nullptr);
  TRIBUTARY_CHECK(EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::span<const std::byte> bytes) {
  TRIBUTARY_CHECK(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

Sha256Digest Sha256::finish() {
  Sha256Digest digest{};
  unsigned int length = 0;
  TRIBUTARY_CHECK(EVP_DigestFinal_ex(state_->context.get(), digest.data(), &length) == 1 && length == digest.size());
  TRIBUTARY_CHECK(EVP_DigestInit_ex(state_->context.get(), nullptr, nullptr) == 1);
  return digest;
}

std::string Sha256::finish_hex() { return hex_of(finish()); }

std::string hex_of(std::span<const std::uint8_t> bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 15U];
  }
  return hex;
}

Result<std::string> sha256_of_file(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(const auto file, open_regular_file(path));
  Sha256 hash;
  std::vector<std::byte> block(std::size_t{1} << 18U);
  while (const std::size_t count = std::fread(block.data(), 1, block.size(), file.get()))
    hash.update(std::span(block).first(count));
  if (std::ferror(file.get()) != 0)
    return Error{ErrorCode::kIo, fmt::format("{}: cannot read: {}", path.string(), std::strerror(errno))};
  return hash.finish_hex();
}

std::string sha256_of_text(std::string_view text) {
  Sha256 hash;
  hash.update(std::as_bytes(std::span(text)));
  return hash.finish_hex();
}

std::array<std::uint8_t, 16> checksum128(std::span<const std::byte> bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  std::array<std::uint8_t, 16> out{};
  std::memcpy(out.data(), canonical.digest, out.size());
  return out;
}

std::string checksum128_hex(std::span<const std::byte> bytes) { return hex_of(checksum128(bytes)); }

}  // namespace tributary::base
