#include "audio/loudness.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include <ebur128.h>

#include "audio/decoder.h"

namespace tributary::audio {
namespace {

constexpr std::size_t kCellSamples = kSampleRateHz;

struct MeterDeleter {
  void operator()(ebur128_state* meter) const { ebur128_destroy(&meter); }
};

double silent_mean_square() { return std::pow(10.0, kSilentCell_dbfs / 10); }

}  // namespace

struct Loudness::State {
  std::unique_ptr<ebur128_state, MeterDeleter> meter;
  LoudnessReport report;
  double cell_square_sum = 0;
  std::size_t cell_samples = 0;

  void close_cell() {
    const bool sounds = cell_square_sum >= silent_mean_square() * static_cast<double>(cell_samples);
    report.sounding_weights.push_back(sounds ? 1.0F : 0.0F);
    cell_square_sum = 0;
    cell_samples = 0;
  }
};

Loudness::Loudness(std::unique_ptr<State> state) : state_(std::move(state)) {}
Loudness::Loudness(Loudness&&) noexcept = default;
Loudness& Loudness::operator=(Loudness&&) noexcept = default;
Loudness::~Loudness() = default;

Result<Loudness> Loudness::create() {
  auto state = std::make_unique<State>();
  // The histogram keeps memory bounded; its steps are 0.1 LU.
  state->meter.reset(ebur128_init(1, kSampleRateHz, EBUR128_MODE_I | EBUR128_MODE_HISTOGRAM));
  if (state->meter == nullptr) return Error{ErrorCode::kInternal, "cannot set up the loudness meter"};
  return Loudness(std::move(state));
}

Result<void> Loudness::add(std::span<const float> samples) {
  if (ebur128_add_frames_float(state_->meter.get(), samples.data(), samples.size()) != EBUR128_SUCCESS) {
    return Error{ErrorCode::kInternal, "the loudness meter refused samples"};
  }
  while (!samples.empty()) {
    const auto part = samples.first(std::min(samples.size(), kCellSamples - state_->cell_samples));
    float peak = static_cast<float>(state_->report.sample_peak);
    double square_sum = state_->cell_square_sum;
    for (const float sample : part) {
      peak = std::max(peak, std::abs(sample));
      square_sum += static_cast<double>(sample) * static_cast<double>(sample);
    }
    state_->report.sample_peak = static_cast<double>(peak);
    state_->cell_square_sum = square_sum;
    state_->cell_samples += part.size();
    if (state_->cell_samples == kCellSamples) state_->close_cell();
    samples = samples.subspan(part.size());
  }
  return {};
}

Result<LoudnessReport> Loudness::finish() {
  if (state_->cell_samples > 0) state_->close_cell();
  double lufs = kSilence_lufs;
  if (ebur128_loudness_global(state_->meter.get(), &lufs) != EBUR128_SUCCESS) {
    return Error{ErrorCode::kInternal, "the loudness meter failed"};
  }
  state_->report.integrated_lufs = std::isfinite(lufs) ? std::max(lufs, kSilence_lufs) : kSilence_lufs;
  return std::move(state_->report);
}

}  // namespace tributary::audio
