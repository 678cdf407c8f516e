#include "lab/generator/trainer.h"

#include <chrono>
#include <system_error>
#include <vector>

namespace tributary::lab {
namespace {

constexpr std::size_t kStepsPerReport = 50;

class Clock {
 public:
  double minutes() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count() / 60;
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

Result<std::size_t> read_checkpoint(Ensemble& ensemble, const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return std::size_t{0};
  TRIBUTARY_ASSIGN(std::vector<encoder::NamedTensor> tensors, encoder::read_tensor_file(path));
  if (tensors.empty() || tensors.back().name != "step" || tensors.back().values.size() != 1)
    return Error{ErrorCode::kCorrupt, path.string() + ": does not say its step"};
  const auto step = static_cast<std::size_t>(tensors.back().values[0]);
  tensors.pop_back();
  if (auto loaded = ensemble.load(tensors); !loaded) return in_context(std::move(loaded).error(), path.string());
  return step;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

Result<NetworkShape> network_shape(const std::string& size, const audit::SegmentSet& set) {
  NetworkShape shape;
  shape.frames = static_cast<std::int64_t>(set.frames);
  shape.bands = static_cast<std::int64_t>(set.bands);
  shape.tags = static_cast<std::int64_t>(audit::tags_of(set).size());
  if (size == "tiny") return shape;
  if (size != "small") return Error{ErrorCode::kInvalidInput, "a generator is tiny or small, not " + size};
  shape.width = 192;
  shape.heads = 6;
  shape.blocks = 6;
  return shape;
}

Result<void> write_checkpoint(const Ensemble& ensemble, std::size_t step, const std::filesystem::path& path) {
  std::vector<encoder::NamedTensor> tensors = ensemble.save();
  tensors.push_back({"step", {}, {static_cast<float>(step)}});
  return encoder::write_tensor_file(path, tensors, encoder::TensorPrecision::kFloat32);
}

Result<bool> train_ensemble(Ensemble& ensemble, const audit::SegmentSet& set, std::span<const float> membership,
                            const GeneratorSchedule& schedule, const TrainingRun& run, TrainingLog& log) {
  const BatchPlan plan(schedule, set);
  ensemble.set_items(set.levels, membership);
  TRIBUTARY_ASSIGN(const std::size_t first, read_checkpoint(ensemble, run.checkpoint));
  const Clock clock;
  double last_checkpoint = 0;
  for (std::size_t step = first; step < plan.steps(); ++step) {
    if (run.stop_after_steps > 0 && step - first == run.stop_after_steps) {
      TRIBUTARY_TRY(write_checkpoint(ensemble, step, run.checkpoint));
      return false;
    }
    ensemble.step(plan.batch(step), plan.learning_rate(step));
    if ((step + 1) % kStepsPerReport != 0 && step + 1 < plan.steps()) continue;
    TRIBUTARY_ASSIGN(const std::vector<double> losses, ensemble.last_losses());
    log.write("training", step + 1,
              {{"loss", mean(losses)},
               {"learning_rate", plan.learning_rate(step)},
               {"steps", static_cast<double>(plan.steps())},
               {"minutes", clock.minutes()}});
    if (clock.minutes() - last_checkpoint < run.checkpoint_minutes) continue;
    last_checkpoint = clock.minutes();
    TRIBUTARY_TRY(write_checkpoint(ensemble, step + 1, run.checkpoint));
  }
  return true;
}

Result<void> train_generator(const GeneratorTraining& settings) {
  TRIBUTARY_ASSIGN(const audit::SegmentSet set, audit::read_segment_set(settings.segments));
  TRIBUTARY_ASSIGN(const NetworkShape shape, network_shape(settings.size, set));
  std::error_code error;
  std::filesystem::create_directories(settings.out, error);
  if (error) return Error{ErrorCode::kIo, settings.out.string() + ": cannot be made: " + error.message()};
  TRIBUTARY_ASSIGN(Ensemble ensemble, Ensemble::create(shape, 1, settings.schedule.seed, settings.device));
  TRIBUTARY_ASSIGN(TrainingLog log, TrainingLog::open(settings.out / "training.jsonl"));
  log.write("run", 0,
            {{"seed", static_cast<double>(settings.schedule.seed)},
             {"segments", static_cast<double>(set.size())},
             {"epochs", static_cast<double>(settings.schedule.epochs)},
             {"batch", static_cast<double>(settings.schedule.batch_items)},
             {"threads", static_cast<double>(settings.device.threads)}});
  TRIBUTARY_TRY(BatchPlan(settings.schedule, set).write(settings.out / "batches.tsv"));
  const std::vector<float> all(set.size(), 1.0F);
  const TrainingRun run{settings.out / "checkpoint.tensors", settings.checkpoint_minutes, settings.stop_after_steps};
  TRIBUTARY_ASSIGN(const bool done, train_ensemble(ensemble, set, all, settings.schedule, run, log));
  if (!done) return {};
  TRIBUTARY_TRY(write_checkpoint(ensemble, BatchPlan(settings.schedule, set).steps(), run.checkpoint));
  return ensemble.export_script(0, audit::tags_of(set), settings.out / "generator.pt");
}

}  // namespace tributary::lab
