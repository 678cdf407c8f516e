#include "lab/composition/measurement/listening.h"

#include <array>
#include <atomic>
#include <utility>

#include "audio/decoder.h"
#include "base/file.h"
#include "base/hash.h"
#include "dsp/constant_q.h"
#include "encoder/composition_network.h"
#include "encoder/tensor_file.h"
#include "lab/composition/measurement/chroma.h"
#include "lab/composition/measurement/encoding_cache.h"
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

Result<RecordingFeatures> features_of(const fs::path& path, encoder::CompositionNetwork& network,
                                      EncodingCache& cache) {
  TRIBUTARY_ASSIGN(const dsp::ConstantQSpectrum spectrum, spectrum_of(path));
  auto encoded = cache.encode(network, spectrum.levels);
  if (!encoded) return in_context(encoded.error(), path.string());
  RecordingFeatures features;
  features.chroma = chroma_of(spectrum);
  features.fourier = fourier_magnitudes(features.chroma);
  features.network = by_pitch_class(*encoded);
  features.stored = index::quantise_composition(encoded->frames, encoded->vectors);
  features.segments = {encoder::kSegmentDimensions, std::move(encoded->vectors)};
  return features;
}

}  // namespace

Result<std::vector<RecordingFeatures>> listen(std::span<const fs::path> audio, const ListeningOptions& options) {
  TRIBUTARY_ASSIGN(const base::MappedFile weights, base::MappedFile::open(options.weights));
  TRIBUTARY_ASSIGN(const auto tensors, encoder::decode_tensor_file(weights.bytes(), options.weights.string()));
  const fs::path kept = options.cache / ("encodings-" + base::checksum128_hex(weights.bytes()) + ".tensors");
  EncodingCache none;
  TRIBUTARY_ASSIGN(EncodingCache cache, options.cache.empty() ? Result(std::move(none)) : EncodingCache::open(kept));
  std::vector<RecordingFeatures> heard(audio.size());
  std::atomic<std::size_t> done{0};
  TRIBUTARY_ASSIGN(const auto network_weights,
                   encoder::CompositionWeights::from_tensors(tensors, options.weights.string()));
  TRIBUTARY_TRY(run_with_state<encoder::CompositionNetwork>(
      audio.size(), options.threads, [&] { return encoder::CompositionNetwork::make(network_weights); },
      [&](encoder::CompositionNetwork& network, std::size_t i) -> Result<void> {
        TRIBUTARY_ASSIGN(heard[i], features_of(audio[i], network, cache));
        options.progress(++done, audio.size());
        return {};
      }));
  if (!options.cache.empty() && cache.made() > 0) TRIBUTARY_TRY(cache.write(kept));
  return heard;
}

}  // namespace tributary::lab
