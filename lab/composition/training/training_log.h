// The log of a training run: JSON lines in a file, and progress for people on stderr.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "tributary/result.h"

namespace tributary::lab {

class TrainingLog {
 public:
  using Values = std::vector<std::pair<std::string, double>>;

  // Appends to the file at `path`.
  static Result<TrainingLog> open(const std::filesystem::path& path);

  // One line: {"event":"...","step":...,"name":value,...}. `event` and the names need no escaping.
  void write(const std::string& event, std::uint64_t step, const Values& values);

 private:
  explicit TrainingLog(std::ofstream file) : file_(std::move(file)) {}

  std::ofstream file_;
};

}  // namespace tributary::lab
