// The stored form of a calibration: lines of text, see docs/formats/calibration.md.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "trace/calibration.h"
#include "tributary/result.h"

namespace tributary::trace {

inline constexpr int kCalibrationVersion = 2;

// Every value is written with 9 digits, which decode_calibration() reads back.
std::string encode_calibration(const Calibration& calibration);

// `text` may be hostile: kCorrupt or kUnsupported name `name`, the line and the reason. Takes exactly what
// encode_calibration() writes, and no value that a calibration cannot have.
Result<Calibration> decode_calibration(std::string_view text, const std::string& name);

// The text of models/calibration.txt, as this program was built with it.
std::string_view shipped_calibration();

// Names a calibration: its last line's checksum, 32 lower-case hexadecimal digits.
std::string calibration_name(const Calibration& calibration);

}  // namespace tributary::trace
