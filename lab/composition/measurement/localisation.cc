#include "lab/composition/measurement/localisation.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tributary::lab {
namespace {

constexpr double kStep_s = 0.1;
constexpr double kLeastShared_s = 3;

// Match less truth in the recording, at every step of the query that both name.
std::vector<double> deviations(const MatchedPassage& match, std::span<const Stretch> truth) {
  const double slope = (match.recording_end_s - match.recording_start_s) / (match.query_end_s - match.query_start_s);
  std::vector<double> found;
  for (const Stretch& stretch : truth) {
    const double tempo =
        (stretch.original_end_s - stretch.original_start_s) / (stretch.version_end_s - stretch.version_start_s);
    const double from_s = std::max(match.query_start_s, stretch.version_start_s);
    const double to_s = std::min(match.query_end_s, stretch.version_end_s);
    const auto steps = static_cast<int>(std::floor((to_s - from_s) / kStep_s + 0.5));
    for (int step = 0; step < steps; ++step) {
      const double query_s = from_s + (step + 0.5) * kStep_s;
      found.push_back(match.recording_start_s + (query_s - match.query_start_s) * slope -
                      (stretch.original_start_s + (query_s - stretch.version_start_s) * tempo));
    }
  }
  return found;
}

double mean_distance(const std::vector<double>& deviations_s, double shift_s) {
  double sum_s = 0;
  for (const double deviation_s : deviations_s) sum_s += std::abs(deviation_s - shift_s);
  return sum_s / static_cast<double>(deviations_s.size());
}

}  // namespace

std::optional<double> localisation_error_s(const MatchedPassage& match, std::span<const Stretch> truth,
                                           std::span<const double> repeats_s) {
  const std::vector<double> deviations_s = deviations(match, truth);
  if (static_cast<double>(deviations_s.size()) * kStep_s < kLeastShared_s - kStep_s / 2) return std::nullopt;
  double least_s = mean_distance(deviations_s, 0);
  for (const double shift_s : repeats_s) least_s = std::min(least_s, mean_distance(deviations_s, shift_s));
  return least_s;
}

}  // namespace tributary::lab
