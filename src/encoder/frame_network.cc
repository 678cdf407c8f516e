#include "encoder/frame_network.h"

#include <algorithm>
#include <cmath>

#include "encoder/level_normalisation.h"
#include "encoder/pitch_axis.h"

namespace tributary::encoder {
namespace {

constexpr std::int64_t kPartFrames = 240;
static_assert(kPartFrames % kFramesPerFeature == 0);

// [time][pitch class][channel] to [time][channel][pitch class], each moment of unit norm.
std::vector<float> unit_frames(const Activations& x) {
  std::vector<float> frames(x.values.size());
  const auto channels = static_cast<std::size_t>(x.channels);
  const std::size_t size = channels * kPitchClasses;
  for (std::size_t t = 0; t < static_cast<std::size_t>(x.time); ++t) {
    const float* in = &x.values[t * size];
    float square = 1e-8F;
    for (std::size_t i = 0; i < size; ++i) square += in[i] * in[i];
    const float norm = std::sqrt(square);
    for (std::size_t p = 0; p < kPitchClasses; ++p)
      for (std::size_t c = 0; c < channels; ++c) frames[t * size + c * kPitchClasses + p] = in[p * channels + c] / norm;
  }
  return frames;
}

Activations mean_over_pitch(const Activations& x) {
  Activations mean = Activations::sized(x.time, 1, x.channels);
  for (std::int64_t t = 0; t < x.time; ++t) {
    const auto out = mean.at(t, 0);
    for (std::int64_t p = 0; p < x.pitch; ++p) {
      const auto in = x.at(t, p);
      for (std::size_t c = 0; c < out.size(); ++c) out[c] += in[c] / static_cast<float>(x.pitch);
    }
  }
  return mean;
}

// `values` are pooled with weights that each head, which owns a run of channels, takes from its logit.
std::vector<PooledSums> pool(const Activations& values, const Activations& logits) {
  std::vector<PooledSums> pooled(static_cast<std::size_t>(values.time));
  const auto heads = static_cast<std::size_t>(logits.channels);
  const std::size_t per_head = static_cast<std::size_t>(values.channels) / heads;
  for (std::int64_t t = 0; t < values.time; ++t) {
    PooledSums& sums = pooled[static_cast<std::size_t>(t)];
    for (const float logit : logits.at(t, 0))
      sums.mass.push_back(
          std::exp(std::clamp(logit, static_cast<float>(-kAttentionLogitMax), static_cast<float>(kAttentionLogitMax))));
    sums.weighted.reserve(static_cast<std::size_t>(values.pitch * values.channels));
    for (std::int64_t p = 0; p < values.pitch; ++p) {
      const auto in = values.at(t, p);
      for (std::size_t c = 0; c < in.size(); ++c) sums.weighted.push_back(in[c] * sums.mass[c / per_head]);
    }
  }
  return pooled;
}

// Appends frames [first, last) of `part`.
void append(Activations& whole, const Activations& part, std::int64_t first, std::int64_t last) {
  const std::int64_t values = part.pitch * part.channels;
  whole.values.insert(whole.values.end(), part.values.begin() + first * values, part.values.begin() + last * values);
  whole.time += last - first;
  whole.pitch = part.pitch;
  whole.channels = part.channels;
}

}  // namespace

void PooledSums::add(const PooledSums& other) {
  weighted.resize(other.weighted.size());
  mass.resize(other.mass.size());
  for (std::size_t i = 0; i < weighted.size(); ++i) weighted[i] += other.weighted[i];
  for (std::size_t i = 0; i < mass.size(); ++i) mass[i] += other.mass[i];
}

// The stem reaches two frames either way, and the trunk and each of its blocks one of their own.
FrameNetwork::FrameNetwork(const CompositionWeights& weights)
    : profile_(weights.profile()), trunk_reach_frames_(kFramesPerFeature * (1 + profile_.trunk_blocks)) {
  for (const char* name : {"stem", "trunk", "squeeze", "harmonic", "chroma", "pooled"})
    layers_.emplace(name, weights.convolution(name, Ending::kRectified));
  for (const char* name : {"fold", "features", "attention"})
    layers_.emplace(name, weights.convolution(name, Ending::kLinear));
  for (int block = 0; block < profile_.trunk_blocks; ++block)
    layers_.emplace(trunk_block_name(block), weights.convolution(trunk_block_name(block), Ending::kResidual));
  for (int block = 0; block < profile_.chroma_blocks; ++block)
    layers_.emplace(chroma_block_name(block), weights.convolution(chroma_block_name(block), Ending::kResidual));
}

Activations FrameNetwork::convolve(const std::string& layer, const Activations& x) {
  Activations y;
  Convolution& convolution = layers_.at(layer);
  convolution.run(x, y);
  multiplications_ += convolution.multiplications();
  return y;
}

void FrameNetwork::add_residual(const std::string& layer, const Activations& x, Activations& sum) {
  Convolution& convolution = layers_.at(layer);
  convolution.run(x, sum);
  multiplications_ += convolution.multiplications();
}

Activations FrameNetwork::trunk(const Activations& levels) {
  Activations x = convolve("stem", pad_pitch(levels, 3));
  x = convolve("trunk", pad_pitch(x, 1));
  for (int block = 0; block < profile_.trunk_blocks; ++block) {
    const Activations padded = pad_pitch(x, 1);
    add_residual(trunk_block_name(block), padded, x);
  }
  x = convolve("harmonic", gather_harmonics(x, convolve("squeeze", x)));
  return convolve("chroma", open_circle(fold_octaves(x, convolve("fold", x))));
}

// Before octaves are folded a moment has many values. Seen in parts, they stay in the processor's cache.
Activations FrameNetwork::trunk_in_parts(std::span<const std::uint8_t> levels) {
  const std::vector<float> loudness = loudness_of(levels);
  const auto frames = static_cast<std::int64_t>(loudness.size());
  Activations whole;
  for (std::int64_t begin = 0; begin < frames; begin += kPartFrames) {
    const std::int64_t first = std::max<std::int64_t>(begin - trunk_reach_frames_, 0);
    // The first part is as long as those that follow: oneDNN prepares each size that it meets.
    const std::int64_t last = std::min(first + kPartFrames + 2 * trunk_reach_frames_, frames);
    const auto place = static_cast<std::size_t>(first);
    const auto count = static_cast<std::size_t>(last - first);
    const Activations part = trunk(normalise_levels(levels.subspan(place * kConstantQBins, count * kConstantQBins),
                                                    std::span(loudness).subspan(place, count)));
    const std::int64_t skipped = (begin - first) / kFramesPerFeature;
    append(whole, part, skipped, std::min(skipped + kPartFrames / kFramesPerFeature, part.time));
  }
  return whole;
}

Activations FrameNetwork::chroma(std::span<const std::uint8_t> levels) {
  Activations x = trunk_in_parts(levels);
  for (int block = 0; block < profile_.chroma_blocks; ++block) {
    const Activations opened = open_circle(x);
    add_residual(chroma_block_name(block), opened, x);
  }
  return x;
}

FrameOutputs FrameNetwork::run(std::span<const std::uint8_t> levels) {
  multiplications_ = 0;
  const Activations circle = open_circle(chroma(levels));
  const Activations features = convolve("features", circle);
  const Activations values = convolve("pooled", circle);
  return {static_cast<std::size_t>(features.time), unit_frames(features),
          pool(values, convolve("attention", mean_over_pitch(values)))};
}

}  // namespace tributary::encoder
