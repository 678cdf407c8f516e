// What every codec is to its trainer and its users: a network that turns signals into whole numbers and back.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Generator.h>

#include "lab/codec/codec_kind.h"
#include "lab/codec/parameter_set.h"

namespace tributary::lab {

// Signals are [batch, samples] at kCodecRateHz, at a root mean square of about kCodecLevel. Learning changes it; the
// rest may run on any thread.
class CodecGraph {
 public:
  CodecGraph(const CodecGraph&) = delete;
  CodecGraph& operator=(const CodecGraph&) = delete;
  virtual ~CodecGraph() = default;

  ParameterSet& parameters() { return parameters_; }
  const ParameterSet& parameters() const { return parameters_; }

  // What the trainer makes small. Without `quantise` the codes are left out: a network learns faster at first.
  virtual at::Tensor loss(const at::Tensor& signals, bool quantise, at::Generator& generator) = 0;

  // Codes, long [batch, books, frames]; `samples` is a multiple of frame_samples() and over 2,048.
  virtual at::Tensor encode(const at::Tensor& signals) const = 0;
  // The signals of any codes in range, at least as long as what was encoded.
  virtual at::Tensor decode(const at::Tensor& codes) const = 0;

  virtual std::int64_t frame_samples() const = 0;
  // How many values a code of each book has.
  virtual std::vector<std::int64_t> book_sizes() const = 0;

 protected:
  CodecGraph() = default;

 private:
  ParameterSet parameters_;
};

std::unique_ptr<CodecGraph> make_codec(CodecKind kind, std::uint64_t seed);

double bits_per_second(const CodecGraph& graph);

}  // namespace tributary::lab
