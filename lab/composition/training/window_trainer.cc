#include "lab/composition/training/window_trainer.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <cmath>
#include <utility>

#include "lab/composition/pairs/batch_stream.h"
#include "lab/composition/training/learning_schedule.h"
#include "lab/composition/training/level_tensor.h"
#include "lab/composition/training/losses.h"
#include "lab/composition/training/optimizer.h"
#include "lab/composition/training/training_data.h"
#include "lab/composition/training/training_log.h"
#include "lab/composition/training/validation.h"

namespace tributary::lab {
namespace {

constexpr std::uint64_t kStepsPerReport = 20;
constexpr double kFirstScale = 14;  // of the cosines; learned
constexpr double kLargestScale = 60;

// Of a batch: those of a, then those of b.
at::Tensor next_levels(BatchStream& batches) {
  const Batch batch = batches.next();
  return at::cat({level_tensor(batch.a, batch.a_frames), level_tensor(batch.b, batch.b_frames)});
}

class WindowRun {
 public:
  WindowRun(const WindowTrainingSettings& settings, TrainingLog log)
      : settings_(settings),
        graph_(settings.profile, settings.bfloat16 ? Arithmetic::kBFloat16 : Arithmetic::kFloat32, settings.seed,
               settings.device),
        log_scale_(at::full({}, std::log(kFirstScale), at::TensorOptions().device(graph_.parameters().device()))
                       .set_requires_grad(true)),
        optimizer_(graph_.parameters(), {log_scale_}, OptimizerSettings{}),
        loss_sum_(at::zeros_like(log_scale_.detach())),
        log_(std::move(log)),
        schedule_(settings.steps, settings.schedule_minutes, settings.learning_rate) {}

  void train(const TrainingData& data) {
    const PieceSampler sampler(*data.training);
    BatchStream batches({*data.training, sampler, data.recordings.get()},
                        BatchShape{.pairs = settings_.pairs, .recorded = settings_.recorded_pairs}, settings_.seed, 0,
                        settings_.workers);
    const Validation validation(*data.validation, {settings_.validation_works, 0}, kValidationSeed);
    at::Tensor levels = next_levels(batches);
    while (schedule_.progress(step_) < 1) {
      find_gradients(levels);
      levels = next_levels(batches);  // while the device is at work
      move_weights();
    }
    report_validation(validation);
  }

 private:
  void find_gradients(const at::Tensor& levels) {
    const at::Tensor vectors = graph_.forward(levels, true);
    const auto pairs = static_cast<std::int64_t>(settings_.pairs);
    const at::Tensor loss =
        segment_loss(vectors.narrow(0, 0, pairs), vectors.narrow(0, pairs, pairs), log_scale_.exp());
    optimizer_.zero_gradients();
    loss.backward();
    loss_sum_.add_(loss.detach());
  }

  void move_weights() {
    const double rate = schedule_.learning_rate(step_);
    const double norm = optimizer_.step(rate);
    {
      const c10::NoGradGuard no_gradients;
      log_scale_.clamp_(0, std::log(kLargestScale));
    }
    if (++step_ % kStepsPerReport == 0) report_progress(rate, norm);
  }

  double windows_per_step() const { return 2 * static_cast<double>(settings_.pairs); }

  void report_progress(double rate, double norm) {
    const double now_min = schedule_.elapsed_min();
    const double per_step_s = 60 * (now_min - std::exchange(reported_min_, now_min)) / kStepsPerReport;
    log_.write("train", step_,
               {{"segment_loss", loss_sum_.item<double>() / kStepsPerReport},
                {"learning_rate", rate},
                {"gradient_norm", norm},
                {"segment_scale", log_scale_.exp().item<double>()},
                {"windows_per_s", windows_per_step() / per_step_s},
                {"elapsed_min", now_min},
                {"remaining_min", schedule_.remaining_min(step_, per_step_s)}});
    loss_sum_.zero_();
  }

  double top1(const Validation& validation) {
    return validation.measure_segments([this](const at::Tensor& levels) { return graph_.segments(levels); });
  }

  void report_validation(const Validation& validation) {
    const double last_weights_top1 = top1(validation);
    optimizer_.copy_average(graph_.parameters());
    log_.write("validation", step_,
               {{"segment_top1", top1(validation)},
                {"last_weights_top1", last_weights_top1},
                {"parameters_M", static_cast<double>(graph_.parameters().trained_numbers()) / 1e6},
                {"windows", windows_per_step() * static_cast<double>(step_)},
                {"elapsed_min", schedule_.elapsed_min()}});
  }

  WindowTrainingSettings settings_;
  WindowGraph graph_;
  at::Tensor log_scale_;
  Optimizer optimizer_;
  at::Tensor loss_sum_;  // over the steps not reported yet, on the device
  TrainingLog log_;
  LearningSchedule schedule_;
  double reported_min_ = 0;
  std::uint64_t step_ = 0;
};

}  // namespace

Result<void> train_window_network(const WindowTrainingSettings& settings) {
  if (settings.pairs == 0 || settings.recorded_pairs >= settings.pairs)
    return Error{ErrorCode::kInvalidInput, "there must be more pairs than recorded pairs"};
  at::set_num_threads(settings.threads);
  std::error_code error;
  std::filesystem::create_directories(settings.output, error);
  if (error) return Error{ErrorCode::kIo, settings.output.string() + ": cannot be made: " + error.message()};
  TRIBUTARY_ASSIGN(const TrainingData data, read_training_data(settings));
  TRIBUTARY_ASSIGN(TrainingLog log, TrainingLog::open(settings.output / "training.jsonl"));
  WindowRun(settings, std::move(log)).train(data);
  return {};
}

}  // namespace tributary::lab
