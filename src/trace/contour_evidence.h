// Contour evidence: whether query and recording grow and fade in the same bands at the same moments.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "dsp/band_contour.h"
#include "trace/alignment.h"

namespace tributary::trace {

// How far bits agree on a line, against how far they agree wherever else the query is laid in the same recording, so
// that what the two have in common at all times counts nothing. In bits.
struct ContourStanding {
  double agreement = 0;        // above the median of the other places, without its best second and a half
  double moved_agreement = 0;  // the most that the line reaches moved by half a second to four seconds: what repeats
  double deviation = 0;        // of the other places; 0 where too little is known
};

// Nats for a line with this standing, of which what the line reaches when moved is taken away; never below 0. The
// deviation is the smaller of the recording's own and `usual_deviation`, that of other recordings: in a recording that
// repeats itself, many other places agree as well, which does not speak against the recording. 0 for less than four
// deviations.
double contour_nats(const ContourStanding& standing, double usual_deviation);

// The peaks of slow, sustained music repeat themselves and say little; how all its bands move together says a lot.
// Borrows both contours. Thread safe.
class ContourEvidence {
 public:
  ContourEvidence(const dsp::BandContour& query, const dsp::BandContour& reference)
      : query_(query), reference_(reference) {}

  // All zeros for a line at another tempo or pitch than the recording's own, which moves the bands.
  ContourStanding standing(const Line& line, Span span) const;

  // The unchanged line within `span` on which most bits agree; none where the recording is shorter than the span.
  std::optional<Line> best_line(Span span) const;

 private:
  // Query words at the moments of reference words.
  struct Heard {
    std::size_t first = 0;  // the reference word at which the first lies
    std::vector<dsp::ContourWord> words;
  };
  Heard heard(const Line& line, Span span) const;
  void leave_out_best_episode(Heard& heard) const;

  const dsp::BandContour& query_;
  const dsp::BandContour& reference_;
};

}  // namespace tributary::trace
