// Alignment: the line on which a query runs through a recording, and the peaks that meet on it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "dsp/fingerprint.h"
#include "trace/query_grid.h"

namespace tributary::trace {

// reference frame = reference_origin + tempo_ratio * query frame;
// query pitch = reference pitch + pitch_shift, in units of dsp::Peak::pitch.
struct Line {
  double reference_origin = 0;
  double tempo_ratio = 1;
  double pitch_shift = 0;

  double reference_at(double query_frame) const { return reference_origin + tempo_ratio * query_frame; }
  double query_at(double reference_frame) const { return (reference_frame - reference_origin) / tempo_ratio; }
  // At the recording's own tempo and pitch, which refine() prefers to a line that is only near them.
  bool is_unchanged() const { return tempo_ratio == 1 && pitch_shift == 0; }
};

// Frames of the query, [first, last).
struct Span {
  double first = 0;
  double last = 0;

  double length() const { return last - first; }
};

// A reference peak on the line and the query peak it found, if any.
struct PeakPair {
  std::size_t reference_peak = 0;
  std::optional<std::size_t> query_peak;
  double query_frame = 0;  // where the line puts the reference peak
  double query_pitch = 0;
};

// Calls visit(PeakPair) for each of the reference's peaks that the line puts into `span` of the query and
// onto the pitch axis, in time order.
template <typename Visit>
void for_each_pair(const QueryGrid& query, std::span<const dsp::Peak> reference, const Line& line, Span span,
                   const Tolerance& tolerance, const Visit& visit) {
  constexpr double kPitchLast = dsp::kPitchSteps * dsp::kPeakPitchPerStep - 1;
  const double first_frame = line.reference_at(std::max(0.0, span.first));
  const double last_frame = line.reference_at(std::min(span.last, static_cast<double>(query.frames())));
  const auto by_frame = [](const dsp::Peak& peak, double frame) { return peak.frame < frame; };
  const auto begin = std::lower_bound(reference.begin(), reference.end(), first_frame, by_frame);
  for (auto peak = begin; peak < reference.end() && peak->frame < last_frame; ++peak) {
    PeakPair pair;
    pair.query_pitch = peak->pitch + line.pitch_shift;
    if (pair.query_pitch < 0 || pair.query_pitch > kPitchLast) continue;
    pair.reference_peak = static_cast<std::size_t>(peak - reference.begin());
    pair.query_frame = line.query_at(peak->frame);
    pair.query_peak = query.nearest(pair.query_frame, pair.query_pitch, tolerance);
    visit(pair);
  }
}

// Moves the line onto the peaks it pairs within `span`: alternates pairing, at narrowing tolerance, with
// a least-squares fit. Returns the line unchanged where too few peaks pair to fix one.
Line refine(const QueryGrid& query, std::span<const dsp::Peak> reference, Line line, Span span);

}  // namespace tributary::trace
