// From scores of training segments to shares of works and owners.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "audit/calibration.h"
#include "audit/gradient_store.h"
#include "audit/holdings.h"
#include "tributary/audit_answer.h"
#include "tributary/result.h"

namespace tributary::audit {

struct Evidence {
  std::vector<float> scores;   // of each row of the store: see sparse_scores.h
  double likelihood_gain = 0;  // of the track; of no use without a reference model
  bool has_reference = false;
  double sameness = 0;  // see below
};

// Fills owners, works, unattributed_ppm, attributed, reason and diagnostics of an answer, from scores whose copies
// count once (see holdings.h). The foreseen effect of a work is the slope of the calibration times its score; it counts
// where it is more than the calibration's width for so many segments, and its share is its effect over the likelihood
// gain. An owner's share is the sum over its works, so that nobody gains or loses by going under two names; its
// interval is the calibration's for the effect of leaving all of the owner's works out.
// Abstains without a reference model or a calibration of this store, where the gain is no more than what a model gains
// on its own output over a twin, and three deviations of that, and where the scores are what every track gets
// (collapse).
void attribute(const GradientStore& store, const Holdings& holdings, const Evidence& evidence,
               const std::optional<Calibration>& calibration, AuditAnswer& answer);

// The rows of the highest scores above 0, the highest first; ties in the order of the store.
std::vector<std::size_t> strongest_rows(std::span<const float> scores, std::size_t count);

// The correlation of a track's products with those of the store's mean row: near 1 they say nothing about this track.
double sameness(const GradientStore& store, std::span<const float> products);

// Half the width of the interval of an effect that is the sum of so many segments. Errors of few segments are taken to
// be independent and those of many to be one, whichever is wider beside the calibration's own number.
double half_width_of(const Calibration& calibration, double items);

}  // namespace tributary::audit
