// The batches of a training run, all of them known before it starts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "audit/segment_set.h"
#include "lab/generator/ensemble.h"
#include "tributary/result.h"

namespace tributary::lab {

struct GeneratorSchedule {
  std::uint64_t seed = 1;  // of order, times, noise, dropped tags and first weights
  std::size_t epochs = 100;
  std::size_t batch_items = 16;
  double learning_rate = 2e-3;  // the highest: after a twentieth of the steps; at the end it is near zero
};

// The steps of a run over a set, each a function of the schedule and its number alone.
class BatchPlan {
 public:
  BatchPlan(const GeneratorSchedule& schedule, const audit::SegmentSet& set);

  std::size_t steps() const { return steps_per_epoch_ * schedule_.epochs; }
  GeneratorBatch batch(std::size_t step) const;
  double learning_rate(std::size_t step) const;

  // A line for each step: its number, the seed of its noise and the items. Whoever has it can repeat or replay the run.
  Result<void> write(const std::filesystem::path& path) const;

 private:
  GeneratorSchedule schedule_;
  std::vector<std::int64_t> tags_;  // of each item
  std::int64_t no_tag_ = 0;
  std::size_t steps_per_epoch_ = 0;
};

// The number of each segment's tag in tags_of(set).
std::vector<std::int64_t> tag_numbers(const audit::SegmentSet& set);

}  // namespace tributary::lab
