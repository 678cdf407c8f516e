// How far a training has come by its steps and its clock, and the learning rate there.
#pragma once

#include <chrono>
#include <cstdint>

namespace tributary::lab {

// A warm-up, then half a cosine. Its clock starts when it is made.
class LearningSchedule {
 public:
  // Ends after `steps`, or after `minutes` if that comes first and is not 0.
  LearningSchedule(std::uint64_t steps, double minutes, double highest_rate)
      : steps_(steps), minutes_(minutes), highest_rate_(highest_rate) {}

  double elapsed_min() const;
  double progress(std::uint64_t step) const;  // 1 at the end
  double learning_rate(std::uint64_t step) const;
  double remaining_min(std::uint64_t step, double per_step_s) const;

 private:
  using Clock = std::chrono::steady_clock;

  std::uint64_t steps_;
  double minutes_;
  double highest_rate_;
  Clock::time_point start_ = Clock::now();
};

}  // namespace tributary::lab
