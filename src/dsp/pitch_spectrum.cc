#include "dsp/pitch_spectrum.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "dsp/real_fft.h"

namespace tributary::dsp {
namespace {

constexpr int kBins = kWindowSamples / 2 + 1;

// A pitch step's triangular filter over the bins of the FFT.
struct PitchFilter {
  std::size_t first_bin = 0;
  std::vector<float> weights;
};

PitchFilter make_filter(int step) {
  const auto frequency_of = [](double position) {
    return kLowestHz * std::exp2(position / (12 * kPitchStepsPerSemitone));
  };
  const double bin_hz = static_cast<double>(kSampleRateHz) / kWindowSamples;
  const double centre = frequency_of(step) / bin_hz;
  // Below about 370 Hz the steps lie closer than the bins: there the filter interpolates.
  const double half_width = std::max((frequency_of(step + 1) - frequency_of(step - 1)) / 2 / bin_hz, 1.0);
  PitchFilter filter;
  const int first = static_cast<int>(std::ceil(centre - half_width));
  const int last = static_cast<int>(std::floor(centre + half_width));
  TRIBUTARY_CHECK(first >= 0 && last < kBins);
  filter.first_bin = static_cast<std::size_t>(first);
  double total = 0;
  for (int bin = first; bin <= last; ++bin) {
    const double weight = 1 - std::abs(bin - centre) / half_width;
    filter.weights.push_back(static_cast<float>(weight));
    total += weight;
  }
  for (float& weight : filter.weights) weight /= static_cast<float>(total);
  return filter;
}

// The first bin of each band, and the end of the last.
std::array<std::size_t, kBands + 1> band_edges() {
  std::array<std::size_t, kBands + 1> edges{};
  const double octaves = std::log2(kBandsHighestHz / kBandsLowestHz);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const double hz = kBandsLowestHz * std::exp2(octaves * static_cast<double>(i) / kBands);
    edges[i] = std::min<std::size_t>(static_cast<std::size_t>(std::lround(hz * kWindowSamples / kSampleRateHz)), kBins);
  }
  return edges;
}

// Each sum waits for itself only: several are added up side by side, all in the order of the bins.
constexpr std::size_t kBandsAtOnce = 4;

void sum_neighbours(const float* bin_power, std::span<const std::size_t, kBandsAtOnce + 1> edges,
                    std::span<float, kBandsAtOnce> sums) {
  std::size_t narrowest = edges[1] - edges[0];
  for (std::size_t band = 1; band < kBandsAtOnce; ++band)
    narrowest = std::min(narrowest, edges[band + 1] - edges[band]);
  float first = 0, second = 0, third = 0, fourth = 0;
  for (std::size_t i = 0; i < narrowest; ++i) {
    first += bin_power[edges[0] + i];
    second += bin_power[edges[1] + i];
    third += bin_power[edges[2] + i];
    fourth += bin_power[edges[3] + i];
  }
  const std::array<float, kBandsAtOnce> begun = {first, second, third, fourth};
  for (std::size_t band = 0; band < kBandsAtOnce; ++band) {
    sums[band] = begun[band];
    for (std::size_t bin = edges[band] + narrowest; bin < edges[band + 1]; ++bin) sums[band] += bin_power[bin];
  }
}

}  // namespace

struct PitchSpectrum::State {
  State() {
    for (int step = 0; step < kPitchSteps; ++step) filters.push_back(make_filter(step));
  }

  RealFft fft{kWindowSamples, WindowCentre::kBetweenSamples};
  std::span<const float> bin_power;
  std::vector<PitchFilter> filters;
  std::array<std::size_t, kBands + 1> edges = band_edges();
};

PitchSpectrum::PitchSpectrum() : state_(std::make_unique<State>()) {}
PitchSpectrum::~PitchSpectrum() = default;
PitchSpectrum::PitchSpectrum(PitchSpectrum&&) noexcept = default;
PitchSpectrum& PitchSpectrum::operator=(PitchSpectrum&&) noexcept = default;

void PitchSpectrum::compute(std::span<const float> frame, std::span<float> power) {
  TRIBUTARY_CHECK(power.size() == kPitchSteps);
  State& s = *state_;
  s.bin_power = s.fft.power(frame);
  for (std::size_t step = 0; step < power.size(); ++step) {
    const PitchFilter& filter = s.filters[step];
    float sum = 0;
    for (std::size_t i = 0; i < filter.weights.size(); ++i)
      sum += filter.weights[i] * s.bin_power[filter.first_bin + i];
    power[step] = sum;
  }
}

void PitchSpectrum::sum_bands(std::span<float> band_power) const {
  const State& s = *state_;
  TRIBUTARY_CHECK(band_power.size() == kBands && !s.bin_power.empty());
  static_assert(kBands % kBandsAtOnce == 0);
  for (std::size_t band = 0; band < band_power.size(); band += kBandsAtOnce)
    sum_neighbours(s.bin_power.data(), std::span(s.edges).subspan(band).first<kBandsAtOnce + 1>(),
                   band_power.subspan(band).first<kBandsAtOnce>());
}

}  // namespace tributary::dsp
