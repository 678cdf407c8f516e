#include "report/match_geometry.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "report/wording.h"

namespace tributary::report {
namespace {

constexpr int kLinesMax = 8;

PictureSide side_of(const Passage& passage, double middle_s, double middle_x, double pixels_per_s) {
  return {passage.start_s, passage.end_s, middle_x - (middle_s - passage.start_s) * pixels_per_s, pixels_per_s};
}

}  // namespace

double tick_step(double length_s, int most) {
  constexpr std::array kSteps{0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0};
  for (const double step : kSteps)
    if (length_s <= step * most) return step;
  return kSteps.back() * std::ceil(length_s / (kSteps.back() * most));
}

std::vector<double> ticks(double start_s, double end_s, double step_s) {
  std::vector<double> seconds;
  for (double tick = std::ceil(start_s / step_s) * step_s; tick <= end_s; tick += step_s) seconds.push_back(tick);
  return seconds;
}

std::vector<OctaveMark> octave_marks(const ConstantQLevels& spectrum) {
  std::vector<OctaveMark> marks;
  if (spectrum.bins == 0) return marks;
  const auto bins = static_cast<double>(spectrum.bins);
  const double highest_key = spectrum.lowest_key + (bins - 1) / spectrum.bins_per_semitone;
  for (int key = static_cast<int>(std::ceil(spectrum.lowest_key / 12)) * 12; key <= highest_key; key += 12) {
    const double bin = (key - spectrum.lowest_key) * spectrum.bins_per_semitone;
    marks.push_back({note_name(key), 1 - (bin + 0.5) / bins});
  }
  return marks;
}

MatchGeometry match_geometry(const Match& match, const MatchMaterial& material, const PictureFrame& frame) {
  const double slope =
      (match.reference_end_s - match.reference_start_s) / std::max(match.query_end_s - match.query_start_s, 1e-3);
  const auto aligned = [&](double query_s, bool is_edge) {
    return AlignedSeconds{query_s, match.reference_start_s + (query_s - match.query_start_s) * slope, is_edge};
  };
  const AlignedSeconds middle = aligned((match.query_start_s + match.query_end_s) / 2, false);
  const Passage& query = material.query;
  const Passage& reference = material.reference;
  const double before_s = std::max({middle.query_s - query.start_s, middle.reference_s - reference.start_s, 0.05});
  const double after_s = std::max({query.end_s - middle.query_s, reference.end_s - middle.reference_s, 0.05});
  const double pixels_per_s = (frame.width - frame.left - frame.right) / (before_s + after_s);
  const double middle_x = frame.left + before_s * pixels_per_s;
  MatchGeometry geometry{side_of(query, middle.query_s, middle_x, pixels_per_s),
                         side_of(reference, middle.reference_s, middle_x, pixels_per_s),
                         {}};
  const double first = std::max(match.query_start_s, query.start_s);
  const double last = std::min(match.query_end_s, query.end_s);
  geometry.lines.push_back(aligned(first, true));
  for (const double second : ticks(first, last, tick_step(last - first, kLinesMax)))
    if (second > first && second < last) geometry.lines.push_back(aligned(second, false));
  geometry.lines.push_back(aligned(last, true));
  return geometry;
}

}  // namespace tributary::report
