// The training of a codec: from music to a model file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "lab/codec/codec_kind.h"
#include "tributary/result.h"

namespace tributary::lab {

struct CodecTraining {
  CodecKind kind = CodecKind::kWaveform;
  std::vector<std::filesystem::path> audio;  // folders
  std::filesystem::path out;                 // the model file
  std::uint64_t seed = 1;
  std::uint64_t steps = 4000;          // of the whole schedule
  double minutes = 0;                  // the schedule is hurried to end after so long; 0: it takes its steps
  std::uint64_t stop_after_steps = 0;  // stops cleanly after so many of this run; 0: never
  std::size_t excerpts = 4;            // in a batch
  double excerpt_s = 1;
  double learning_rate = 2e-3;  // the highest
  double checkpoint_minutes = 2;
  int threads = 1;  // of libtorch
};

// Every tenth file is kept for validation. Leaves beside `out` NAME.checkpoint, from which the same call goes on, and
// NAME.jsonl with a line for every report; progress goes to stderr. Without `minutes` the same settings give the same
// model, whether the run was cut off or not.
Result<void> train_codec(const CodecTraining& settings);

}  // namespace tributary::lab
