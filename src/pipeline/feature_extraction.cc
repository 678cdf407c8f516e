#include "pipeline/feature_extraction.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "audio/decoder.h"
#include "audio/loudness.h"
#include "dsp/constant_q.h"

namespace tributary::pipeline {
namespace {

static_assert(audio::kSampleRateHz == dsp::kSampleRateHz);
static_assert(audio::kSampleRateHz == dsp::kConstantQRateHz);
static_assert(dsp::kConstantQBins == encoder::kConstantQBins);
constexpr std::size_t kBlockSamples = 65536;

// What the composition network hears of a stream.
class CompositionEar {
 public:
  explicit CompositionEar(encoder::CompositionNetwork network) : network_(std::move(network)) {}

  Result<void> add(std::span<const float> samples) {
    constant_q_.add(samples);
    return network_.add(constant_q_.take().levels);
  }

  Result<encoder::CompositionFeatures> finish() {
    TRIBUTARY_TRY(network_.add(constant_q_.finish().levels));
    return network_.finish();
  }

 private:
  dsp::ConstantQ constant_q_;
  encoder::CompositionNetwork network_;
};

// Features of seconds in which nothing sounds become zero, which is how an index says so.
void mute_silence(encoder::CompositionFeatures& features, std::span<const float> sounding_weights) {
  constexpr auto kPerSecond = static_cast<std::size_t>(index::kCompositionFramesPerSecond);
  for (std::size_t i = 0; i < features.features; ++i) {
    const std::size_t second = i / kPerSecond;
    if (second < sounding_weights.size() && sounding_weights[second] > 0) continue;
    std::fill_n(features.frames.begin() + static_cast<std::ptrdiff_t>(i * index::kCompositionFrameValues),
                index::kCompositionFrameValues, 0.0F);
  }
}

}  // namespace

Result<Features> extract_features(const std::filesystem::path& path, Role role, const Listener& listener,
                                  ProgressListener* progress) {
  TRIBUTARY_ASSIGN(audio::Decoder decoder, audio::Decoder::open(path));
  TRIBUTARY_ASSIGN(audio::Loudness loudness, audio::Loudness::create());
  TRIBUTARY_ASSIGN(encoder::CompositionNetwork network, listener.composition());
  CompositionEar ear(std::move(network));
  dsp::Fingerprinter fingerprinter(role == Role::kQuery ? dsp::kQueryPeaksPerSecond : dsp::kReferencePeaksPerSecond);
  if (role == Role::kQuery) fingerprinter.listen_closely();
  std::vector<float> block(kBlockSamples);
  bool has_sound = false;
  while (true) {
    TRIBUTARY_ASSIGN(const std::size_t count, decoder.read(block));
    if (count == 0) break;
    has_sound = true;
    const auto samples = std::span<const float>(block).first(count);
    TRIBUTARY_TRY(loudness.add(samples));
    fingerprinter.add(samples);
    TRIBUTARY_TRY(ear.add(samples));
    if (progress != nullptr) progress->hear(static_cast<double>(count) / audio::kSampleRateHz);
  }
  TRIBUTARY_ASSIGN(audio::LoudnessReport report, loudness.finish());
  Features features;
  features.fingerprint = fingerprinter.finish();
  features.loudness_lufs = report.integrated_lufs;
  features.sounding_weights = std::move(report.sounding_weights);
  if (role == Role::kQuery) features.energy_ranks = fingerprinter.take_energy_ranks();
  if (!has_sound) return features;
  TRIBUTARY_ASSIGN(encoder::CompositionFeatures heard, ear.finish());
  mute_silence(heard, features.sounding_weights);
  features.composition = index::quantise_composition(heard.frames, heard.vectors);
  return features;
}

}  // namespace tributary::pipeline
