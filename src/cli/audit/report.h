// The page that `tributary audit attribute --report` writes for a track.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "tributary/audit_answer.h"
#include "tributary/result.h"

namespace tributary::cli {

struct AuditReportSettings {
  std::filesystem::path folder;  // where pages go; it is there
  std::filesystem::path music;   // where recordings with relative names lie; empty: the working folder
  bool with_audio = true;
  double coverage = 0.9;  // of the calibration's intervals
  std::size_t threads = 1;
};

// Decodes the track and the recordings of its influences for excerpts, and writes the page under this name. What cannot
// be heard is named on the page. The path of the page.
Result<std::filesystem::path> write_audit_report(const AuditAnswer& answer, const std::string& name,
                                                 const AuditReportSettings& settings);

}  // namespace tributary::cli
