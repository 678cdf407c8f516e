#include "bench/disk.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace tributary::bench {
namespace {

constexpr std::size_t kRoom = std::size_t{16} << 20U;  // of a file that is written over

}  // namespace

BenchFolder::BenchFolder(const std::string& name) {
  const char* parent = std::getenv("TRIBUTARY_BENCH_DIR");
  const std::filesystem::path folder = parent == nullptr ? std::filesystem::current_path() : parent;
  std::string pattern = (folder / (name + "-XXXXXX")).string();
  if (::mkdtemp(pattern.data()) == nullptr) std::abort();
  path_ = pattern;
}

BenchFolder::~BenchFolder() { std::filesystem::remove_all(path_); }

SyncedFile::SyncedFile(const std::filesystem::path& path, Place place)
    : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)), place_(place) {
  if (file_ < 0) std::abort();
  if (place == Place::kBehind) return;
  const std::string room(kRoom, '0');
  if (::pwrite(file_, room.data(), room.size(), 0) != static_cast<ssize_t>(kRoom) || ::fsync(file_) != 0) std::abort();
}

SyncedFile::~SyncedFile() { ::close(file_); }

void SyncedFile::write(std::size_t bytes) {
  if (place_ == Place::kOver && position_ + bytes > kRoom) position_ = 0;
  const std::string content(bytes, static_cast<char>('a' + position_ % 26));
  const ssize_t written = ::pwrite(file_, content.data(), bytes, static_cast<off_t>(position_));
  if (written != static_cast<ssize_t>(bytes) || ::fdatasync(file_) != 0) std::abort();
  position_ += bytes;
}

double Durations::now_ms() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void Durations::add_since(double begun_ms) { durations_ms_.push_back(now_ms() - begun_ms); }

void Durations::report(benchmark::State& state, const std::string& name) {
  if (durations_ms_.empty()) return;
  std::sort(durations_ms_.begin(), durations_ms_.end());
  const auto quantile = [&](std::size_t per_mille) {
    return durations_ms_[(durations_ms_.size() - 1) * per_mille / 1000];
  };
  state.counters[name + "_p50_ms"] = quantile(500);
  state.counters[name + "_p99_ms"] = quantile(990);
  state.counters[name + "_p99.9_ms"] = quantile(999);
}

}  // namespace tributary::bench
