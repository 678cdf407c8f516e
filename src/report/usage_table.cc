#include "report/usage_table.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include <fmt/core.h>

#include "report/display_text.h"

namespace tributary::report {
namespace {

constexpr int kNarrowestColumns = 72;
constexpr int kFormatColumns = 6;
constexpr int kCountColumns = 12;
constexpr int kHashColumns = 16;

std::string counted(std::int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string outcome(const UsageImport& import) {
  if (import.known_file) return "was imported before, and changes nothing";
  std::string text = counted(import.added, "line") + (import.is_correction() ? " corrected" : " added");
  if (import.repeated > 0) text += fmt::format(", {} corrected before", import.repeated);
  if (import.not_royalty_bearing > 0) text += fmt::format(", {} not royalty-bearing", import.not_royalty_bearing);
  if (import.refused > 0) text += fmt::format(", {} refused", import.refused);
  return text;
}

}  // namespace

std::string usage_import_summary(const UsageImport& import, const Terminal& terminal) {
  std::string text = fmt::format("{}: {}\n", printable(import.path), outcome(import));
  for (const Finding& finding : import.refusals)
    text += fmt::format("  {}: {}\n", printable(finding.place), printable(finding.reason));
  const std::int64_t further = import.refused - std::ssize(import.refusals);
  if (further > 0) text += fmt::format("  and {} more\n", further);
  if (import.refused > 0)
    text += painted(
        fmt::format("  Correct the refused lines in {} and import that file.\n", printable(import.refused_file)),
        Colour::kYellow, terminal);
  return text;
}

std::string usage_reports_table(const std::vector<UsageReport>& reports, const Terminal& terminal) {
  const int name_columns = std::max(
      8, std::max(terminal.columns, kNarrowestColumns) - kFormatColumns - 2 * kCountColumns - kHashColumns - 8);
  std::string text = painted(fmt::format("{}  {}  {:>{}}  {:>{}}  {}", fitted("report", name_columns),
                                         fitted("format", kFormatColumns), "lines", kCountColumns, "to correct",
                                         kCountColumns, fitted("sha256", kHashColumns)),
                             Colour::kBold, terminal) +
                     "\n";
  for (const UsageReport& report : reports) {
    text += fmt::format("{}  {}  {:>{}}  {:>{}}  {}\n", fitted(printable(report.name), name_columns),
                        fitted(name_of(report.format), kFormatColumns), report.lines, kCountColumns, report.refused,
                        kCountColumns, report.sha256.substr(0, kHashColumns));
    for (const UsagePool& pool : report.pools)
      text += fmt::format("  {} {} {} to {}: {}, net revenue {}\n", pool.territory, printable(pool.service),
                          to_string(pool.period_start), to_string(pool.period_end), counted(pool.uses, "use"),
                          to_string(pool.net_revenue));
  }
  return text + counted(std::ssize(reports), "report") + "\n";
}

}  // namespace tributary::report
