#include "trace/calibration_file.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/hash.h"

// The file becomes part of the program as it is.
__asm__(
    ".section .rodata\n"
    "tributary_calibration:\n"
    ".incbin \"" TRIBUTARY_CALIBRATION
    "\"\n"
    "tributary_calibration_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" {
// NOLINTBEGIN: their length is the assembler's
extern const char tributary_calibration[];
extern const char tributary_calibration_end[];
// NOLINTEND
}

namespace tributary::trace {
namespace {

constexpr std::string_view kMagic = "tributary calibration ";
constexpr std::string_view kChecksum = "checksum ";

// A value of a tier: its name, where it is kept, and what it may be.
struct Field {
  const char* name;
  double TierCalibration::*value;
  double least;
  double most;
};

constexpr double kAny = 1e6;
constexpr std::array kFields{
    Field{"null_from", &TierCalibration::null_from, -kAny, kAny},
    Field{"null_scale", &TierCalibration::null_scale, 1e-3, kAny},
    Field{"null_shape", &TierCalibration::null_shape, 0, 1},
    Field{"size_reference", &TierCalibration::size_reference, 1, 1e9},
    Field{"size_exponent", &TierCalibration::size_exponent, 0, 2},
    Field{"intercept", &TierCalibration::intercept, -kAny, kAny},
    Field{"slope", &TierCalibration::slope, 0, kAny},
    Field{"intercept_variance", &TierCalibration::intercept_variance, 0, kAny},
    Field{"slope_variance", &TierCalibration::slope_variance, 0, kAny},
    Field{"covariance", &TierCalibration::covariance, -kAny, kAny},
    Field{"stranger_odds", &TierCalibration::stranger_odds, 0, 1},
    Field{"stranger_rate", &TierCalibration::stranger_rate, 0, 1000},
    Field{"ceiling", &TierCalibration::ceiling, 0.5, 1},
    Field{"edge_s", &TierCalibration::edge_s, 0, 60},
    Field{"part_deviation", &TierCalibration::part_deviation, 0, 100},
    Field{"low_factor", &TierCalibration::low_factor, 0, 1000},
    Field{"high_factor", &TierCalibration::high_factor, 0, 1000},
};

using Tiers = std::array<std::pair<const char*, TierCalibration Calibration::*>, 3>;
constexpr Tiers kTiers{{{"recording", &Calibration::recording},
                        {"moved", &Calibration::moved},
                        {"composition", &Calibration::composition}}};

std::string checksum_of(std::string_view text) { return base::checksum128_hex(std::as_bytes(std::span(text))); }

// Reads a text line by line and keeps the number of the line for errors.
class Lines {
 public:
  Lines(std::string_view text, const std::string& name) : rest_(text), name_(name) {}

  Result<std::string_view> next() {
    ++number_;
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return fail("ends in the middle of a line, or has too few");
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }
  std::string_view rest() const { return rest_; }
  Error fail(const std::string& reason, ErrorCode code = ErrorCode::kCorrupt) const {
    return {code, fmt::format("{}: line {}: {}", name_, number_, reason)};
  }

 private:
  std::string_view rest_;
  const std::string& name_;
  int number_ = 0;
};

std::optional<double> number_in(std::string_view text) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

Result<double> read_field(Lines& lines, const std::string& tier, const Field& field) {
  TRIBUTARY_ASSIGN(const std::string_view line, lines.next());
  const std::string key = fmt::format("{}.{} ", tier, field.name);
  if (!line.starts_with(key)) return lines.fail("does not begin with \"" + key + "\"");
  const std::optional<double> value = number_in(line.substr(key.size()));
  if (!value) return lines.fail("holds no number");
  if (*value < field.least || *value > field.most)
    return lines.fail(fmt::format("{} is not between {} and {}", *value, field.least, field.most));
  return *value;
}

Result<TierCalibration> read_tier(Lines& lines, const std::string& name) {
  TierCalibration tier;
  for (const Field& field : kFields) {
    TRIBUTARY_ASSIGN(tier.*field.value, read_field(lines, name, field));
  }
  if (tier.covariance * tier.covariance > tier.intercept_variance * tier.slope_variance * 1.000001)
    return lines.fail("the tier's covariance is larger than its variances allow");
  return tier;
}

std::string body_of(const Calibration& calibration) {
  std::string text = fmt::format("{}{}\n", kMagic, kCalibrationVersion);
  for (const auto& [name, tier] : kTiers)
    for (const Field& field : kFields)
      text += fmt::format("{}.{} {:.9g}\n", name, field.name, (calibration.*tier).*field.value + 0.0);
  return text;
}

}  // namespace

std::string encode_calibration(const Calibration& calibration) {
  const std::string body = body_of(calibration);
  return body + std::string(kChecksum) + checksum_of(body) + "\n";
}

std::string calibration_name(const Calibration& calibration) { return checksum_of(body_of(calibration)); }

Result<Calibration> decode_calibration(std::string_view text, const std::string& name) {
  Lines lines(text, name);
  TRIBUTARY_ASSIGN(const std::string_view magic, lines.next());
  if (!magic.starts_with(kMagic)) return lines.fail("is no calibration");
  if (magic.substr(kMagic.size()) != std::to_string(kCalibrationVersion))
    return lines.fail(fmt::format("is not of version {}", kCalibrationVersion), ErrorCode::kUnsupported);
  Calibration calibration;
  for (const auto& [tier_name, tier] : kTiers) {
    TRIBUTARY_ASSIGN(calibration.*tier, read_tier(lines, tier_name));
  }
  const std::string_view body = text.substr(0, text.size() - lines.rest().size());
  TRIBUTARY_ASSIGN(const std::string_view checksum, lines.next());
  if (checksum != std::string(kChecksum) + checksum_of(body)) return lines.fail("the checksum does not hold");
  if (!lines.rest().empty()) return lines.fail("is followed by more");
  if (encode_calibration(calibration) != text) return lines.fail("a value is not written in the one way it can be");
  return calibration;
}

std::string_view shipped_calibration() {
  return {tributary_calibration, static_cast<std::size_t>(tributary_calibration_end - tributary_calibration)};
}

}  // namespace tributary::trace
