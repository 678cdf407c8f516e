// Runs a fuzz target without libFuzzer: its seeds, every file of its corpus, and seeded damage to each.
//   replay_TARGET CORPUS          runs them all; the input at fault is named on stderr
//   replay_TARGET --write FOLDER  writes the seeds for libFuzzer to start from
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include "fuzz/mutation.h"
#include "fuzz/target.h"

namespace {

constexpr int kDamagedCopies = 2000;

struct Input {
  std::string name;
  std::string bytes;
};

// The input being run, for the signal handler: plain bytes, written before each run.
char current_name[512];

void name_current_input(int signal_number) {
  constexpr std::string_view kMessage = "fails on ";
  (void)!::write(STDERR_FILENO, kMessage.data(), kMessage.size());
  (void)!::write(STDERR_FILENO, current_name, std::strlen(current_name));
  (void)!::write(STDERR_FILENO, "\n", 1);
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
}

std::vector<Input> corpus_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  if (std::filesystem::exists(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Input> inputs;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    inputs.push_back({path.filename().string(), std::string(std::istreambuf_iterator<char>(file), {})});
  }
  const std::vector<std::string> seeds = tributary::fuzz::seeds();
  for (std::size_t i = 0; i < seeds.size(); ++i) inputs.push_back({"seed " + std::to_string(i), seeds[i]});
  return inputs;
}

void run(const std::string& name, const std::string& bytes) {
  std::snprintf(current_name, sizeof current_name, "%s", name.c_str());
  // A copy of exactly this size, so that a sanitizer sees the first byte read beyond it.
  const std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

int write_seeds(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const std::vector<std::string> seeds = tributary::fuzz::seeds();
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    std::ofstream file(folder / ("seed_" + std::to_string(i)), std::ios::binary);
    file << seeds[i];
    if (!file.flush()) return 1;
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 3 && std::string_view(arguments[1]) == "--write") return write_seeds(arguments[2]);
  if (count != 2) {
    std::fprintf(stderr, "usage: %s CORPUS | --write FOLDER\n", arguments[0]);
    return 2;
  }
  for (const int signal_number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE}) std::signal(signal_number, name_current_input);
  const std::vector<Input> inputs = corpus_of(arguments[1]);
  if (inputs.empty()) {
    std::fprintf(stderr, "%s: neither seeds nor files\n", arguments[1]);
    return 1;
  }
  run("no bytes at all", "");
  for (const Input& input : inputs) {
    run(input.name, input.bytes);
    std::mt19937_64 random(20261123);
    for (int i = 0; i < kDamagedCopies; ++i)
      run(input.name + ", damaged copy " + std::to_string(i), tributary::fuzz::damaged(input.bytes, random));
  }
  std::printf("%zu inputs, %d damaged copies of each\n", inputs.size(), kDamagedCopies);
  return 0;
}
