// A time map: which seconds of a version are which seconds of its original.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace tributary::lab {

// Times run evenly from one end of a stretch to the other; start < end on both sides.
struct Stretch {
  double original_start_s = 0;
  double original_end_s = 0;
  double version_start_s = 0;
  double version_end_s = 0;

  bool operator==(const Stretch&) const = default;
};

// Thread safe.
class TimeMap {
 public:
  // Stretches in the order of the version, which do not overlap there. They may on the original's side: a passage
  // that is played twice. Neighbours that run on at nearly the same tempo become one: no moment moves by more than
  // 5 ms.
  explicit TimeMap(std::vector<Stretch> stretches);

  // Every place of the version where this moment of the original is played, increasing.
  std::vector<double> version_times(double original_s) const;

  // Nothing where the version plays no moment of the original.
  std::optional<double> original_time(double version_s) const;

  std::span<const Stretch> stretches() const { return stretches_; }

 private:
  std::vector<Stretch> stretches_;
};

}  // namespace tributary::lab
