// The training of a window network, with the pairs and the schedule of the composition network's.
#pragma once

#include "lab/composition/training/run_settings.h"
#include "lab/composition/training/window_graph.h"

namespace tributary::lab {

struct WindowTrainingSettings : RunSettings {
  WindowTrainingSettings() { learning_rate = 5e-4; }

  WindowProfile profile;
};

// Leaves a line per report in training.jsonl in the output folder; its last, "validation", says how often the network
// finds the validation works (segment_top1 with the averaged weights, last_weights_top1 with the last), how many
// numbers it has and from how many windows it learned. The weights are not kept, since nothing else reads them.
Result<void> train_window_network(const WindowTrainingSettings& settings);

}  // namespace tributary::lab
