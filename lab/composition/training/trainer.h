// The training run: from notes and templates to the weights of a composition network.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "lab/composition/training/run_settings.h"
#include "tributary/result.h"

namespace tributary::lab {

// The pairs and the recorded pairs are multiples of kFrameGroup.
struct TrainingSettings : RunSettings {
  std::string profile = "small";
  std::uint64_t stop_after_steps = 0;  // stops cleanly after so many of this run; 0 = never
  double minutes = 0;                  // stops cleanly after so long; 0 = never
  double frame_weight = 1;             // of the frame loss beside the segment loss
  double checkpoint_minutes = 5;
  double validation_minutes = 15;
  std::size_t aligned_queries = 60;
};

inline constexpr std::size_t kFrameGroup = 8;  // passages whose moments are told apart

// Goes on from the checkpoint in the output folder, where there is one. Leaves there checkpoint.tensors,
// weights.tensors (the averaged weights, which encoder::CompositionNetwork reads), a line per report in training.jsonl
// and, at the end, their curves in training.svg; progress goes to stderr.
Result<void> train(const TrainingSettings& settings);

}  // namespace tributary::lab
