#include "lab/generator/schedule.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>
#include <system_error>

#include "lab/random/random.h"

namespace tributary::lab {
namespace {

constexpr double kDroppedTags = 0.1;  // so that the network also learns to do without (Ho, Salimans 2022)
constexpr double kWarmUp = 0.05;

std::uint64_t mixed(std::uint64_t seed, std::uint64_t purpose, std::uint64_t number) {
  return Random(Random(Random(seed).next() + purpose).next() + number).next();
}

}  // namespace

BatchPlan::BatchPlan(const GeneratorSchedule& schedule, const audit::SegmentSet& set)
    : schedule_(schedule),
      tags_(tag_numbers(set)),
      no_tag_(static_cast<std::int64_t>(audit::tags_of(set).size())),
      steps_per_epoch_((set.size() + schedule.batch_items - 1) / schedule.batch_items) {}

GeneratorBatch BatchPlan::batch(std::size_t step) const {
  const std::size_t epoch = step / steps_per_epoch_;
  const std::vector<std::size_t> order = Random(mixed(schedule_.seed, 1, epoch)).permutation(tags_.size());
  const std::size_t start = step % steps_per_epoch_ * schedule_.batch_items;
  const std::size_t end = std::min(start + schedule_.batch_items, tags_.size());
  Random random(mixed(schedule_.seed, 2, step));
  GeneratorBatch batch;
  for (std::size_t i = start; i < end; ++i) {
    batch.items.push_back(static_cast<std::int64_t>(order[i]));
    batch.times.push_back(static_cast<float>(random.uniform(0, 1)));
    batch.tags.push_back(random.chance(kDroppedTags) ? no_tag_ : tags_[order[i]]);
  }
  batch.noise_seed = mixed(schedule_.seed, 3, step) >> 1;
  return batch;
}

double BatchPlan::learning_rate(std::size_t step) const {
  const double part = (static_cast<double>(step) + 1) / static_cast<double>(steps());
  const double cosine = 0.5 + 0.5 * std::cos(std::numbers::pi * part);
  return schedule_.learning_rate * std::min(1.0, part / kWarmUp) * std::max(cosine, 1e-3);
}

Result<void> BatchPlan::write(const std::filesystem::path& path) const {
  std::filesystem::path partial = path;
  partial += ".partial";
  std::ofstream file(partial, std::ios::trunc);
  file << "step\tnoise_seed\titems\n";
  for (std::size_t step = 0; step < steps(); ++step) {
    const GeneratorBatch taken = batch(step);
    file << step << '\t' << taken.noise_seed << '\t';
    for (std::size_t i = 0; i < taken.items.size(); ++i) file << (i > 0 ? " " : "") << taken.items[i];
    file << '\n';
  }
  file.close();
  if (!file) return Error{ErrorCode::kIo, partial.string() + ": cannot be written"};
  std::error_code error;
  std::filesystem::rename(partial, path, error);
  if (error) return Error{ErrorCode::kIo, path.string() + ": cannot be replaced: " + error.message()};
  return {};
}

std::vector<std::int64_t> tag_numbers(const audit::SegmentSet& set) {
  const std::vector<std::string> tags = audit::tags_of(set);
  std::vector<std::int64_t> numbers;
  for (const audit::Segment& segment : set.segments)
    numbers.push_back(std::lower_bound(tags.begin(), tags.end(), segment.tag) - tags.begin());
  return numbers;
}

}  // namespace tributary::lab
