#include "pipeline/feature_extraction.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "audio/decoder.h"
#include "audio/loudness.h"
#include "dsp/constant_q.h"
#include "index/style_features.h"

namespace tributary::pipeline {
namespace {

static_assert(audio::kSampleRateHz == dsp::kSampleRateHz);
static_assert(audio::kSampleRateHz == dsp::kConstantQRateHz);
static_assert(dsp::kConstantQBins == encoder::kConstantQBins);
constexpr std::size_t kBlockSamples = 65536;

// What the style encoder hears of a stream of levels, a few minutes at a time, so that memory does not grow with it.
class StyleEar {
 public:
  explicit StyleEar(const encoder::StyleEncoder& encoder) : encoder_(encoder) {}

  Result<void> add(std::span<const std::uint8_t> levels) {
    waiting_.insert(waiting_.end(), levels.begin(), levels.end());
    if (waiting_.size() < kPartFrames * encoder::kConstantQBins) return {};
    TRIBUTARY_TRY(encode());
    const std::size_t heard = waiting_.size() / encoder::kConstantQBins;
    const std::size_t windows = (heard - encoder::kStyleWindowFrames) / encoder::kStyleHopFrames + 1;
    const std::size_t forgotten = windows * encoder::kStyleHopFrames * encoder::kConstantQBins;
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(forgotten));
    return {};
  }

  Result<std::vector<std::int8_t>> finish() {
    const bool has_window = waiting_.size() >= encoder::kStyleWindowFrames * encoder::kConstantQBins;
    if (has_window || (windows_.empty() && !waiting_.empty())) TRIBUTARY_TRY(encode());
    return std::move(windows_);
  }

 private:
  static constexpr std::size_t kPartFrames = 6000;

  Result<void> encode() {
    TRIBUTARY_ASSIGN(const encoder::StyleVectors vectors, encoder_.encode(waiting_));
    const std::vector<std::int8_t> windows = index::quantise_style(vectors.values);
    windows_.insert(windows_.end(), windows.begin(), windows.end());
    return {};
  }

  const encoder::StyleEncoder& encoder_;
  std::vector<std::uint8_t> waiting_;
  std::vector<std::int8_t> windows_;
};

// What the models hear of a stream of samples.
class Ears {
 public:
  Ears(encoder::CompositionNetwork network, const encoder::StyleEncoder& style)
      : network_(std::move(network)), style_(style) {}

  Result<void> add(std::span<const float> samples) {
    constant_q_.add(samples);
    return hear(constant_q_.take().levels);
  }

  // Ends the stream.
  Result<encoder::CompositionFeatures> composition() {
    TRIBUTARY_TRY(hear(constant_q_.finish().levels));
    return network_.finish();
  }
  // After composition().
  Result<std::vector<std::int8_t>> style_windows() { return style_.finish(); }

 private:
  Result<void> hear(std::span<const std::uint8_t> levels) {
    TRIBUTARY_TRY(network_.add(levels));
    return style_.add(levels);
  }

  dsp::ConstantQ constant_q_;
  encoder::CompositionNetwork network_;
  StyleEar style_;
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
  Ears ears(std::move(network), listener.style());
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
    TRIBUTARY_TRY(ears.add(samples));
    if (progress != nullptr) progress->hear(static_cast<double>(count) / audio::kSampleRateHz);
  }
  TRIBUTARY_ASSIGN(audio::LoudnessReport report, loudness.finish());
  Features features;
  features.fingerprint = fingerprinter.finish();
  features.loudness_lufs = report.integrated_lufs;
  features.sounding_weights = std::move(report.sounding_weights);
  if (role == Role::kQuery) features.energy_ranks = fingerprinter.take_energy_ranks();
  if (!has_sound) return features;
  TRIBUTARY_ASSIGN(encoder::CompositionFeatures heard, ears.composition());
  mute_silence(heard, features.sounding_weights);
  features.composition = index::quantise_composition(heard.frames, heard.vectors);
  TRIBUTARY_ASSIGN(features.style_windows, ears.style_windows());
  return features;
}

}  // namespace tributary::pipeline
