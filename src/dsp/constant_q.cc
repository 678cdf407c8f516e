#include "dsp/constant_q.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "base/check.h"
#include "dsp/decimator.h"
#include "dsp/real_fft.h"

namespace tributary::dsp {
namespace {

constexpr double kLowestCentreHz = 65.40639132514966;  // C2 at A4 = 440 Hz
constexpr int kBinsPerOctave = 12 * kConstantQBinsPerSemitone;
constexpr int kLowRateHz = kConstantQRateHz / kDecimation;
constexpr int kLowHopSamples = kConstantQHopSamples / kDecimation;

double centre_hz(double bin) { return kLowestCentreHz * std::exp2((bin - 1) / kBinsPerOctave); }

// The power that a full-scale sine leaves `offset` FFT bins away from it, under a Hann window.
double hann_response(double offset) {
  const double d = std::abs(offset);
  if (d < 1e-9) return 1;
  if (std::abs(d - 1) < 1e-9) return 0.25;
  const double amplitude = std::sin(std::numbers::pi * d) / (std::numbers::pi * d * (1 - d * d));
  return amplitude * amplitude;
}

// A bin's triangular filter over the bins of the FFT: 1 for a full-scale sine at its centre.
struct BinFilter {
  std::size_t first = 0;
  std::vector<float> weights;
};

BinFilter make_filter(int bin, double fft_bin_hz) {
  const double centre = centre_hz(bin) / fft_bin_hz;
  // Where the bins lie closer than those of the FFT, the filter interpolates.
  const double half_width = std::max((centre_hz(bin + 1) - centre_hz(bin - 1)) / 2 / fft_bin_hz, 1.0);
  const int first = static_cast<int>(std::ceil(centre - half_width));
  const int last = static_cast<int>(std::floor(centre + half_width));
  BinFilter filter{static_cast<std::size_t>(first), {}};
  double response = 0;
  for (int i = first; i <= last; ++i) {
    const double weight = 1 - std::abs(i - centre) / half_width;
    filter.weights.push_back(static_cast<float>(weight));
    response += weight * hann_response(i - centre);
  }
  for (float& weight : filter.weights) weight /= static_cast<float>(response);
  return filter;
}

std::uint8_t level_of(float power) {
  constexpr float kFloorPower = 2.5118864e-10F;  // kConstantQFloorDb
  if (power <= kFloorPower) return 0;
  constexpr auto kStepsPerLog2 =
      static_cast<float>(10 * std::numbers::ln2 / std::numbers::ln10 / kConstantQLevelStepDb);
  constexpr auto kFloorSteps = static_cast<float>(kConstantQFloorDb / kConstantQLevelStepDb);
  const float steps = std::log2(power) * kStepsPerLog2 - kFloorSteps;
  return static_cast<std::uint8_t>(std::min(steps + 0.5F, 255.0F));
}

// The bins that share a window, taken from a stream of one rate.
class Register {
 public:
  Register(int first_bin, int end_bin, int window_samples, int rate_hz)
      : first_bin_(static_cast<std::size_t>(first_bin)),
        window_samples_(static_cast<std::size_t>(window_samples)),
        fft_(window_samples, WindowCentre::kOnSample) {
    for (int bin = first_bin; bin < end_bin; ++bin)
      filters_.push_back(make_filter(bin, static_cast<double>(rate_hz) / window_samples));
  }

  std::size_t half_window() const { return window_samples_ / 2; }

  // `window` is centred on the frame; `levels` has kConstantQBins values.
  void compute(std::span<const float> window, std::span<std::uint8_t> levels) {
    const std::span<const float> power = fft_.power(window);
    for (std::size_t i = 0; i < filters_.size(); ++i) {
      const BinFilter& filter = filters_[i];
      float sum = 0;
      for (std::size_t j = 0; j < filter.weights.size(); ++j) sum += filter.weights[j] * power[filter.first + j];
      levels[first_bin_ + i] = level_of(sum);
    }
  }

 private:
  std::size_t first_bin_;
  std::size_t window_samples_;
  RealFft fft_;
  std::vector<BinFilter> filters_;
};

// The part of a stream that coming frames still need. It starts with silence for the window of the first frame.
class Window {
 public:
  explicit Window(std::size_t reach) : reach_(reach), samples_(reach, 0.0F) {}

  std::vector<float>& samples() { return samples_; }
  bool covers(std::size_t centre) const { return centre + 2 * reach_ <= start_ + samples_.size(); }
  std::span<const float> around(std::size_t centre, std::size_t half_window) const {
    return std::span(samples_).subspan(centre + reach_ - half_window - start_, 2 * half_window);
  }
  void forget_before(std::size_t centre) {
    const std::size_t count = std::min(centre - start_, samples_.size());
    samples_.erase(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(count));
    start_ += count;
  }

 private:
  std::size_t reach_;
  std::size_t start_ = 0;  // of samples_, counted from the silence in front
  std::vector<float> samples_;
};

}  // namespace

struct ConstantQ::State {
  Register bass{0, kBinsPerOctave, 1200, kLowRateHz};
  Register tenor{kBinsPerOctave, 2 * kBinsPerOctave, 600, kLowRateHz};
  Register rest{2 * kBinsPerOctave, kConstantQBins, 2400, kConstantQRateHz};
  Decimator decimator;
  Window low{bass.half_window()};
  Window full{rest.half_window()};
  std::size_t samples = 0;
  std::size_t frames = 0;
  ConstantQSpectrum result;  // what of them was not taken

  void add(std::span<const float> block) {
    decimator.add(block, low.samples());
    full.samples().insert(full.samples().end(), block.begin(), block.end());
  }

  // Computes the frames before `end` whose windows are complete.
  void run_frames(std::size_t end) {
    for (; frames < end; ++frames) {
      const std::size_t centre = frames * kConstantQHopSamples;
      const std::size_t low_centre = frames * kLowHopSamples;
      if (!full.covers(centre) || !low.covers(low_centre)) break;
      ++result.frames;
      result.levels.resize(result.levels.size() + kConstantQBins);
      const auto levels = std::span(result.levels).last(kConstantQBins);
      bass.compute(low.around(low_centre, bass.half_window()), levels);
      tenor.compute(low.around(low_centre, tenor.half_window()), levels);
      rest.compute(full.around(centre, rest.half_window()), levels);
    }
    full.forget_before(frames * kConstantQHopSamples);
    low.forget_before(frames * kLowHopSamples);
  }
};

ConstantQ::ConstantQ() : state_(std::make_unique<State>()) {}
ConstantQ::~ConstantQ() = default;
ConstantQ::ConstantQ(ConstantQ&&) noexcept = default;
ConstantQ& ConstantQ::operator=(ConstantQ&&) noexcept = default;

void ConstantQ::add(std::span<const float> samples) {
  constexpr std::size_t kBlockSamples = 16384;  // bounds the memory that one long call takes
  for (; !samples.empty(); samples = samples.subspan(std::min(samples.size(), kBlockSamples))) {
    const auto block = samples.first(std::min(samples.size(), kBlockSamples));
    state_->add(block);
    state_->samples += block.size();
    state_->run_frames(state_->samples / kConstantQHopSamples);
  }
}

ConstantQSpectrum ConstantQ::take() { return std::exchange(state_->result, {}); }

ConstantQSpectrum ConstantQ::finish() {
  const std::size_t frames = (state_->samples + kConstantQHopSamples - 1) / kConstantQHopSamples;
  const std::array<float, kConstantQHopSamples> silence{};
  state_->run_frames(frames);
  while (state_->frames < frames) {
    state_->add(silence);
    state_->run_frames(frames);
  }
  return take();
}

}  // namespace tributary::dsp
