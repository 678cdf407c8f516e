// A convolution over time and pitch with fixed weights, computed by oneDNN on the calling thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "encoder/activations.h"

namespace tributary::encoder {

struct ConvolutionShape {
  std::int64_t inputs = 1;
  std::int64_t outputs = 1;
  std::int64_t time_taps = 1;
  std::int64_t pitch_taps = 1;
  std::int64_t time_stride = 1;
  std::int64_t pitch_stride = 1;
  std::int64_t time_dilation = 1;
};

enum class Ending {
  kLinear,     // y = w x + b
  kRectified,  // y = max(0, w x + b)
  kResidual,   // y = max(0, y + w x + b): what y holds before is added
};

// Time is padded with zeros, so that a stride of 1 keeps its length and a stride of 2 halves it, rounded up; pitch is
// not padded. Not thread safe. oneDNN's exceptions (std::exception) leave every function.
class Convolution {
 public:
  // weights [outputs][inputs][time_taps][pitch_taps], bias [outputs].
  Convolution(const ConvolutionShape& shape, Ending ending, std::span<const float> weights,
              std::span<const float> bias);
  Convolution(Convolution&&) noexcept;
  Convolution& operator=(Convolution&&) noexcept;
  ~Convolution();

  // x has the shape's inputs for channels. y gets its sizes here, but for kResidual, where it has them already.
  void run(const Activations& x, Activations& y);

  // Multiply-accumulate operations of the last run().
  std::int64_t multiplications() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tributary::encoder
