// The picture of a training run: its log as curves, in SVG.
#pragma once

#include <filesystem>

#include "tributary/result.h"

namespace tributary::lab {

// Reads the lines that TrainingLog wrote to `log` and draws, above, what the "train" lines say of the losses and,
// below, what the "validation" lines say in parts of 1, over the steps. Replaces `picture` as a whole. kIo names the
// file that cannot be read or written; lines that are not of the log are passed over.
Result<void> plot_training(const std::filesystem::path& log, const std::filesystem::path& picture);

}  // namespace tributary::lab
