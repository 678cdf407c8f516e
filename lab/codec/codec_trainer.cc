#include "lab/codec/codec_trainer.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <memory>
#include <numbers>
#include <utility>

#include "lab/codec/adam.h"
#include "lab/codec/audio_pool.h"
#include "lab/codec/codec_graph.h"
#include "lab/codec/codec_model.h"
#include "lab/codec/spectrum.h"
#include "lab/composition/training/training_log.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr double kWarmUp = 0.02;            // of the schedule: the learning rate rises
constexpr double kUnquantised = 0.1;        // of the schedule: the codes are left out
constexpr double kLastLearningRate = 0.02;  // of the highest
constexpr std::uint64_t kStepsPerReport = 50;
constexpr std::uint64_t kStepsPerValidation = 500;
constexpr std::size_t kValidationExcerpts = 12;
constexpr std::size_t kValidationSamples = std::size_t{2} * 10240;  // whole frames of every codec
constexpr std::uint64_t kValidationSeed = 0x5EED;
constexpr std::size_t kFrame = 2560;  // whole frames of every codec

double minutes_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count() / 60;
}

std::size_t excerpt_samples(const CodecTraining& settings) {
  const double samples = settings.excerpt_s * kCodecRateHz;
  return std::max<std::size_t>(2, static_cast<std::size_t>(std::llround(samples / kFrame))) * kFrame;
}

at::Tensor as_batch(const std::vector<std::vector<float>>& excerpts) {
  const at::Tensor batch = at::empty(
      {static_cast<std::int64_t>(excerpts.size()), static_cast<std::int64_t>(excerpts.front().size())}, at::kFloat);
  float* row = batch.data_ptr<float>();
  for (const std::vector<float>& excerpt : excerpts) row = std::copy(excerpt.begin(), excerpt.end(), row);
  return batch;
}

struct Music {
  AudioPool training;
  at::Tensor validation;
};

Result<Music> read_music(const CodecTraining& settings) {
  TRIBUTARY_ASSIGN(const std::vector<fs::path> files, audio_files_below(settings.audio));
  std::vector<fs::path> training;
  std::vector<fs::path> validation;
  for (std::size_t i = 0; i < files.size(); ++i) (i % 10 == 9 ? validation : training).push_back(files[i]);
  if (validation.empty())
    return Error{ErrorCode::kInvalidInput,
                 "training needs at least 10 audio files; there are " + std::to_string(files.size())};
  TRIBUTARY_ASSIGN(AudioPool training_pool, AudioPool::read(training));
  TRIBUTARY_ASSIGN(const AudioPool validation_pool, AudioPool::read(validation));
  Random random(kValidationSeed);
  std::vector<std::vector<float>> excerpts;
  for (std::size_t i = 0; i < kValidationExcerpts; ++i)
    excerpts.push_back(validation_pool.excerpt(kValidationSamples, random));
  return Music{std::move(training_pool), as_batch(excerpts)};
}

class CodecRun {
 public:
  CodecRun(const CodecTraining& settings, TrainingLog log)
      : settings_(settings),
        graph_(make_codec(settings.kind, settings.seed)),
        optimizer_(graph_->parameters()),
        log_(std::move(log)) {}

  Result<void> resume() {
    if (!fs::exists(checkpoint_path())) return {};
    TRIBUTARY_ASSIGN(std::vector<encoder::NamedTensor> tensors, encoder::read_tensor_file(checkpoint_path()));
    const std::size_t own = graph_->parameters().all().size();
    if (tensors.size() <= own + 1 || tensors.back().name != "progress" || tensors.back().values.size() != 2)
      return Error{ErrorCode::kInvalidInput, checkpoint_path().string() + ": is no checkpoint of such a codec"};
    step_ = static_cast<std::uint64_t>(std::max(0.0F, tensors.back().values[0]));
    minutes_before_ = static_cast<double>(tensors.back().values[1]);
    const std::span<const encoder::NamedTensor> all(tensors);
    if (auto loaded = graph_->parameters().load(all.first(own)); !loaded)
      return in_context(std::move(loaded).error(), checkpoint_path().string());
    if (auto loaded = optimizer_.load(all.subspan(own, tensors.size() - own - 1)); !loaded)
      return in_context(std::move(loaded).error(), checkpoint_path().string());
    return {};
  }

  Result<void> train(const Music& music) {
    Clock::time_point saved = Clock::now();
    const std::uint64_t first = step_;
    first_part_ = progress();
    while (progress() < 1 && (settings_.stop_after_steps == 0 || step_ - first < settings_.stop_after_steps)) {
      learn(music.training);
      if (step_ % kStepsPerValidation == 0) validate(music.validation);
      if (minutes_since(saved) < settings_.checkpoint_minutes) continue;
      TRIBUTARY_TRY(save());
      saved = Clock::now();
    }
    if (step_ % kStepsPerValidation != 0) validate(music.validation);
    return save();
  }

 private:
  fs::path checkpoint_path() const { return fs::path(settings_.out) += ".checkpoint"; }

  double elapsed_minutes() const { return minutes_before_ + minutes_since(start_); }

  double progress() const {
    const double by_steps = static_cast<double>(step_) / static_cast<double>(settings_.steps);
    return settings_.minutes > 0 ? std::max(by_steps, elapsed_minutes() / settings_.minutes) : by_steps;
  }

  double learning_rate(double part) const {
    const double fall = 0.5 * (1 + std::cos(std::numbers::pi * std::min(1.0, part)));
    const double rise = std::min(1.0, (part + 1e-3) / kWarmUp);
    return settings_.learning_rate * rise * (kLastLearningRate + (1 - kLastLearningRate) * fall);
  }

  void learn(const AudioPool& pool) {
    // What a step draws depends on its number alone, so that a run that was cut off goes on as if it had not been.
    Random random(Random(settings_.seed).next() + step_ * 0xD1342543DE82EF95U);
    std::vector<std::vector<float>> excerpts;
    for (std::size_t i = 0; i < settings_.excerpts; ++i)
      excerpts.push_back(pool.varied_excerpt(excerpt_samples(settings_), random));
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(random.next());
    const double part = progress();
    const at::Tensor loss = graph_->loss(as_batch(excerpts), part >= kUnquantised, generator);
    optimizer_.zero_gradients();
    loss.backward();
    const double norm = optimizer_.step(learning_rate(part));
    ++step_;
    loss_sum_ += loss.item<double>();
    ++steps_unreported_;
    if (step_ % kStepsPerReport == 0) report(part, norm);
  }

  void report(double part, double norm) {
    const double steps = static_cast<double>(std::exchange(steps_unreported_, 0));
    const double run_minutes = minutes_since(start_);
    const double remaining = part > first_part_ ? run_minutes * (1 - part) / (part - first_part_) : 0;
    log_.write("train", step_,
               {{"loss", std::exchange(loss_sum_, 0) / steps},
                {"learning_rate", learning_rate(part)},
                {"gradient_norm", norm},
                {"elapsed_min", elapsed_minutes()},
                {"remaining_min", remaining}});
  }

  void validate(const at::Tensor& signals) {
    const at::NoGradGuard no_gradients;
    const at::Tensor decoded = graph_->decode(graph_->encode(signals)).narrow(1, 0, signals.size(1));
    log_.write("validation", step_,
               {{"spectral_loss", spectral_loss(decoded, signals).item<double>()}, {"elapsed_min", elapsed_minutes()}});
  }

  Result<void> save() const {
    std::vector<encoder::NamedTensor> tensors = graph_->parameters().save();
    std::vector<encoder::NamedTensor> moments = optimizer_.save();
    std::move(moments.begin(), moments.end(), std::back_inserter(tensors));
    tensors.push_back({"progress", {2}, {static_cast<float>(step_), static_cast<float>(elapsed_minutes())}});
    TRIBUTARY_TRY(encoder::write_tensor_file(checkpoint_path(), tensors, encoder::TensorPrecision::kFloat32));
    return write_codec_model(settings_.out, settings_.kind, *graph_);
  }

  CodecTraining settings_;
  std::unique_ptr<CodecGraph> graph_;
  Adam optimizer_;
  TrainingLog log_;
  Clock::time_point start_ = Clock::now();
  double minutes_before_ = 0;
  double first_part_ = 0;
  std::uint64_t step_ = 0;
  std::uint64_t steps_unreported_ = 0;
  double loss_sum_ = 0;  // over them
};

Result<void> run_training(const CodecTraining& settings) {
  TRIBUTARY_ASSIGN(const Music music, read_music(settings));
  TRIBUTARY_ASSIGN(TrainingLog log, TrainingLog::open(fs::path(settings.out) += ".jsonl"));
  CodecRun run(settings, std::move(log));
  TRIBUTARY_TRY(run.resume());
  return run.train(music);
}

}  // namespace

Result<void> train_codec(const CodecTraining& settings) {
  if (settings.steps == 0 || settings.excerpts == 0 || settings.threads <= 0)
    return Error{ErrorCode::kInvalidInput, "steps, excerpts and threads must be at least 1"};
  at::set_num_threads(settings.threads);
  try {
    return run_training(settings);
  } catch (const std::exception& error) {  // libtorch throws where memory is missing
    return Error{ErrorCode::kInternal, std::string("libtorch: ") + error.what()};
  }
}

}  // namespace tributary::lab
