// Evidence: how much more likely the peaks that meet on a line are if the query holds the recording
// than if they met by chance.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "trace/alignment.h"
#include "trace/level_agreement.h"
#include "trace/query_grid.h"
#include "trace/reference_peaks.h"

namespace tributary::trace {

// How often a peak of each prominence class is found again where the recording really sounds.
using RepeatRates = std::array<double, kProminenceClasses>;

// What holds of all of a match's peaks where the recording really sounds.
struct MatchModel {
  RepeatRates rates{};
  LevelAgreement levels;
};

// One recording on one line of one query. Borrows both.
class LineEvidence {
 public:
  // `claimed` holds, per query peak, whether something else already explains it: such peaks count neither
  // for nor against. Empty: none is.
  LineEvidence(const QueryGrid& query, const ReferencePeaks& reference, const std::vector<bool>& claimed)
      : query_(query), reference_(reference), claimed_(claimed) {}

  // The model that makes the pairs within `span` most likely, with rates of at least those of chance.
  MatchModel fit(const Line& line, Span span) const;

  // Nats within `span`: the sum over its peaks of log P(found or not, at its level | same recording) / P(... | chance).
  double total(const Line& line, Span span, const MatchModel& model) const;

  // The same, per kCellFrames of the query from span.first on.
  std::vector<double> by_cell(const Line& line, Span span, const MatchModel& model) const;

  // What is left of total() when two things are taken away that look like evidence and are not: what the
  // line would reach moved by up to a second (a steady beat, vibrato), and the best kEpisodeFrames alone
  // (one sampled note, one shared drum hit). This is what decides. A result below `sufficient` may leave
  // the first of the two out.
  double robust(const Line& line, Span span, double sufficient) const;

  static constexpr double kCellFrames = 31.25;     // half a second
  static constexpr double kEpisodeFrames = 93.75;  // one and a half seconds

 private:
  // Calls visit(query_frame, prominence_class, chance, level pair if found) for each reference peak that is not
  // claimed.
  template <typename Visit>
  void for_each_trial(const Line& line, Span span, const Visit& visit) const;
  double periodic(const Line& line, Span span, const MatchModel& model) const;
  double periodic_in(Span chunk, const Line& line, const MatchModel& model) const;

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
