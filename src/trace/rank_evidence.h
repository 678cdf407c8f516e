// Rank evidence: whether the query is loud where and when a recording has its peaks, peaks of its own or not.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "dsp/energy_ranks.h"
#include "trace/alignment.h"
#include "trace/reference_peaks.h"

namespace tributary::trace {

// By chance the place of a reference peak has any rank; where the recording sounds, high ranks are more frequent.
// The evidence is the log likelihood ratio of the two, in nats, with the frequency fitted per class of prominence.
// It reaches further down into noise than peaks that meet (evidence.h), and needs the ranks of the query, which a short
// one has. Borrows both. Thread safe.
class RankEvidence {
 public:
  RankEvidence(const dsp::EnergyRanks& query, const ReferencePeaks& reference) : query_(query), reference_(reference) {}

  // Nats within `span`, without the best second and a half (one shared drum hit lifts every rank at once) and without
  // what the line reaches when it is moved by 0.1 to 1.2 s (a steady beat); never below 0. 0 where there are no ranks.
  double robust(const Line& line, Span span) const;

 private:
  using Histogram = std::array<double, dsp::kEnergyRanks>;
  using Histograms = std::array<Histogram, kProminenceClasses>;
  using Odds = std::array<std::array<double, dsp::kEnergyRanks>, kProminenceClasses>;

  template <typename Visit>
  void for_each_rank(const Line& line, Span span, const Visit& visit) const;
  Odds fit(const Line& line, Span span) const;
  std::vector<double> by_cell(const Line& line, Span span, const Odds& odds) const;
  double moved(const Line& line, Span span) const;

  const dsp::EnergyRanks& query_;
  const ReferencePeaks& reference_;
};

}  // namespace tributary::trace
