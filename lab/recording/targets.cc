#include "lab/recording/targets.h"

#include <array>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "lab/recording/table_file.h"

namespace tributary::lab {
namespace {

Result<Measure> measure_field(const TableRow& row) {
  static const std::map<std::string, Measure> kMeasures = {
      {"top1", Measure::kTop1}, {"all", Measure::kAll}, {"false_positives", Measure::kFalsePositives}};
  const std::string& name = row.fields.at("measure");
  const auto found = kMeasures.find(name);
  if (found == kMeasures.end()) return Error{ErrorCode::kInvalidInput, row.place + ": no such measure: " + name};
  return found->second;
}

}  // namespace

Result<Targets> Targets::read(const std::filesystem::path& path) {
  static const std::array<std::string, 5> kColumns = {"treatment", "measure", "5_s", "10_s", "15_s"};
  TRIBUTARY_ASSIGN(const std::vector<TableRow> rows, read_table(path, kColumns));
  Targets targets;
  for (const TableRow& row : rows) {
    TRIBUTARY_ASSIGN(const Measure measure, measure_field(row));
    for (const int length_s : {5, 10, 15}) {
      TRIBUTARY_ASSIGN(const double limit, number_field(row, std::to_string(length_s) + "_s"));
      targets.targets_[{row.fields.at("treatment"), length_s}] = {measure, limit};
    }
  }
  return targets;
}

std::optional<Target> Targets::target(const std::string& treatment, int length_s) const {
  const auto found = targets_.find({treatment, length_s});
  if (found == targets_.end()) return std::nullopt;
  return found->second;
}

double figure(const Cell& cell, Measure measure) {
  switch (measure) {
    case Measure::kTop1:
      return cell.top1();
    case Measure::kAll:
      return cell.recall();
    case Measure::kFalsePositives:
      return cell.false_positives();
  }
  TRIBUTARY_CHECK(false);
}

bool reaches(const Cell& cell, const Target& target) {
  const double value = figure(cell, target.measure);
  if (target.measure == Measure::kFalsePositives) return value <= target.limit;
  if (target.limit >= 1) return value >= 1;
  return std::round(value * 100) / 100 >= target.limit - 1e-9;
}

}  // namespace tributary::lab
