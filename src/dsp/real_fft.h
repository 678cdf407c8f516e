// The power spectrum of frames of real samples under a Hann window.
#pragma once

#include <memory>
#include <span>

namespace tributary::dsp {

// Where the window has its largest value: `window_samples` / 2, or half a sample before it.
enum class WindowCentre { kOnSample, kBetweenSamples };

// Not thread safe; one object per stream. Gives the same bits on every object of the same size.
class RealFft {
 public:
  RealFft(int window_samples, WindowCentre centre);
  ~RealFft();
  RealFft(RealFft&&) noexcept;
  RealFft& operator=(RealFft&&) noexcept;

  // `frame` holds window_samples samples. The window_samples / 2 + 1 powers of the result are valid until the next
  // call; a full-scale sine at the centre of an FFT bin gives 1.
  std::span<const float> power(std::span<const float> frame);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tributary::dsp
