#include "audit/calibration.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fstream>
#include <set>
#include <span>

#include <fmt/core.h>

#include "base/file.h"

namespace tributary::audit {
namespace {

bool parse(const std::string& text, double& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

// A number of the file. Bounds keep what is computed from them finite and shares within their range.
struct Number {
  const char* name;
  double Calibration::*place;
  double most;
  bool may_be_zero;
  bool is_needed;
};

constexpr std::array kNumbers{Number{"slope", &Calibration::slope, 1e6, false, true},
                              Number{"half_width", &Calibration::half_width, 1e6, true, true},
                              Number{"coverage", &Calibration::coverage, 0.9999, false, true},
                              Number{"noise", &Calibration::noise, 1e6, true, true},
                              Number{"own_gain", &Calibration::own_gain, 1e6, true, true},
                              Number{"items", &Calibration::items, 1e9, true, false}};

Error invalid(const std::filesystem::path& path, const std::string& reason) {
  return Error{ErrorCode::kInvalidInput, path.string() + ": " + reason};
}

bool is_hash(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return std::isxdigit(static_cast<unsigned char>(c)); }) &&
         !text.empty() && text.size() % 32 == 0 && text.size() <= 64;
}

// False where the line is none of a calibration.
bool read_line(const std::string& name, const std::string& value, Calibration& calibration) {
  if (name == "checkpoint" || name == "store") {
    (name == "store" ? calibration.store : calibration.checkpoint) = value;
    return is_hash(value);
  }
  const auto found =
      std::find_if(kNumbers.begin(), kNumbers.end(), [&](const Number& one) { return name == one.name; });
  if (found == kNumbers.end()) return false;
  double& place = calibration.*found->place;
  return parse(value, place) && place >= 0 && place <= found->most && (place > 0 || found->may_be_zero);
}

}  // namespace

Result<Calibration> read_calibration(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) return Error{ErrorCode::kNotFound, path.string() + ": cannot be opened"};
  Calibration calibration;
  std::set<std::string> given;
  std::string line;
  for (int count = 1; std::getline(file, line); ++count) {
    const std::size_t tab = line.find('\t');
    const std::string name = line.substr(0, tab);
    if (!read_line(name, tab == std::string::npos ? "" : line.substr(tab + 1), calibration) ||
        !given.insert(name).second)
      return invalid(path, fmt::format("line {} is no number of a calibration, or out of range", count));
  }
  if (file.bad()) return Error{ErrorCode::kIo, path.string() + ": cannot be read"};
  for (const char* name : {"checkpoint", "store"})
    if (!given.contains(name)) return invalid(path, fmt::format("lacks a {}", name));
  for (const Number& number : kNumbers)
    if (number.is_needed && !given.contains(number.name)) return invalid(path, fmt::format("lacks a {}", number.name));
  return calibration;
}

Result<void> write_calibration(const std::filesystem::path& path, const Calibration& calibration) {
  const std::string text = fmt::format(
      "checkpoint\t{}\nstore\t{}\nslope\t{:.9g}\nhalf_width\t{:.9g}\ncoverage\t{:.4g}\nnoise\t{:.9g}\nown_gain\t{:.9g}"
      "\n"
      "items\t{:.9g}\n",
      calibration.checkpoint, calibration.store, calibration.slope, calibration.half_width, calibration.coverage,
      calibration.noise, calibration.own_gain, calibration.items);
  return base::replace_file(path, std::as_bytes(std::span(text)));
}

}  // namespace tributary::audit
