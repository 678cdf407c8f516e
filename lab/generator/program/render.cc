// lab_generator render: music to listen to, from a generator or from segments as they are.
#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "audio/encoder.h"
#include "audit/segment_levels.h"
#include "dsp/constant_q.h"
#include "lab/codec/spectrum.h"
#include "lab/generator/ensemble.h"
#include "lab/generator/program/jobs.h"

namespace tributary::lab {
namespace {

constexpr std::int64_t kWindowSamples = 4 * dsp::kConstantQHopSamples;
constexpr int kRounds = 64;
constexpr float kLoudestSample = 0.9F;

struct RenderJob {
  std::filesystem::path model;
  std::filesystem::path out;
  std::int64_t tag = 0;
  std::size_t count = 4;
  SamplingSettings sampling;
  ComputeDevice device;
};

// The magnitude of a Hann window's transform, `bins` from a sine, relative to its peak.
double hann_lobe(double bins) {
  const double x = std::abs(bins);
  if (x >= 2) return 0;
  if (x < 1e-6) return 1;
  if (std::abs(x - 1) < 1e-6) return 0.5;
  return std::sin(std::numbers::pi * x) / (std::numbers::pi * x * (1 - x * x));
}

// Each semitone becomes a sine at its middle: magnitudes [1][window / 2 + 1][frames] of lab/codec/spectrum.h.
at::Tensor magnitudes_of(const std::vector<float>& levels) {
  const std::vector<float> amplitudes = audit::amplitudes_of_levels(levels);
  const auto frames = static_cast<std::int64_t>(levels.size() / audit::kLevelBands);
  at::Tensor power = at::zeros({1, kWindowSamples / 2 + 1, frames});
  auto cells = power.accessor<float, 3>();
  for (std::size_t band = 0; band < audit::kLevelBands; ++band) {
    const double pitch = dsp::kConstantQLowestPitch + static_cast<double>(band);
    const double bin = 440 * std::exp2((pitch - 69) / 12) * static_cast<double>(kWindowSamples) / dsp::kConstantQRateHz;
    for (auto k = static_cast<std::int64_t>(std::ceil(bin - 2)); k <= static_cast<std::int64_t>(bin + 2); ++k) {
      const double lobe = hann_lobe(static_cast<double>(k) - bin);
      for (std::int64_t i = 0; i < frames; ++i) {
        const double amplitude = amplitudes[static_cast<std::size_t>(i) * audit::kLevelBands + band];
        // A level is the mean power of three bins, of which a sine fills one.
        cells[0][k][i] += static_cast<float>(amplitude * amplitude * dsp::kConstantQBinsPerSemitone / 4 * lobe * lobe);
      }
    }
  }
  return power.sqrt();
}

Result<void> render(const RenderJob& job) {
  TRIBUTARY_ASSIGN(const Ensemble generator, Ensemble::open_script(job.model, job.device));
  if (job.tag < 0 || job.tag > generator.shape().tags)
    return Error{ErrorCode::kInvalidInput, job.model.string() + ": its tags are numbers from 0 to " +
                                               std::to_string(generator.shape().tags) + ", the last for none"};
  if (generator.shape().bands != static_cast<std::int64_t>(audit::kLevelBands))
    return Error{ErrorCode::kUnsupported,
                 job.model.string() + ": makes segments of other bands than music is cut into"};
  const at::Tensor signal = signals_of_magnitudes(magnitudes_of(generator.sample(0, job.tag, job.count, job.sampling)),
                                                  kWindowSamples, dsp::kConstantQHopSamples, kRounds)
                                .contiguous();
  std::vector<float> samples(signal.data_ptr<float>(), signal.data_ptr<float>() + signal.numel());
  float loudest = 1e-6F;
  for (const float sample : samples) loudest = std::max(loudest, std::abs(sample));
  for (float& sample : samples) sample *= kLoudestSample / loudest;
  audio::EncodeFormat format;
  format.rate_hz = dsp::kConstantQRateHz;
  format.channels = 1;
  return audio::encode_file(job.out, samples, format);
}

}  // namespace

GeneratorJob declare_generator_render(CLI::App& app) {
  auto job = std::make_shared<RenderJob>();
  CLI::App* verb = app.add_subcommand("render", "Generate segments and play them one after another into a WAV file");
  verb->add_option("--model", job->model, "generator.pt of train_generator")->required();
  verb->add_option("--out", job->out, "The WAV file to write")->required();
  verb->add_option("--tag", job->tag, "The number of a tag, in alphabetical order")->capture_default_str();
  verb->add_option("--segments", job->count, "How many")->check(CLI::Range(1, 1000))->capture_default_str();
  verb->add_option("--seed", job->sampling.seed, "Of the noise they start from")->capture_default_str();
  verb->add_option("--steps", job->sampling.steps, "From noise to music")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  verb->add_option("--guidance", job->sampling.guidance, "How much more the tag counts than it does; 1: no more")
      ->capture_default_str();
  verb->add_option("--threads", job->device.threads, "Threads of libtorch")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  return [job] { return render(*job); };
}

}  // namespace tributary::lab
