#include "lab/composition/measurement/listening.h"

#include <array>
#include <atomic>
#include <string>
#include <utility>

#include "audio/decoder.h"
#include "base/file.h"
#include "base/hash.h"
#include "dsp/constant_q.h"
#include "encoder/composition_network.h"
#include "encoder/tensor_file.h"
#include "lab/composition/measurement/chroma.h"
#include "lab/composition/measurement/encoding_cache.h"
#include "lab/composition/measurement/feature_cache.h"
#include "lab/render/stateful_jobs.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFrameValues = std::size_t{encoder::kFeatureChannels} * encoder::kPitchClasses;

Result<dsp::ConstantQSpectrum> spectrum_of(const fs::path& path) {
  TRIBUTARY_ASSIGN(audio::Decoder decoder, audio::Decoder::open(path));
  dsp::ConstantQ constant_q;
  std::array<float, 16384> block{};
  while (true) {
    TRIBUTARY_ASSIGN(const std::size_t count, decoder.read(block));
    if (count == 0) return constant_q.finish();
    constant_q.add(std::span(block).first(count));
  }
}

// [frames][48] to [48][frames].
PitchClassFrames by_pitch_class(const encoder::CompositionFeatures& encoded) {
  PitchClassFrames frames{encoder::kFeatureChannels, encoded.features, {}};
  frames.values.resize(encoded.frames.size());
  for (std::size_t frame = 0; frame < encoded.features; ++frame)
    for (std::size_t value = 0; value < kFrameValues; ++value)
      frames.values[value * encoded.features + frame] = encoded.frames[frame * kFrameValues + value];
  return frames;
}

Result<RecordingFeatures> features_of(const fs::path& path, bool baselines, encoder::CompositionNetwork& network,
                                      EncodingCache& cache) {
  TRIBUTARY_ASSIGN(const dsp::ConstantQSpectrum spectrum, spectrum_of(path));
  auto encoded = cache.encode(network, spectrum.levels);
  if (!encoded) return in_context(encoded.error(), path.string());
  RecordingFeatures features;
  if (baselines) {
    features.chroma = chroma_of(spectrum);
    features.fourier = fourier_magnitudes(features.chroma);
  }
  features.network = by_pitch_class(*encoded);
  features.stored = index::quantise_composition(encoded->frames, encoded->vectors);
  features.segments = {encoder::kSegmentDimensions, std::move(encoded->vectors)};
  return features;
}

struct Weights {
  std::vector<encoder::NamedTensor> tensors;
  std::string checksum;
};

Result<Weights> read_weights(const fs::path& path) {
  TRIBUTARY_ASSIGN(const base::MappedFile file, base::MappedFile::open(path));
  TRIBUTARY_ASSIGN(auto tensors, encoder::decode_tensor_file(file.bytes(), path.string()));
  return Weights{std::move(tensors), base::checksum128_hex(file.bytes())};
}

// Calls job(network, i) once for each i below `count`; every thread has a network of its own.
Result<void> with_networks(const Weights& weights, std::size_t count, const ListeningOptions& options,
                           const std::function<Result<void>(encoder::CompositionNetwork&, std::size_t)>& job) {
  std::atomic<std::size_t> done{0};
  TRIBUTARY_ASSIGN(const auto ready,
                   encoder::CompositionWeights::from_tensors(weights.tensors, options.weights.string()));
  return run_with_state<encoder::CompositionNetwork>(
      count, options.threads, [&] { return encoder::CompositionNetwork::make(ready); },
      [&](encoder::CompositionNetwork& network, std::size_t i) -> Result<void> {
        TRIBUTARY_TRY(job(network, i));
        options.progress(++done, count);
        return {};
      });
}

}  // namespace

Result<std::vector<RecordingFeatures>> listen(std::span<const fs::path> audio, const ListeningOptions& options) {
  TRIBUTARY_ASSIGN(const Weights weights, read_weights(options.weights));
  const fs::path kept = options.cache / ("encodings-" + weights.checksum + ".tensors");
  EncodingCache none;
  TRIBUTARY_ASSIGN(EncodingCache cache, options.cache.empty() ? Result(std::move(none)) : EncodingCache::open(kept));
  std::vector<RecordingFeatures> heard(audio.size());
  TRIBUTARY_TRY(with_networks(weights, audio.size(), options,
                              [&](encoder::CompositionNetwork& network, std::size_t i) -> Result<void> {
                                TRIBUTARY_ASSIGN(heard[i], features_of(audio[i], options.baselines, network, cache));
                                return {};
                              }));
  if (!options.cache.empty() && cache.made() > 0) TRIBUTARY_TRY(cache.write(kept));
  return heard;
}

Result<std::vector<index::CompositionFeatures>> listen(const MixedMusic& music, const ListeningOptions& options) {
  TRIBUTARY_ASSIGN(const Weights weights, read_weights(options.weights));
  const fs::path kept = options.cache / ("mixed-" + music.recipe + "-" + weights.checksum + ".tensors");
  FeatureCache none;
  TRIBUTARY_ASSIGN(FeatureCache cache, options.cache.empty() ? Result(std::move(none)) : FeatureCache::open(kept));
  std::vector<index::CompositionFeatures> heard(music.count);
  TRIBUTARY_TRY(with_networks(weights, music.count, options,
                              [&](encoder::CompositionNetwork& network, std::size_t i) -> Result<void> {
                                const std::string name = std::to_string(i);
                                if (auto known = cache.find(name)) {
                                  heard[i] = std::move(*known);
                                  return {};
                                }
                                TRIBUTARY_ASSIGN(const ConstantQWindow window, music.mix(i));
                                TRIBUTARY_ASSIGN(const auto encoded, network.encode(window.levels));
                                heard[i] = index::quantise_composition(encoded.frames, encoded.vectors);
                                cache.put(name, heard[i]);
                                return {};
                              }));
  if (!options.cache.empty() && cache.made() > 0) TRIBUTARY_TRY(cache.write(kept));
  return heard;
}

}  // namespace tributary::lab
