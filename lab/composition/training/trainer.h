// The training run: from notes and templates to the weights of a composition network.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::lab {

struct TrainingSettings {
  std::filesystem::path corpus;
  std::vector<std::filesystem::path> templates;
  std::filesystem::path recordings;  // a recording bank; may be empty
  std::filesystem::path output;      // a folder, made where there is none
  std::string profile = "small";
  std::string device = "cpu";
  bool bfloat16 = true;
  std::uint64_t seed = 1;
  std::uint64_t steps = 20000;         // of the whole schedule
  std::uint64_t stop_after_steps = 0;  // stops cleanly after so many of this run; 0 = never
  double minutes = 0;                  // stops cleanly after so long; 0 = never
  double schedule_minutes = 0;         // the schedule ends after so long where the steps do not end it; 0 = never
  std::size_t pairs = 64;              // per step; a multiple of kFrameGroup
  std::size_t recorded_pairs = 0;      // of them, from the recording bank; a multiple of kFrameGroup
  double learning_rate = 2e-3;         // the highest
  double frame_weight = 1;             // of the frame loss beside the segment loss
  int threads = 1;                     // of libtorch
  std::size_t workers = 1;             // that mix batches
  double checkpoint_minutes = 5;
  double validation_minutes = 15;
  std::size_t validation_works = 200;
  std::size_t aligned_queries = 60;
  bool no_mixtures = false;  // no other music below or above what is learned from
  bool any_licence = false;  // also learn from pieces that weights may not be shipped from
};

inline constexpr std::size_t kFrameGroup = 8;  // passages whose moments are told apart

// Goes on from the checkpoint in the output folder, where there is one. Leaves there checkpoint.tensors,
// weights.tensors (the averaged weights, which encoder::CompositionNetwork reads), a line per report in training.jsonl
// and, at the end, their curves in training.svg; progress goes to stderr.
Result<void> train(const TrainingSettings& settings);

}  // namespace tributary::lab
