// What retraining has shown about the scores of a store: how much loss a score stands for, and how far it may be off.
#pragma once

#include <filesystem>
#include <string>

#include "tributary/result.h"

namespace tributary::audit {

// A text file of lines "name<tab>value" (docs/formats/audit-calibration.md); lab_audit evaluate writes it.
struct Calibration {
  std::string checkpoint;  // of the model whose store was compared with retraining
  std::string store;       // GradientStore::name(): scores of another plan are worth something else
  double slope = 0;        // rise of a track's loss for a sum of scores of 1
  double half_width = 0;   // of the interval of an owner's effect: the conformal quantile of held-out errors
  double coverage = 0.9;
  double noise = 0;     // deviation of own_gain over tracks
  double items = 0;     // segments of an owner there, on average; 0: not known
  double own_gain = 0;  // how much lower a model's loss is on what it made than that of its retrained twin, on average

  bool operator==(const Calibration&) const = default;
};

// kInvalidInput names the file and the line, or what is missing or out of range.
Result<Calibration> read_calibration(const std::filesystem::path& path);
Result<void> write_calibration(const std::filesystem::path& path, const Calibration& calibration);

}  // namespace tributary::audit
