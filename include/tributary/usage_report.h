// Reports of usage as files: what one says, and what became of it when it was imported.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tributary/finding.h"
#include "tributary/money.h"
#include "tributary/rights.h"

namespace tributary {

enum class UsageFormat : std::uint8_t {
  kCsv = 1,  // docs/formats/usage.md
  kDsr = 2,  // a DDEX Digital Sales Report, a subset of the Basic Audio Profile
};
inline std::string_view name_of(UsageFormat format) { return format == UsageFormat::kCsv ? "csv" : "dsr"; }

// Money that a report states for many of its lines together: an SY record.
struct UsagePool {
  std::string summary_id;
  std::string territory;
  std::string service;
  Day period_start;
  Day period_end;
  std::int64_t uses = 0;
  Money net_revenue;

  bool operator==(const UsagePool&) const = default;
};

// A report whose lines a workspace holds.
struct UsageReport {
  std::string sha256;  // of the file
  std::string name;    // of the file, without its folder
  UsageFormat format = UsageFormat::kCsv;
  // Of a DSR file: together unique for ever.
  std::string sender_id;
  std::string message_id;
  std::int64_t file_number = 1;
  std::int64_t imported_ms = 0;  // since 1970-01-01 UTC
  std::int64_t lines = 0;        // usable ones, corrections included
  std::int64_t refused = 0;      // lines that are still to be corrected
  std::int64_t not_royalty_bearing = 0;
  std::vector<UsagePool> pools;

  bool operator==(const UsageReport&) const = default;
};

// What an import of one file did.
struct UsageImport {
  std::string path;
  std::string sha256;         // of the file
  std::string report_sha256;  // of its report: another one where the file corrects refused lines
  UsageFormat format = UsageFormat::kCsv;
  bool known_file = false;  // it had been imported before, and nothing was read
  std::int64_t added = 0;
  std::int64_t repeated = 0;  // corrections that had been made before
  std::int64_t not_royalty_bearing = 0;
  std::int64_t refused = 0;
  std::string refused_file;       // where the refused lines are, to be corrected; empty where there are none
  std::vector<Finding> refusals;  // the first kListedRefusals of them

  static constexpr std::size_t kListedRefusals = 20;

  bool is_correction() const { return report_sha256 != sha256; }
  bool operator==(const UsageImport&) const = default;
};

}  // namespace tributary
