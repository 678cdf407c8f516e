#include "lab/composition/measurement/tally_table.h"

#include <fmt/format.h>

#include "lab/composition/measurement/proportion.h"

namespace tributary::lab {
namespace {

std::string share(double sum, std::size_t count) {
  if (count == 0) return fmt::format("{:>19}", "-   ");
  const Interval interval = wilson_interval(sum, count);
  const double part = sum / static_cast<double>(count);
  return fmt::format("  {:5.1f} [{:>4.1f}-{:>5.1f}]", 100 * part, 100 * interval.low, 100 * interval.high);
}

std::string line(const TallyRow& row, bool names_seconds) {
  return fmt::format("  {:<16}{:>6}{}{}{}{}{}\n", row.name, row.queries,
                     share(static_cast<double>(row.right), row.queries),
                     share(static_cast<double>(row.near), row.queries), share(row.precision, row.queries),
                     share(static_cast<double>(row.accepted), row.queries),
                     share(static_cast<double>(row.localised), names_seconds ? row.with_truth : 0));
}

}  // namespace

std::string tally_table(const std::string& method, const Tally& tally) {
  std::string text = fmt::format("{}\n{:>24}{:>19}{:>19}{:>19}{:>19}{:>19}\n", method, "n", "top-1 %     ",
                                 "top-20 %     ", "MAP %      ", "true pos. %   ", "within 1 s %  ");
  for (const TallyRow& row : tally.conditions) text += line(row, tally.names_seconds);
  if (!tally.traditions.empty()) text += "  of which\n";
  for (const TallyRow& row : tally.traditions) text += line(row, tally.names_seconds);
  text += fmt::format("  threshold {:.4f}, chosen on {} negatives; false positives among {} others: {} ={}\n",
                      tally.threshold, tally.chosen_on, tally.negatives, tally.false_positives,
                      share(static_cast<double>(tally.false_positives), tally.negatives));
  text += fmt::format("  {:.1f}% of all negatives exceed {:.4f}; {} found their own tune under another title\n\n",
                      100 * kMostFalsePositives, tally.lowest_threshold, tally.shared_tunes);
  return text;
}

}  // namespace tributary::lab
