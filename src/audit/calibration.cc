#include "audit/calibration.h"

#include <charconv>
#include <cmath>
#include <fstream>
#include <span>

#include <fmt/core.h>

#include "base/file.h"

namespace tributary::audit {
namespace {

bool parse(const std::string& text, double& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

// Null where the calibration has no such number.
double* number(Calibration& calibration, const std::string& name) {
  if (name == "slope") return &calibration.slope;
  if (name == "half_width") return &calibration.half_width;
  if (name == "coverage") return &calibration.coverage;
  if (name == "items") return &calibration.items;
  return name == "noise" ? &calibration.noise : nullptr;
}

}  // namespace

Result<Calibration> read_calibration(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) return Error{ErrorCode::kNotFound, path.string() + ": cannot be opened"};
  Calibration calibration;
  std::string line;
  for (int count = 1; std::getline(file, line); ++count) {
    const std::size_t tab = line.find('\t');
    const std::string name = line.substr(0, tab);
    const std::string value = tab == std::string::npos ? "" : line.substr(tab + 1);
    double* place = number(calibration, name);
    if (name == "checkpoint" && value.size() == 64)
      calibration.checkpoint = value;
    else if (place == nullptr || !parse(value, *place))
      return Error{ErrorCode::kInvalidInput,
                   fmt::format("{}: line {} is no number of a calibration", path.string(), count)};
  }
  if (calibration.checkpoint.empty() || !(calibration.slope > 0) || !(calibration.half_width >= 0) ||
      !(calibration.noise >= 0) || !(calibration.items >= 0) || !(calibration.coverage > 0 && calibration.coverage < 1))
    return Error{ErrorCode::kInvalidInput, path.string() + ": lacks a checkpoint, or has a number out of range"};
  return calibration;
}

Result<void> write_calibration(const std::filesystem::path& path, const Calibration& calibration) {
  const std::string text =
      fmt::format("checkpoint\t{}\nslope\t{:.9g}\nhalf_width\t{:.9g}\ncoverage\t{:.4g}\nnoise\t{:.9g}\nitems\t{:.9g}\n",
                  calibration.checkpoint, calibration.slope, calibration.half_width, calibration.coverage,
                  calibration.noise, calibration.items);
  return base::replace_file(path, std::as_bytes(std::span(text)));
}

}  // namespace tributary::audit
