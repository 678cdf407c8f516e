#include "dsp/fingerprint.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/check.h"
#include "dsp/peak_picker.h"

namespace tributary::dsp {
namespace {

constexpr auto kRankRadiusFrames = static_cast<std::uint32_t>(seconds_to_frames(0.5));

// Keeps the peaks that fewer than `peaks_per_second` within half a second around them exceed.
std::vector<Peak> keep_strongest(const std::vector<Peak>& peaks, int peaks_per_second) {
  std::vector<Peak> kept;
  std::size_t begin = 0;
  std::size_t end = 0;
  for (const Peak& peak : peaks) {
    while (peaks[begin].frame + kRankRadiusFrames < peak.frame) ++begin;
    while (end < peaks.size() && peaks[end].frame <= peak.frame + kRankRadiusFrames) ++end;
    const auto stronger = std::count_if(peaks.begin() + static_cast<std::ptrdiff_t>(begin),
                                        peaks.begin() + static_cast<std::ptrdiff_t>(end),
                                        [&](const Peak& other) { return other.level > peak.level; });
    if (stronger < peaks_per_second) kept.push_back(peak);
  }
  return kept;
}

// Mean power of each band over one second of frames.
class BandLevels {
 public:
  void add(std::uint32_t frame, std::span<const float> band_power) {
    const auto second = static_cast<std::uint32_t>(frames_to_seconds(frame));
    if (second != second_) flush();
    second_ = second;
    ++frames_;
    for (std::size_t band = 0; band < sums_.size(); ++band) sums_[band] += static_cast<double>(band_power[band]);
  }
  std::vector<std::uint8_t> finish() {
    flush();
    return std::move(levels_);
  }

 private:
  void flush() {
    if (frames_ == 0) return;
    for (double& sum : sums_) {
      const double db = 10 * std::log10(sum / frames_ + 1e-12);
      levels_.push_back(
          static_cast<std::uint8_t>(std::clamp(std::lround((db - kLevelFloorDb) / kBandLevelStepDb), 0L, 255L)));
      sum = 0;
    }
    frames_ = 0;
  }

  std::array<double, kBands> sums_{};
  int frames_ = 0;
  std::uint32_t second_ = 0;
  std::vector<std::uint8_t> levels_;
};

}  // namespace

struct Fingerprinter::State {
  int peaks_per_second;
  PitchSpectrum spectrum;
  PeakPicker picker;
  BandLevels band_levels;
  BandContourer contourer{kContourHopFrames};
  std::optional<EnergyRanker> ranker;
  std::vector<Peak> peaks;
  std::vector<float> pending;  // samples from the start of the next frame on
  std::array<float, kPitchSteps> power{};
  std::array<float, kBands> band_power{};
  std::uint32_t frame = 0;
  std::uint64_t samples = 0;

  void run_complete_frames() {
    std::size_t start = 0;
    for (; start + kWindowSamples <= pending.size(); start += kHopSamples, ++frame) {
      spectrum.compute(std::span(pending).subspan(start, kWindowSamples), power);
      picker.add(power, peaks);
      contourer.add(power);
      if (ranker) ranker->add(power);
      spectrum.sum_bands(band_power);
      band_levels.add(frame, band_power);
    }
    pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(start));
  }
};

Fingerprinter::Fingerprinter(int peaks_per_second) : state_(std::make_unique<State>()) {
  state_->peaks_per_second = peaks_per_second;
  state_->pending.assign(kWindowSamples / 2, 0.0F);  // centres frame 0 on the first sample
}
Fingerprinter::~Fingerprinter() = default;
Fingerprinter::Fingerprinter(Fingerprinter&&) noexcept = default;
Fingerprinter& Fingerprinter::operator=(Fingerprinter&&) noexcept = default;

void Fingerprinter::add(std::span<const float> samples) {
  State& s = *state_;
  s.samples += samples.size();
  constexpr std::size_t kBlock = 16384;
  while (!samples.empty()) {
    const auto block = samples.first(std::min(kBlock, samples.size()));
    s.pending.insert(s.pending.end(), block.begin(), block.end());
    s.run_complete_frames();
    samples = samples.subspan(block.size());
  }
}

Fingerprint Fingerprinter::finish() {
  State& s = *state_;
  s.pending.insert(s.pending.end(), kWindowSamples / 2, 0.0F);
  s.run_complete_frames();
  s.picker.finish(s.peaks);
  Fingerprint result;
  result.duration_s = static_cast<double>(s.samples) / kSampleRateHz;
  result.peaks = keep_strongest(s.peaks, s.peaks_per_second);
  result.band_levels = s.band_levels.finish();
  result.contour = s.contourer.finish();
  return result;
}

void Fingerprinter::listen_closely() {
  state_->contourer = BandContourer(1);
  state_->ranker.emplace();
}

EnergyRanks Fingerprinter::take_energy_ranks() {
  TRIBUTARY_CHECK(state_->ranker.has_value());
  return state_->ranker->finish();
}

}  // namespace tributary::dsp
