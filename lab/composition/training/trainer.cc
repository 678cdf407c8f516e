#include "lab/composition/training/trainer.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "lab/composition/pairs/batch_stream.h"
#include "lab/composition/training/composition_graph.h"
#include "lab/composition/training/learning_schedule.h"
#include "lab/composition/training/level_tensor.h"
#include "lab/composition/training/losses.h"
#include "lab/composition/training/optimizer.h"
#include "lab/composition/training/training_data.h"
#include "lab/composition/training/training_log.h"
#include "lab/composition/training/training_plot.h"
#include "lab/composition/training/validation.h"

namespace tributary::lab {
namespace {

constexpr std::uint64_t kStepsPerReport = 20;

class Run {
 public:
  Run(const TrainingSettings& settings, const encoder::CompositionProfile& profile, TrainingLog log)
      : settings_(settings),
        profile_(profile),
        graph_(profile, arithmetic(), settings.seed, settings.device),
        segment_scale_(scale_tensor()),
        frame_scale_(scale_tensor()),
        optimizer_(graph_.parameters(), {segment_scale_, frame_scale_}, OptimizerSettings{}),
        log_(std::move(log)),
        schedule_(settings.steps, settings.schedule_minutes, settings.learning_rate) {}

  Result<void> resume() {
    if (!std::filesystem::exists(checkpoint_path())) return {};
    TRIBUTARY_ASSIGN(std::vector<encoder::NamedTensor> tensors, encoder::read_tensor_file(checkpoint_path()));
    const auto step = std::find_if(tensors.begin(), tensors.end(), [](const auto& t) { return t.name == "step"; });
    if (step == tensors.end() || step->values.size() != 1)
      return Error{ErrorCode::kCorrupt, checkpoint_path().string() + ": does not say its step"};
    step_ = static_cast<std::uint64_t>(step->values[0]);
    tensors.erase(step);
    if (auto loaded = optimizer_.load(tensors); !loaded)
      return in_context(std::move(loaded).error(), checkpoint_path().string());
    return {};
  }

  Result<void> train(const TrainingData& data) {
    const Validation validation(*data.validation, {settings_.validation_works, settings_.aligned_queries},
                                kValidationSeed);
    const PieceSampler sampler(*data.training);
    const BatchShape shape{.pairs = settings_.pairs, .recorded = settings_.recorded_pairs};
    BatchStream batches({*data.training, sampler, data.recordings.get()}, shape, settings_.seed, step_,
                        settings_.workers);
    if (step_ == 0) report("chroma", validation.measure_chroma());
    double checkpoint_min = 0;
    double validated_min = 0;
    const std::uint64_t first_step = step_;
    while (!finished(first_step)) {
      learn(batches.next());
      if (schedule_.elapsed_min() - checkpoint_min >= settings_.checkpoint_minutes) {
        TRIBUTARY_TRY(save());
        checkpoint_min = schedule_.elapsed_min();
      }
      if (schedule_.elapsed_min() - validated_min >= settings_.validation_minutes) {
        validate(validation);
        validated_min = schedule_.elapsed_min();
      }
    }
    TRIBUTARY_TRY(save());
    validate(validation);
    return plot_training(settings_.output / "training.jsonl", settings_.output / "training.svg");
  }

 private:
  bool finished(std::uint64_t first_step) const {
    if (settings_.minutes > 0 && schedule_.elapsed_min() >= settings_.minutes) return true;
    if (settings_.stop_after_steps > 0 && step_ - first_step >= settings_.stop_after_steps) return true;
    return schedule_.progress(step_) >= 1;
  }

  Arithmetic arithmetic() const { return settings_.bfloat16 ? Arithmetic::kBFloat16 : Arithmetic::kFloat32; }

  at::Tensor scale_tensor() const {  // the logarithm of what multiplies cosines, learned
    return at::full({}, std::log(14.0), at::TensorOptions().device(settings_.device)).set_requires_grad(true);
  }

  std::filesystem::path checkpoint_path() const { return settings_.output / "checkpoint.tensors"; }

  void learn(const Batch& batch) {
    const at::Device device(settings_.device);
    const auto pairs = static_cast<std::int64_t>(batch.pairs);
    const at::Tensor levels = at::cat({level_tensor(batch.a, batch.a_frames), level_tensor(batch.b, batch.b_frames)});
    at::Tensor features;
    at::Tensor segments;
    graph_.forward(levels, true, features, segments);
    const at::Tensor transposition = at::tensor(at::ArrayRef<std::int64_t>(batch.transposition), at::kLong).to(device);
    const at::Tensor position =
        at::tensor(at::ArrayRef<float>(batch.position), at::kFloat).reshape({pairs, -1}).to(device);
    const at::Tensor vectors = segments.squeeze(1);
    const at::Tensor segment_part =
        segment_loss(vectors.narrow(0, 0, pairs), vectors.narrow(0, pairs, pairs), segment_scale_.exp());
    const at::Tensor frame_part =
        frame_loss(features.narrow(0, 0, pairs), features.narrow(0, pairs, pairs), transposition, position,
                   frame_scale_.exp(), static_cast<std::int64_t>(kFrameGroup));
    optimizer_.zero_gradients();
    (segment_part + frame_part * settings_.frame_weight).backward();
    const double rate = schedule_.learning_rate(step_);
    const double norm = optimizer_.step(rate);
    {
      const c10::NoGradGuard no_gradients;
      segment_scale_.clamp_(0, std::log(60.0));
      frame_scale_.clamp_(0, std::log(60.0));
    }
    ++step_;
    ++steps_unreported_;
    segment_sum_ += segment_part.item<double>();
    frame_sum_ += frame_part.item<double>();
    if (step_ % kStepsPerReport == 0) report_progress(rate, norm);
  }

  void report_progress(double rate, double norm) {
    const double now_min = schedule_.elapsed_min();
    const double seconds = 60 * (now_min - std::exchange(reported_min_, now_min));
    const double steps = static_cast<double>(std::exchange(steps_unreported_, 0));
    const double per_step_s = seconds / steps;
    log_.write("train", step_,
               {{"segment_loss", segment_sum_ / steps},
                {"frame_loss", frame_sum_ / steps},
                {"learning_rate", rate},
                {"gradient_norm", norm},
                {"segment_scale", segment_scale_.exp().item<double>()},
                {"frame_scale", frame_scale_.exp().item<double>()},
                {"windows_per_s", 2 * static_cast<double>(settings_.pairs) / per_step_s},
                {"elapsed_min", schedule_.elapsed_min()},
                {"remaining_min", schedule_.remaining_min(step_, per_step_s)}});
    segment_sum_ = 0;
    frame_sum_ = 0;
  }

  void report(const std::string& event, const ValidationMetrics& metrics) {
    log_.write(event, step_,
               {{"segment_top1", metrics.segment_top1},
                {"frame_accuracy", metrics.frame_accuracy},
                {"alignment_top1", metrics.alignment_top1},
                {"alignment_margin", metrics.alignment_margin},
                {"localised", metrics.localised},
                {"elapsed_min", schedule_.elapsed_min()}});
  }

  CompositionGraph averaged() const {
    CompositionGraph graph(profile_, arithmetic(), settings_.seed, settings_.device);
    optimizer_.copy_average(graph.parameters());
    return graph;
  }

  void validate(const Validation& validation) {
    CompositionGraph graph = averaged();
    const double begin_min = schedule_.elapsed_min();
    report("validation", validation.measure(graph));
    reported_min_ += schedule_.elapsed_min() - begin_min;  // the pace of learning does not count it
  }

  Result<void> save() {
    std::vector<encoder::NamedTensor> tensors = optimizer_.save();
    tensors.push_back({"step", {}, {static_cast<float>(step_)}});
    TRIBUTARY_TRY(encoder::write_tensor_file(checkpoint_path(), tensors, encoder::TensorPrecision::kFloat32));
    return encoder::write_tensor_file(settings_.output / "weights.tensors", averaged().save(),
                                      encoder::TensorPrecision::kFloat16);
  }

  TrainingSettings settings_;
  encoder::CompositionProfile profile_;
  CompositionGraph graph_;
  at::Tensor segment_scale_;
  at::Tensor frame_scale_;
  Optimizer optimizer_;
  TrainingLog log_;
  LearningSchedule schedule_;
  double reported_min_ = 0;
  std::uint64_t step_ = 0;
  std::uint64_t steps_unreported_ = 0;
  double segment_sum_ = 0;  // over them
  double frame_sum_ = 0;
};

}  // namespace

Result<void> train(const TrainingSettings& settings) {
  const auto profile = encoder::find_composition_profile(settings.profile);
  if (!profile) return Error{ErrorCode::kInvalidInput, "there is no profile \"" + settings.profile + "\""};
  if (settings.pairs == 0 || settings.pairs % kFrameGroup != 0)
    return Error{ErrorCode::kInvalidInput, "the number of pairs must be a multiple of " + std::to_string(kFrameGroup)};
  if (settings.recorded_pairs % kFrameGroup != 0 || settings.recorded_pairs >= settings.pairs)
    return Error{ErrorCode::kInvalidInput, "the number of recorded pairs must be a multiple of " +
                                               std::to_string(kFrameGroup) + " below the number of pairs"};
  at::set_num_threads(settings.threads);
  std::error_code error;
  std::filesystem::create_directories(settings.output, error);
  if (error) return Error{ErrorCode::kIo, settings.output.string() + ": cannot be made: " + error.message()};
  TRIBUTARY_ASSIGN(const TrainingData data, read_training_data(settings));
  TRIBUTARY_ASSIGN(TrainingLog log, TrainingLog::open(settings.output / "training.jsonl"));
  Run run(settings, *profile, std::move(log));
  TRIBUTARY_TRY(run.resume());
  return run.train(data);
}

}  // namespace tributary::lab
