// A tempo map: where each moment of a score lies in one version of it that is played faster, slower and unevenly.
#pragma once

#include <vector>

#include "lab/random/random.h"

namespace tributary::lab {

struct TempoRange {
  double slowest = 0.7;  // score seconds per second of the version
  double fastest = 1.4;
  double curve = 0.12;  // largest deviation of the logarithm of the tempo from its mean
};

// Strictly increasing and piecewise linear. Moment 0 of the version is the score's start_s. Thread safe.
class TempoMap {
 public:
  // The score at its own tempo.
  static TempoMap steady(double start_s, double ratio, double version_duration_s);

  // A mean tempo drawn evenly on a logarithmic scale, with one slow and one faster smooth wave on top.
  static TempoMap draw(double start_s, double version_duration_s, const TempoRange& range, Random& random);

  double to_score(double version_s) const;
  double to_version(double score_s) const;  // beyond the ends, the tempo of the end goes on

  double start_s() const { return score_s_.front(); }
  double end_s() const { return score_s_.back(); }

 private:
  static constexpr double kStep_s = 0.25;

  explicit TempoMap(std::vector<double> score_s) : score_s_(std::move(score_s)) {}

  std::vector<double> score_s_;  // the score's time at every kStep_s of the version, at least two
};

}  // namespace tributary::lab
