#include "lab/composition/training/trainer.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <numbers>
#include <utility>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/composition/corpus/recording_bank.h"
#include "lab/composition/corpus/template_bank.h"
#include "lab/composition/pairs/batch_stream.h"
#include "lab/composition/training/composition_graph.h"
#include "lab/composition/training/losses.h"
#include "lab/composition/training/optimizer.h"
#include "lab/composition/training/training_log.h"
#include "lab/composition/training/training_plot.h"
#include "lab/composition/training/validation.h"

namespace tributary::lab {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kFewestNotes = 16;
constexpr std::size_t kAdditiveTimbres = 60;
constexpr std::uint64_t kWarmUpSteps = 200;
constexpr double kLastLearningRate = 0.02;  // of the highest
constexpr std::uint64_t kStepsPerReport = 20;
constexpr std::uint64_t kValidationSeed = 0x5EED;  // the set is the same for every run

double minutes_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count() / 60;
}

at::Tensor as_levels(const std::vector<std::uint8_t>& values, std::size_t pairs, std::size_t frames) {
  at::Tensor tensor = at::empty(
      {static_cast<std::int64_t>(pairs), static_cast<std::int64_t>(frames), encoder::kConstantQBins}, at::kByte);
  std::copy(values.begin(), values.end(), tensor.data_ptr<std::uint8_t>());
  return tensor;
}

// The corpus, its timbres and what mixes them; the pieces of a split stay where they are.
struct TrainingData {
  std::vector<Piece> pieces;
  std::unique_ptr<TimbreLibrary> timbres;
  std::unique_ptr<PairMaker> training;
  std::unique_ptr<PairMaker> validation;
  std::vector<RecordedExcerpt> excerpts;
  std::unique_ptr<RecordedPairMaker> recordings;  // missing where no recording is heard
};

std::vector<const Piece*> pieces_of(const std::vector<Piece>& pieces, Split split, bool any_licence) {
  std::vector<const Piece*> chosen;
  for (const Piece& piece : pieces)
    if (piece.split == split && (piece.clean || any_licence) && piece.notes.size() >= kFewestNotes)
      chosen.push_back(&piece);
  return chosen;
}

Result<TrainingData> read_data(const TrainingSettings& settings) {
  TrainingData data;
  TRIBUTARY_ASSIGN(data.pieces, read_note_corpus(settings.corpus));
  std::vector<Instrument> instruments;
  for (const std::filesystem::path& path : settings.templates) {
    TRIBUTARY_ASSIGN(std::vector<Instrument> bank, read_template_bank(path));
    std::move(bank.begin(), bank.end(), std::back_inserter(instruments));
  }
  data.timbres = std::make_unique<TimbreLibrary>(instruments, kAdditiveTimbres, settings.seed);
  const auto training = pieces_of(data.pieces, Split::kTrain, settings.any_licence);
  const auto validation = pieces_of(data.pieces, Split::kValidation, settings.any_licence);
  PairRange range;
  RecordedRange recorded_range;
  if (settings.no_mixtures) range.mixed_under = recorded_range.mixed_under = 0;
  data.training = std::make_unique<PairMaker>(training, *data.timbres, range);
  data.validation = std::make_unique<PairMaker>(validation, *data.timbres, PairRange{});
  const std::size_t played_pairs = settings.pairs - settings.recorded_pairs;
  if (PieceSampler(*data.training).works() < played_pairs)
    return Error{ErrorCode::kInvalidInput, settings.corpus.string() + ": has too few works for a batch of " +
                                               std::to_string(played_pairs) + " pairs"};
  if (validation.empty())
    return Error{ErrorCode::kInvalidInput, settings.corpus.string() + ": has no validation works"};
  if (settings.recorded_pairs == 0) return data;
  TRIBUTARY_ASSIGN(data.excerpts, read_recording_bank(settings.recordings));
  if (data.excerpts.size() < settings.recorded_pairs)
    return Error{ErrorCode::kInvalidInput, settings.recordings.string() + ": has too few excerpts for a batch of " +
                                               std::to_string(settings.recorded_pairs)};
  data.recordings = std::make_unique<RecordedPairMaker>(data.excerpts, recorded_range);
  return data;
}

class Run {
 public:
  Run(const TrainingSettings& settings, const encoder::CompositionProfile& profile, TrainingLog log)
      : settings_(settings),
        profile_(profile),
        graph_(profile, arithmetic(), settings.seed, settings.device),
        segment_scale_(scale_tensor()),
        frame_scale_(scale_tensor()),
        optimizer_(graph_.parameters(), {segment_scale_, frame_scale_}, OptimizerSettings{}),
        log_(std::move(log)) {}

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
    Clock::time_point checkpoint = start_;
    Clock::time_point validated = start_;
    const std::uint64_t first_step = step_;
    while (!finished(first_step)) {
      learn(batches.next());
      if (minutes_since(checkpoint) >= settings_.checkpoint_minutes) {
        TRIBUTARY_TRY(save());
        checkpoint = Clock::now();
      }
      if (minutes_since(validated) >= settings_.validation_minutes) {
        validate(validation);
        validated = Clock::now();
      }
    }
    TRIBUTARY_TRY(save());
    validate(validation);
    return plot_training(settings_.output / "training.jsonl", settings_.output / "training.svg");
  }

 private:
  bool finished(std::uint64_t first_step) const {
    if (settings_.minutes > 0 && minutes_since(start_) >= settings_.minutes) return true;
    if (settings_.stop_after_steps > 0 && step_ - first_step >= settings_.stop_after_steps) return true;
    return progress() >= 1;
  }

  double progress() const {  // of the schedule
    const double by_steps = static_cast<double>(step_) / static_cast<double>(settings_.steps);
    return settings_.schedule_minutes > 0 ? std::max(by_steps, minutes_since(start_) / settings_.schedule_minutes)
                                          : by_steps;
  }

  Arithmetic arithmetic() const { return settings_.bfloat16 ? Arithmetic::kBFloat16 : Arithmetic::kFloat32; }

  at::Tensor scale_tensor() const {  // the logarithm of what multiplies cosines, learned
    return at::full({}, std::log(14.0), at::TensorOptions().device(settings_.device)).set_requires_grad(true);
  }

  std::filesystem::path checkpoint_path() const { return settings_.output / "checkpoint.tensors"; }

  double remaining_minutes(double per_step_s) const {
    const double by_steps = static_cast<double>(settings_.steps - step_) * per_step_s / 60;
    if (settings_.schedule_minutes <= 0) return by_steps;
    return std::min(by_steps, std::max(0.0, settings_.schedule_minutes - minutes_since(start_)));
  }

  double learning_rate() const {
    if (step_ < kWarmUpSteps)
      return settings_.learning_rate * static_cast<double>(step_ + 1) / static_cast<double>(kWarmUpSteps);
    const double fall = 0.5 * (1 + std::cos(std::numbers::pi * std::min(1.0, progress())));
    return settings_.learning_rate * (kLastLearningRate + (1 - kLastLearningRate) * fall);
  }

  void learn(const Batch& batch) {
    const at::Device device(settings_.device);
    const auto pairs = static_cast<std::int64_t>(batch.pairs);
    const at::Tensor levels =
        at::cat({as_levels(batch.a, batch.pairs, batch.a_frames), as_levels(batch.b, batch.pairs, batch.b_frames)});
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
    const double rate = learning_rate();
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
    const double seconds = 60 * minutes_since(reported_);
    reported_ = Clock::now();
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
                {"elapsed_min", minutes_since(start_)},
                {"remaining_min", remaining_minutes(per_step_s)}});
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
                {"elapsed_min", minutes_since(start_)}});
  }

  CompositionGraph averaged() const {
    CompositionGraph graph(profile_, arithmetic(), settings_.seed, settings_.device);
    optimizer_.copy_average(graph.parameters());
    return graph;
  }

  void validate(const Validation& validation) {
    CompositionGraph graph = averaged();
    const Clock::time_point begin = Clock::now();
    report("validation", validation.measure(graph));
    reported_ += Clock::now() - begin;  // the pace of learning does not count it
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
  Clock::time_point start_ = Clock::now();
  Clock::time_point reported_ = start_;
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
  TRIBUTARY_ASSIGN(const TrainingData data, read_data(settings));
  TRIBUTARY_ASSIGN(TrainingLog log, TrainingLog::open(settings.output / "training.jsonl"));
  Run run(settings, *profile, std::move(log));
  TRIBUTARY_TRY(run.resume());
  return run.train(data);
}

}  // namespace tributary::lab
