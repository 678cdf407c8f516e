// Evidence: how much more likely the peaks that meet on a line are if the query holds the recording
// than if they met by chance.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "trace/alignment.h"
#include "trace/query_grid.h"
#include "trace/reference_peaks.h"

namespace tributary::trace {

// How often a peak of each prominence class is found again where the recording really sounds.
using RepeatRates = std::array<double, kProminenceClasses>;

// One recording on one line of one query. Borrows both.
class LineEvidence {
 public:
  // `claimed` holds, per query peak, whether something else already explains it: such peaks count neither
  // for nor against. Empty: none is.
  LineEvidence(const QueryGrid& query, const ReferencePeaks& reference, const std::vector<bool>& claimed)
      : query_(query), reference_(reference), claimed_(claimed) {}

  // The rates that make the pairs within `span` most likely, at least those of chance.
  RepeatRates fit_rates(const Line& line, Span span) const;

  // Nats within `span`: the sum over its peaks of log P(found or not | same recording) / P(... | chance).
  double total(const Line& line, Span span, const RepeatRates& rates) const;

  // The same, per kCellFrames of the query from span.first on.
  std::vector<double> by_cell(const Line& line, Span span, const RepeatRates& rates) const;

  // What is left of total() when two things are taken away that look like evidence and are not: what the
  // line would reach moved by up to a second (a steady beat, vibrato), and the best kEpisodeFrames alone
  // (one sampled note, one shared drum hit). This is what decides. A result below `sufficient` may leave
  // the first of the two out.
  double robust(const Line& line, Span span, double sufficient) const;

  static constexpr double kCellFrames = 31.25;     // half a second
  static constexpr double kEpisodeFrames = 93.75;  // one and a half seconds

 private:
  // Calls visit(query_frame, prominence_class, chance, found) for each reference peak that is not claimed.
  template <typename Visit>
  void for_each_trial(const Line& line, Span span, const Visit& visit) const;
  double periodic(const Line& line, Span span, const RepeatRates& rates) const;
  double periodic_in(Span chunk, const Line& line, const RepeatRates& rates) const;

  const QueryGrid& query_;
  const ReferencePeaks& reference_;
  const std::vector<bool>& claimed_;
};

// A stretch of the query with the most evidence around a seed.
struct Region {
  Span span;
  double evidence = 0;  // nats, as LineEvidence::total
};

// Grows `seed` along the line to the region of greatest evidence, refining the line as it grows, until
// neither changes.
Region extend(const QueryGrid& query, const ReferencePeaks& reference, const std::vector<bool>& claimed, Line& line,
              Span seed);

}  // namespace tributary::trace
