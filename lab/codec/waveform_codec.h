// Codec a: the waveform through strided convolutions to 50 vectors a second, and back through transposed ones.
#pragma once

#include "lab/codec/codec_graph.h"
#include "lab/codec/residual_quantiser.h"

namespace tributary::lab {

// 7 codebooks of 256 entries: 2.8 kbit/s. Shaped after SoundStream (Zeghidour and others 2021), but small. Transposed
// convolutions leave peaks at multiples of the rates of its layers (1 kHz and 250 Hz), as those of music generators do.
class WaveformCodec final : public CodecGraph {
 public:
  explicit WaveformCodec(std::uint64_t seed);

  at::Tensor loss(const at::Tensor& signals, bool quantise, at::Generator& generator) override;
  at::Tensor encode(const at::Tensor& signals) const override;
  at::Tensor decode(const at::Tensor& codes) const override;
  std::int64_t frame_samples() const override;
  std::vector<std::int64_t> book_sizes() const override;

 private:
  at::Tensor analyse(const at::Tensor& signals) const;
  at::Tensor synthesise(const at::Tensor& vectors) const;

  ResidualQuantiser quantiser_;
};

}  // namespace tributary::lab
