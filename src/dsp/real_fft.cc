#include "dsp/real_fft.h"

#include <cmath>
#include <mutex>
#include <numbers>
#include <vector>

#include <fftw3.h>

#include "base/check.h"
#include "dsp/fft_wisdom.h"

namespace tributary::dsp {
namespace {

// FFTW's planner, unlike its execution, may run on one thread at a time only.
std::mutex& planner_mutex() {
  static std::mutex mutex;
  return mutex;
}

// Under the planner's mutex.
void recall_plans() { [[maybe_unused]] static const int kIsUnderstood = fftwf_import_wisdom_from_string(fft_wisdom()); }

std::vector<float> hann_window(int length, WindowCentre centre) {
  const double shift = centre == WindowCentre::kOnSample ? 0 : 0.5;
  std::vector<float> window;
  double sum = 0;
  for (int i = 0; i < length; ++i) {
    const double value = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * (i + shift) / length);
    window.push_back(static_cast<float>(value));
    sum += value;
  }
  for (float& value : window) value *= static_cast<float>(2 / sum);
  return window;
}

}  // namespace

struct RealFft::State {
  State(int length, WindowCentre centre)
      : window(hann_window(length, centre)),
        bins(window.size() / 2 + 1),
        samples(fftwf_alloc_real(window.size())),
        spectrum(fftwf_alloc_complex(bins)) {
    const std::lock_guard lock(planner_mutex());
    recall_plans();
    // FFTW_MEASURE would choose by timing, and another plan rounds differently.
    plan = fftwf_plan_dft_r2c_1d(length, samples, spectrum, FFTW_ESTIMATE);
    TRIBUTARY_CHECK(plan != nullptr);
  }
  ~State() {
    const std::lock_guard lock(planner_mutex());
    fftwf_destroy_plan(plan);
    fftwf_free(samples);
    fftwf_free(spectrum);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::vector<float> window;
  std::size_t bins;
  float* samples;  // windowed; once transformed, the powers
  fftwf_complex* spectrum;
  fftwf_plan plan = nullptr;
};

RealFft::RealFft(int window_samples, WindowCentre centre) : state_(std::make_unique<State>(window_samples, centre)) {}
RealFft::~RealFft() = default;
RealFft::RealFft(RealFft&&) noexcept = default;
RealFft& RealFft::operator=(RealFft&&) noexcept = default;

std::span<const float> RealFft::power(std::span<const float> frame) {
  State& s = *state_;
  TRIBUTARY_CHECK(frame.size() == s.window.size());
  for (std::size_t i = 0; i < frame.size(); ++i) s.samples[i] = frame[i] * s.window[i];
  fftwf_execute(s.plan);
  for (std::size_t bin = 0; bin < s.bins; ++bin)
    s.samples[bin] = s.spectrum[bin][0] * s.spectrum[bin][0] + s.spectrum[bin][1] * s.spectrum[bin][1];
  return {s.samples, s.bins};
}

}  // namespace tributary::dsp
