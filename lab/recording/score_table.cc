#include "lab/recording/score_table.h"

#include <fmt/format.h>

namespace tributary::lab {
namespace {

constexpr int kNameColumns = 14;

std::string figures(const std::string& treatment, const Cell& cell) {
  if (treatment == "negative")
    return fmt::format("{:>7.4f} {:>5} {:>6.3f}", cell.false_positives(), "",
                       cell.cpu_s / static_cast<double>(cell.queries));
  return fmt::format("{:>7.3f} {:>5.2f} {:>6.3f}", cell.top1(), cell.recall(),
                     cell.cpu_s / static_cast<double>(cell.queries));
}

std::string header(const std::vector<int>& lengths_s) {
  std::string line(kNameColumns, ' ');
  for (const int length_s : lengths_s)
    line += fmt::format("{:>23}", fmt::format("{} s: top-1   all  CPU s ", length_s));
  return line + "\n";
}

std::string verdict_mark(const Cell& cell, const std::optional<Target>& target, ScoreTable& table,
                         const report::Terminal& terminal) {
  if (!target) return " ";
  const bool reached = reaches(cell, *target);
  ++(reached ? table.reached : table.missed);
  return reached ? " " : report::painted("!", report::Colour::kRed, terminal);
}

std::string missed_line(const std::string& treatment, int length_s, const Cell& cell, const Target& target) {
  return fmt::format("  missed: {} at {} s reaches {:.3f}, target {}\n", treatment, length_s,
                     figure(cell, target.measure), target.limit);
}

}  // namespace

ScoreTable score_table(const Scores& scores, const Targets& targets, const report::Terminal& terminal) {
  ScoreTable table;
  table.text = header(scores.lengths_s());
  std::string missed;
  for (const std::string& treatment : scores.treatments()) {
    std::string line = fmt::format("{:<{}}", treatment, kNameColumns);
    for (const int length_s : scores.lengths_s()) {
      const Cell* cell = scores.cell(treatment, length_s);
      if (cell == nullptr) {
        line += fmt::format("{:>23}", "-  ");
        continue;
      }
      const auto target = targets.target(treatment, length_s);
      line += "  " + figures(treatment, *cell) + verdict_mark(*cell, target, table, terminal);
      if (target && !reaches(*cell, *target)) missed += missed_line(treatment, length_s, *cell, *target);
    }
    table.text += line + "\n";
  }
  table.text += fmt::format("{} of {} targets reached\n", table.reached, table.reached + table.missed) + missed;
  return table;
}

}  // namespace tributary::lab
