// The disk that durable writes are measured on: a folder there, what it takes without any of our code, and percentiles.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace tributary::bench {

// A new folder in TRIBUTARY_BENCH_DIR, or in the current one; removed at the end. A memory file system does not sync:
// /dev/shm shows what our own work takes.
class BenchFolder {
 public:
  explicit BenchFolder(const std::string& name);
  BenchFolder(const BenchFolder&) = delete;
  BenchFolder& operator=(const BenchFolder&) = delete;
  ~BenchFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A file that every write is synced to before it counts as done.
class SyncedFile {
 public:
  enum class Place {
    kBehind,  // each write makes the file longer
    kOver,    // each write replaces what is there
  };
  SyncedFile(const std::filesystem::path& path, Place place);
  SyncedFile(const SyncedFile&) = delete;
  SyncedFile& operator=(const SyncedFile&) = delete;
  ~SyncedFile();

  void write(std::size_t bytes);

 private:
  int file_ = -1;
  Place place_;
  std::size_t position_ = 0;
};

// How long each of many calls took.
class Durations {
 public:
  template <typename Call>
  void time(Call call);

  // Counters NAME_p50_ms and so on.
  void report(benchmark::State& state, const std::string& name);

 private:
  void add_since(double begun_ms);
  static double now_ms();

  std::vector<double> durations_ms_;
};

template <typename Call>
void Durations::time(Call call) {
  const double begun_ms = now_ms();
  call();
  add_since(begun_ms);
}

}  // namespace tributary::bench
