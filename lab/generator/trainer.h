// The training of an ensemble of generators on a set of segments.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "audit/segment_set.h"
#include "lab/composition/training/training_log.h"
#include "lab/generator/ensemble.h"
#include "lab/generator/schedule.h"
#include "tributary/result.h"

namespace tributary::lab {

// Names of network_shape: tiny trains within minutes on two cores, small within about an hour.
Result<NetworkShape> network_shape(const std::string& size, const audit::SegmentSet& set);

struct TrainingRun {
  std::filesystem::path checkpoint;    // a run that was cut off goes on from here
  double checkpoint_minutes = 5;       // between checkpoints
  std::uint64_t stop_after_steps = 0;  // stops cleanly after so many of this call; 0: never
};

// True when the schedule is done, false where it stopped before. `membership` as in Ensemble::set_items. Writes a line
// of `log` every 50 steps. kInternal where a loss is not finite: nothing is written then.
Result<bool> train_ensemble(Ensemble& ensemble, const audit::SegmentSet& set, std::span<const float> membership,
                            const GeneratorSchedule& schedule, const TrainingRun& run, TrainingLog& log);

// What a run goes on from, and what others can be measured on later.
Result<void> write_checkpoint(const Ensemble& ensemble, std::size_t step, const std::filesystem::path& path);

struct GeneratorTraining {
  std::filesystem::path segments;
  std::filesystem::path out;  // a folder
  std::string size = "tiny";
  GeneratorSchedule schedule;
  ComputeDevice device;
  double checkpoint_minutes = 5;
  std::uint64_t stop_after_steps = 0;
};

// One generator on all segments. Leaves in `out` generator.pt (the contract of docs/formats/generator-script.md),
// checkpoint.tensors, batches.tsv and training.jsonl. The same settings give the same model on the same machine,
// whether the run was cut off or not.
Result<void> train_generator(const GeneratorTraining& settings);

}  // namespace tributary::lab
