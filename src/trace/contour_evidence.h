// Contour evidence: whether query and recording grow and fade in the same bands at the same moments.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "dsp/band_contour.h"
#include "trace/alignment.h"

namespace tributary::trace {

// The peaks of slow, sustained music repeat themselves and say little; how all its bands move together says a lot.
// Bits that agree on the line are compared with those that agree wherever else the query is laid in the same
// recording, so that what the two have in common at all times counts nothing. Borrows both. Thread safe.
class ContourEvidence {
 public:
  ContourEvidence(const dsp::BandContour& query, const dsp::BandContour& reference)
      : query_(query), reference_(reference) {}

  // Nats within `span`, without its best second and a half and without what the line reaches moved by half a second to
  // four seconds (what repeats); never below 0. 0 for less than four deviations and for a line at another tempo or
  // pitch than the recording's own, which moves the bands.
  double robust(const Line& line, Span span) const;

  // The unchanged line within `span` on which most bits agree; none where the recording is shorter than the span.
  std::optional<Line> best_line(Span span) const;

 private:
  // How many deviations the agreement on the line lies above that elsewhere in the recording, and the most that a line
  // moved by up to four seconds does. Both 0 where too little is known.
  struct Standing {
    double deviations = 0;
    double moved_deviations = 0;
  };
  Standing standing(const Line& line, Span span) const;

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
