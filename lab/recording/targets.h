// Targets: the figures that the recording tier has to reach, and which of them a run missed.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "lab/recording/scores.h"
#include "tributary/result.h"

namespace tributary::lab {

enum class Measure { kTop1, kAll, kFalsePositives };

struct Target {
  Measure measure = Measure::kTop1;
  double limit = 0;  // at least this much; at most, for false positives
};

class Targets {
 public:
  // A CSV file with the columns treatment, measure ("top1", "all", "false_positives") and one limit per
  // length: 5_s, 10_s, 15_s. Errors name the file and the line.
  static Result<Targets> read(const std::filesystem::path& path);

  std::optional<Target> target(const std::string& treatment, int length_s) const;

 private:
  std::map<std::pair<std::string, int>, Target> targets_;
};

// The figure of the cell that the target speaks of.
double figure(const Cell& cell, Measure measure);

// Whether the figure, rounded as the targets are to two decimals, reaches the target. A target of 1
// means every query, and false positives are not rounded.
bool reaches(const Cell& cell, const Target& target);

}  // namespace tributary::lab
