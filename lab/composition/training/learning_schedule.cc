#include "lab/composition/training/learning_schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tributary::lab {
namespace {

constexpr std::uint64_t kWarmUpSteps = 200;
constexpr double kLastLearningRate = 0.02;  // of the highest

}  // namespace

double LearningSchedule::elapsed_min() const {
  return std::chrono::duration<double>(Clock::now() - start_).count() / 60;
}

double LearningSchedule::progress(std::uint64_t step) const {
  const double by_steps = static_cast<double>(step) / static_cast<double>(steps_);
  return minutes_ > 0 ? std::max(by_steps, elapsed_min() / minutes_) : by_steps;
}

double LearningSchedule::learning_rate(std::uint64_t step) const {
  if (step < kWarmUpSteps) return highest_rate_ * static_cast<double>(step + 1) / static_cast<double>(kWarmUpSteps);
  const double fall = 0.5 * (1 + std::cos(std::numbers::pi * std::min(1.0, progress(step))));
  return highest_rate_ * (kLastLearningRate + (1 - kLastLearningRate) * fall);
}

double LearningSchedule::remaining_min(std::uint64_t step, double per_step_s) const {
  const double by_steps = static_cast<double>(steps_ - step) * per_step_s / 60;
  return minutes_ > 0 ? std::min(by_steps, std::max(0.0, minutes_ - elapsed_min())) : by_steps;
}

}  // namespace tributary::lab
