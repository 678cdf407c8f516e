#include "trace/alignment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace tributary::trace {
namespace {

constexpr std::size_t kPairsMin = 8;
// The least variance of the pairs' times, in frames squared, that fixes a tempo.
constexpr double kSpreadMin = 100;

// Sums for a least-squares line through (x, y).
struct LineSums {
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
};

// The least-squares line through the pairs within `span`.
Line fit(const QueryGrid& query, std::span<const dsp::Peak> reference, const Line& line, Span span,
         const Tolerance& tolerance) {
  const double centre = (span.first + span.last) / 2;
  LineSums sums;
  double pitch = 0;
  for_each_pair(query, reference, line, span, tolerance, [&](const PeakPair& pair) {
    if (!pair.query_peak) return;
    const dsp::Peak& query_peak = query.peaks()[*pair.query_peak];
    const dsp::Peak& reference_peak = reference[pair.reference_peak];
    const double x = query_peak.frame - centre;
    const double y = reference_peak.frame;
    sums.n += 1;
    sums.x += x;
    sums.y += y;
    sums.xx += x * x;
    sums.xy += x * y;
    pitch += static_cast<double>(query_peak.pitch) - static_cast<double>(reference_peak.pitch);
  });
  if (sums.n < kPairsMin) return line;
  const double spread = sums.xx - sums.x * sums.x / sums.n;
  Line fitted = line;
  if (spread > sums.n * kSpreadMin) fitted.tempo_ratio = (sums.xy - sums.x * sums.y / sums.n) / spread;
  fitted.reference_origin = (sums.y - fitted.tempo_ratio * sums.x) / sums.n - fitted.tempo_ratio * centre;
  fitted.pitch_shift = pitch / sums.n;
  return fitted;
}

std::size_t pairs_on(const QueryGrid& query, std::span<const dsp::Peak> reference, const Line& line, Span span) {
  std::size_t count = 0;
  for_each_pair(query, reference, line, span, Tolerance{},
                [&](const PeakPair& pair) { count += pair.query_peak ? 1U : 0U; });
  return count;
}

// The line at the recording's own tempo and pitch through the middle of a line that is nearly there.
std::optional<Line> unchanged(const Line& line, Span span) {
  constexpr double kTempoOffMax = 0.02;
  constexpr double kPitchOffMax = 4;
  if (std::abs(line.tempo_ratio - 1) > kTempoOffMax || std::abs(line.pitch_shift) > kPitchOffMax) return std::nullopt;
  const double centre = (span.first + span.last) / 2;
  return Line{line.reference_at(centre) - centre, 1, 0};
}

}  // namespace

Line refine(const QueryGrid& query, std::span<const dsp::Peak> reference, Line line, Span span) {
  constexpr std::array<Tolerance, 4> kNarrowing{{{4, 8}, {2.5, 6}, {1.5, 4}, {1.5, 4}}};
  for (const Tolerance& tolerance : kNarrowing) line = fit(query, reference, line, span, tolerance);
  // Few pairs leave the fit some per mille off, which most copies are not.
  const auto simpler = unchanged(line, span);
  if (simpler && pairs_on(query, reference, *simpler, span) >= pairs_on(query, reference, line, span)) return *simpler;
  return line;
}

}  // namespace tributary::trace
