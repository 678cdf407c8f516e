#include "lab/composition/training/training_log.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <iostream>

namespace tributary::lab {
namespace {

std::string number(double value) {
  if (!std::isfinite(value)) return "null";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", value);
  return text.data();
}

}  // namespace

Result<TrainingLog> TrainingLog::open(const std::filesystem::path& path) {
  std::ofstream file(path, std::ios::app);
  if (!file) return Error{ErrorCode::kIo, path.string() + ": cannot be written"};
  return TrainingLog(std::move(file));
}

void TrainingLog::write(const std::string& event, std::uint64_t step, const Values& values) {
  std::string line = "{\"event\":\"" + event + "\",\"step\":" + std::to_string(step);
  std::string words = event + " " + std::to_string(step);
  for (const auto& [name, value] : values) {
    line += ",\"" + name + "\":" + number(value);
    words += "  " + name + " " + number(value);
  }
  file_ << line << "}\n" << std::flush;
  std::cerr << words << '\n';
}

}  // namespace tributary::lab
