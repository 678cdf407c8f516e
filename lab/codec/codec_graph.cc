#include "lab/codec/codec_graph.h"

#include <cmath>

#include "lab/codec/spectral_codec.h"
#include "lab/codec/waveform_codec.h"

namespace tributary::lab {

std::unique_ptr<CodecGraph> make_codec(CodecKind kind, std::uint64_t seed) {
  if (kind == CodecKind::kWaveform) return std::make_unique<WaveformCodec>(seed);
  return std::make_unique<SpectralCodec>(seed);
}

double bits_per_second(const CodecGraph& graph) {
  double bits = 0;
  for (const std::int64_t size : graph.book_sizes()) bits += std::log2(static_cast<double>(size));
  return bits * kCodecRateHz / static_cast<double>(graph.frame_samples());
}

}  // namespace tributary::lab
