// Codec b: log magnitudes of a short-time spectrum, 31.25 times a second, and phases that were never sent.
#pragma once

#include "lab/codec/codec_graph.h"
#include "lab/codec/scalar_quantiser.h"

namespace tributary::lab {

// 36 numbers of 5 levels a frame: 2.6 kbit/s. Nothing is shared with codec a but the level of its signals: generators
// that draw spectrograms leave smeared phases rather than combs.
class SpectralCodec final : public CodecGraph {
 public:
  explicit SpectralCodec(std::uint64_t seed);

  at::Tensor loss(const at::Tensor& signals, bool quantise, at::Generator& generator) override;
  at::Tensor encode(const at::Tensor& signals) const override;
  at::Tensor decode(const at::Tensor& codes) const override;
  std::int64_t frame_samples() const override;
  std::vector<std::int64_t> book_sizes() const override;

 private:
  at::Tensor analyse(const at::Tensor& levels) const;
  at::Tensor synthesise(const at::Tensor& numbers) const;

  ScalarQuantiser quantiser_;
};

}  // namespace tributary::lab
