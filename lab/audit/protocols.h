// What retraining shows, and how well a method's scores foresee it.
#pragma once

#include <string>
#include <vector>

#include "lab/audit/methods.h"
#include "lab/audit/retraining.h"
#include "lab/audit/statistics.h"

namespace tributary::lab {

// Every `every`th pair of the queries: one that chooses and one that is reported.
RetrainedTruth with_fewer_queries(RetrainedTruth truth, std::size_t every);

// The effect of leaving an artist out: how much higher a query's loss is than without another artist (the median of the
// models without one), with the same start, batches and noise. The full model is no measure of that: the first of them
// made the queries, and scores its own better than its twins do.
struct LeaveOutEffects {
  std::vector<std::string> artists;
  std::vector<std::vector<double>> by_seed;  // [seeds][queries * artists]
  std::vector<double> mean;                  // [queries][artists], over the seeds
};

LeaveOutEffects leave_out_effects(const RetrainedTruth& truth);

// Whether the effects stand out of what another seed makes of the same retraining.
struct NoiseFloor {
  double effect_deviation = 0;  // of the mean effects, over queries and artists
  double noise_deviation = 0;   // of those means, from the spread between seeds; 0 with one seed
  double ratio = 0;             // of effects, the noise taken out of their square, to noise
  double own_effect = 0;        // of leaving an artist out, on the artist's own segments
  double other_effect = 0;      // and the root mean square on those of others
};

NoiseFloor noise_floor(const RetrainedTruth& truth, const LeaveOutEffects& effects);

// Leaving one artist out may raise the loss of all queries, and that of another of none. `specific` leaves this aside:
// it says whether those queries are named that an artist moves more than others.
struct Agreement {
  double top1 = 0;      // queries whose most helpful artist is the method's
  double spearman = 0;  // mean over queries, over artists
  double specific = 0;  // correlation over queries and artists, once the mean over queries is taken out of each artist
  double lds = 0;       // mean over queries, over models that learned from halves (Park et al. 2023)
  std::vector<double> lds_by_query;
  Interval top1_interval;
  Interval spearman_interval;
  Interval specific_interval;
  Interval lds_interval;
};

// Over the queries at `chosen`; intervals are bootstraps over them.
Agreement agreement(const RetrainedTruth& truth, const LeaveOutEffects& effects, const std::vector<double>& scores,
                    const std::vector<std::size_t>& chosen);

// Of the means of `ours` and `theirs` over the same queries, with its bootstrap interval.
struct Ratio {
  double value = 0;
  Interval interval;
};
Ratio ratio_of_means(const std::vector<double>& ours, const std::vector<double>& theirs);

struct Calibrated {
  double slope = 0;       // of effects over sums of an artist's scores, counted from their median, through zero
  double half_width = 0;  // of 90% of other effects about that line
  double coverage = 0;    // of a third set of effects
  double own_gain = 0;    // of the first full model, which made the queries, on them over those of other seeds
  double noise = 0;       // its deviation over queries
};

// The line is fitted on the queries at `fitted`, its width on every second of `rest`, and covers so many of the others.
Calibrated calibrate(const RetrainedTruth& truth, const LeaveOutEffects& effects, const std::vector<double>& scores,
                     const std::vector<std::size_t>& fitted, const std::vector<std::size_t>& rest);

// What a method that knows the expected losses would reach: the reliability of the mean over the seeds, from the
// agreement between them (Spearman and Brown). 0 with one seed.
Agreement ceiling(const RetrainedTruth& truth, const LeaveOutEffects& effects, const std::vector<std::size_t>& chosen);

}  // namespace tributary::lab
