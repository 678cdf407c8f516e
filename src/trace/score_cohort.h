// What a score is worth beside those that the same query reaches with music it does not hold.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace tributary::trace {

// The centre and the spread of scores of which most are chance. Some queries resemble everything a little (a drone, a
// common cadence), others nothing; the distance from the centre in spreads means the same for both, so that one
// threshold serves them. This is the adaptive normalisation of speaker verification (Cumani et al. 2011) with the
// median and the median absolute deviation for mean and deviation: true versions among the cohort do not move them.
class ScoreCohort {
 public:
  static constexpr std::size_t kScoresMin = 3;

  // None for fewer than kScoresMin scores, from which nothing follows.
  static std::optional<ScoreCohort> from(std::span<const double> scores);

  double centre() const { return centre_; }
  double spread() const { return spread_; }
  // The score's distance from the centre in spreads.
  double normalised(double score) const { return (score - centre_) / spread_; }

 private:
  ScoreCohort(double centre, double spread) : centre_(centre), spread_(spread) {}

  double centre_;
  double spread_;
};

}  // namespace tributary::trace
