// What another catalog changes in the answers to the same cases.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lab/calibration/case_record.h"

namespace tributary::lab {

struct RecordComparison {
  std::size_t cases = 0;                     // that both have
  std::vector<std::string> verdict_changes;  // names of cases
  std::size_t shares = 0;                    // of owners that either names
  std::vector<std::string> beyond_interval;  // case, tier and owner: the share lies outside the first answer's interval
  double largest_change = 0;                 // of an owner's share
};

RecordComparison compare_records(std::span<const CaseRecord> before, std::span<const CaseRecord> after);

std::string comparison_text(const RecordComparison& comparison);

}  // namespace tributary::lab
