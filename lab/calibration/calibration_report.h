// The report of a calibration: what of its goals is reached on cases that it was not fitted on.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "lab/calibration/case_record.h"
#include "tributary/result.h"

namespace tributary::lab {

// Goals with their intervals, then tables by kind of case, treatment and subgroup, and reliability tables.
std::string calibration_report(std::span<const CaseRecord> records);

// Reliability diagrams of each tier, all cases together and by kind, treatment and group, as SVG files in `folder`.
Result<std::size_t> draw_reliability(std::span<const CaseRecord> records, const std::filesystem::path& folder);

}  // namespace tributary::lab
