#include "encoder/segment_network.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "encoder/pitch_axis.h"

namespace tributary::encoder {
namespace {

constexpr std::size_t kSegmentHops = kSegmentFeatures / kSegmentHopFeatures;

// The attended mean of each segment: [segments][kPitchClasses][channels].
Activations means_of(std::span<const PooledSums> hops) {
  const std::size_t channels = hops[0].weighted.size() / kPitchClasses;
  const std::size_t per_head = channels / hops[0].mass.size();
  const std::size_t segments = SegmentNetwork::segment_count(hops.size());
  Activations means =
      Activations::sized(static_cast<std::int64_t>(segments), kPitchClasses, static_cast<std::int64_t>(channels));
  for (std::size_t segment = 0; segment < segments; ++segment) {
    PooledSums sums;
    for (const PooledSums& hop : hops.subspan(segment, std::min(kSegmentHops, hops.size() - segment))) sums.add(hop);
    float* out = &means.values[segment * kPitchClasses * channels];
    for (std::size_t i = 0; i < sums.weighted.size(); ++i)
      out[i] = sums.weighted[i] / (sums.mass[i % channels / per_head] + 1e-6F);
  }
  return means;
}

void normalise(std::span<float> vector) {
  float square = 1e-8F;
  for (const float value : vector) square += value * value;
  const float norm = std::sqrt(square);
  for (float& value : vector) value /= norm;
}

}  // namespace

SegmentNetwork::SegmentNetwork(const CompositionWeights& weights)
    : segment_(weights.convolution("segment", Ending::kRectified)),
      spectrum_(weights.convolution("spectrum", Ending::kLinear)),
      projection_(weights.convolution("projection", Ending::kLinear)) {}

std::size_t SegmentNetwork::segment_count(std::size_t hops) {
  return hops <= kSegmentHops ? 1 : hops - kSegmentHops + 1;
}

std::vector<float> SegmentNetwork::run(std::span<const PooledSums> hops) {
  Activations x;
  segment_.run(open_circle(means_of(hops)), x);
  Activations y;
  spectrum_.run(open_circle(x), y);
  y = circular_spectrum(y);
  y = {y.time, 1, y.pitch * y.channels, std::move(y.values)};
  Activations vectors;
  projection_.run(y, vectors);
  for (std::int64_t segment = 0; segment < vectors.time; ++segment) normalise(vectors.at(segment, 0));
  return {vectors.values.begin(), vectors.values.end()};
}

}  // namespace tributary::encoder
