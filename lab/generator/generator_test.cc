#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "lab/generator/ensemble.h"
#include "lab/generator/schedule.h"
#include "lab/generator/trainer.h"
#include "lab/random/random.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kItems = 24;

// Two kinds of music: tones in the lower and in the upper bands.
audit::SegmentSet small_set() {
  audit::SegmentSet set{8, 6, {}, {}};
  Random random(7);
  for (std::size_t i = 0; i < kItems; ++i) {
    const bool low = i % 2 == 0;
    for (std::size_t k = 0; k < set.frames * set.bands; ++k)
      set.levels.push_back(static_cast<float>(((k % set.bands < 3) == low ? 1.0 : -1.0) + 0.1 * random.normal()));
    const std::string name = (low ? "low" : "high") + std::to_string(i);
    set.segments.push_back({name, name, low ? "A" : "B", low ? "A" : "B", low ? "low" : "high", 0});
  }
  return set;
}

NetworkShape small_shape() { return {8, 6, 2, 16, 2, 1, 2}; }

GeneratorSchedule small_schedule(std::size_t epochs) { return {3, epochs, 8, 1e-2}; }

class TemporaryFolder {
 public:
  TemporaryFolder() {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("tributary_generator_" + std::to_string(::getpid()) + "_" + std::to_string(count++));
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Losses [models][items] over four draws.
std::vector<double> mean_losses(const Ensemble& ensemble, const audit::SegmentSet& set) {
  const std::vector<audit::Draw> draws = audit::make_draws(4, 5);
  const std::vector<float> losses = ensemble.losses(set.levels, tag_numbers(set), draws);
  std::vector<double> means(losses.size() / draws.size());
  for (std::size_t i = 0; i < losses.size(); ++i)
    means[i % means.size()] += static_cast<double>(losses[i]) / static_cast<double>(draws.size());
  return means;
}

Ensemble trained(std::size_t models, const std::vector<float>& membership, const audit::SegmentSet& set,
                 const std::filesystem::path& folder) {
  Ensemble ensemble = Ensemble::create(small_shape(), models, 1, {}).value();
  TrainingLog log = TrainingLog::open(folder / "log.jsonl").value();
  EXPECT_TRUE(
      train_ensemble(ensemble, set, membership, small_schedule(40), {folder / "checkpoint", 5, 0}, log).value());
  return ensemble;
}

TEST(Ensemble, LearnsWhatItsItemsShare) {
  const TemporaryFolder folder;
  const audit::SegmentSet set = small_set();
  std::vector<float> membership(2 * kItems, 1.0F);
  for (std::size_t i = 0; i < kItems; ++i) membership[kItems + i] = i % 2 == 0 ? 1.0F : 0.0F;
  const Ensemble ensemble = trained(2, membership, set, folder / "");
  const std::vector<double> losses = mean_losses(ensemble, set);
  double full = 0;
  double missed = 0;
  double kept = 0;
  for (std::size_t i = 0; i < kItems; ++i) {
    full += losses[i];
    (i % 2 == 0 ? kept : missed) += losses[kItems + i];
  }
  EXPECT_LT(full / kItems, 0.8);  // 2 before training
  EXPECT_GT(missed, 1.5 * kept);  // the second model never saw every second item
  EXPECT_LT(kept / (kItems / 2.0), 0.8);
  const std::vector<float> made = ensemble.sample(0, 1, 2, {});  // tag 1 is "low"
  double low = 0;
  double high = 0;
  for (std::size_t k = 0; k < made.size(); ++k) (k % set.bands < 3 ? low : high) += static_cast<double>(made[k]);
  EXPECT_GT(low, high + 10);
}

TEST(Ensemble, ModelsDoNotTouchEachOther) {
  const TemporaryFolder folder;
  const TemporaryFolder other;
  const audit::SegmentSet set = small_set();
  std::vector<float> both(2 * kItems, 1.0F);
  for (std::size_t i = 0; i < kItems / 2; ++i) both[kItems + i] = 0;
  const std::vector<double> together = mean_losses(trained(2, both, set, folder / ""), set);
  const std::vector<double> alone = mean_losses(trained(1, {both.begin() + kItems, both.end()}, set, other / ""), set);
  for (std::size_t i = 0; i < kItems; ++i) EXPECT_NEAR(together[kItems + i], alone[i], 2e-3);
}

TEST(Trainer, GoesOnWhereItWasCutOffWithTheSameBytes) {
  const TemporaryFolder folder;
  ASSERT_TRUE(audit::write_segment_set(folder / "set.tensors", small_set()).ok());
  GeneratorTraining settings{folder / "set.tensors", folder / "whole", "tiny", small_schedule(2), {}, 5, 0};
  ASSERT_TRUE(train_generator(settings).ok());
  settings.out = folder / "cut";
  settings.stop_after_steps = 4;
  ASSERT_TRUE(train_generator(settings).ok());
  EXPECT_FALSE(std::filesystem::exists(folder / "cut/generator.pt"));
  settings.stop_after_steps = 0;
  ASSERT_TRUE(train_generator(settings).ok());
  EXPECT_EQ(content(folder / "whole/checkpoint.tensors"), content(folder / "cut/checkpoint.tensors"));
  EXPECT_EQ(content(folder / "whole/batches.tsv"), content(folder / "cut/batches.tsv"));
}

TEST(Trainer, ALossThatIsNotFiniteLeavesNoModel) {
  const TemporaryFolder folder;
  ASSERT_TRUE(audit::write_segment_set(folder / "set.tensors", small_set()).ok());
  GeneratorTraining settings{folder / "set.tensors", folder / "out", "tiny", small_schedule(40), {}, 5, 0};
  settings.schedule.learning_rate = 1e30;
  const Result<void> trained = train_generator(settings);
  ASSERT_FALSE(trained.ok());
  EXPECT_NE(trained.error().message.find("not finite"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder / "out/generator.pt"));
}

TEST(Trainer, RefusesTheCheckpointOfAnotherNetwork) {
  const TemporaryFolder folder;
  audit::SegmentSet set = small_set();
  ASSERT_TRUE(audit::write_segment_set(folder / "set.tensors", set).ok());
  GeneratorTraining settings{folder / "set.tensors", folder / "out", "tiny", small_schedule(1), {}, 5, 0};
  ASSERT_TRUE(train_generator(settings).ok());
  settings.size = "small";
  const Result<void> trained = train_generator(settings);
  ASSERT_FALSE(trained.ok());
  EXPECT_NE(trained.error().message.find("another network"), std::string::npos);
}

TEST(GeneratorScript, IsReadBackAsTheSameModel) {
  const TemporaryFolder folder;
  const audit::SegmentSet set = small_set();
  const Ensemble ensemble = Ensemble::create(small_shape(), 1, 1, {}).value();
  ASSERT_TRUE(ensemble.export_script(0, audit::tags_of(set), folder / "generator.pt").ok());
  const Ensemble again = Ensemble::open_script(folder / "generator.pt", {}).value();
  EXPECT_EQ(mean_losses(ensemble, set), mean_losses(again, set));
  EXPECT_EQ(again.shape(), small_shape());
  // The other measure is what the loss is where there is nothing to foresee: an item that is its own noise.
  ASSERT_TRUE(ensemble.export_script(0, audit::tags_of(set), folder / "outputs.pt", ScriptMeasure::kOutput).ok());
  const Ensemble outputs = Ensemble::open_script(folder / "outputs.pt", {}).value();
  EXPECT_NE(mean_losses(ensemble, set), mean_losses(outputs, set));
  audit::SegmentSet noise = set;
  const audit::Draw draw{0.5, 7};
  const std::vector<float> drawn = audit::noise_of(draw.seed, set.frames * set.bands);
  noise.segments.resize(1);
  noise.levels = drawn;
  const std::vector<std::int64_t> tag = {0};
  EXPECT_EQ(ensemble.losses(noise.levels, tag, std::vector<audit::Draw>{draw}),
            outputs.losses(noise.levels, tag, std::vector<audit::Draw>{draw}));
  std::ofstream(folder / "text.pt") << "no model";
  EXPECT_EQ(Ensemble::open_script(folder / "text.pt", {}).error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace tributary::lab
