// From scores of training segments to shares of owners and works.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "audit/calibration.h"
#include "audit/gradient_store.h"
#include "tributary/audit_answer.h"
#include "tributary/result.h"

namespace tributary::audit {

struct Evidence {
  std::vector<float> scores;   // of each row of the store, the mean over the track's segments
  double likelihood_gain = 0;  // of the track; of no use without a reference model
  bool has_reference = false;
};

// Fills owners, works, unattributed_ppm, influences, attributed and reason of an answer. An owner has a share where the
// lower end of its interval is above zero. Scores are counted from their median, which is what segments get that have
// no part in a track. A share is the foreseen rise of the loss without the owner's segments over the likelihood gain.
// Abstains without a reference model or a calibration of this model, where the gain lies within three deviations of
// retraining noise, and where the scores are what every track gets (collapse).
void attribute(const GradientStore& store, const Evidence& evidence, const std::optional<Calibration>& calibration,
               std::size_t influences, AuditAnswer& answer);

// The correlation of scores with those of the store's mean row: near 1 they say nothing about this track.
double sameness(const GradientStore& store, std::span<const float> scores);

}  // namespace tributary::audit
