// Learns a style encoder: which differences of statistics tell artists apart, and which do not.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "encoder/style_encoder.h"
#include "lab/style/listening.h"
#include "tributary/result.h"

namespace tributary::lab {

struct StyleTraining {
  double shrinkage = 0.7;     // of the covariance within artists towards a sphere: artists are few, statistics many
  double track_weight = 0.5;  // of what differs within a track, beside what differs between an artist's tracks
  double disturbance_weight = 0.5;  // of what an equaliser, a room, noise and a codec change
};

// Within-class covariance normalisation (Hatch, Kajarekar and Stolcke 2006), then the principal directions of what is
// left. Closed form: the same tracks give the same weights. `artists` and `tracks` go together. kInvalidInput where
// fewer than two artists have two tracks that sound.
Result<encoder::StyleWeights> train_style(std::span<const std::string> artists,
                                          std::span<const HeardTrack* const> tracks, const StyleTraining& settings);

}  // namespace tributary::lab
