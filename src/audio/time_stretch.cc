#include "audio/time_stretch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <fmt/core.h>
#include <rubberband/RubberBandStretcher.h>

#include "base/check.h"

namespace tributary::audio {
namespace {

using RubberBand::RubberBandStretcher;

constexpr std::size_t kBlockFrames = 4096;
constexpr std::size_t kMaxChannels = 2;

using Planes = std::array<std::vector<float>, kMaxChannels>;

Planes deinterleave(std::span<const float> samples, std::size_t channels) {
  Planes planes;
  for (std::size_t c = 0; c < channels; ++c) {
    planes[c].resize(samples.size() / channels);
    for (std::size_t i = 0; i < planes[c].size(); ++i) planes[c][i] = samples[i * channels + c];
  }
  return planes;
}

// Hands every block of the input to `use`, telling it which is the last.
template <typename Use>
void for_each_block(const Planes& planes, Use use) {
  const std::size_t frames = planes[0].size();
  for (std::size_t at = 0; at < frames; at += kBlockFrames) {
    std::array<const float*, kMaxChannels> block = {planes[0].data() + at, nullptr};
    if (!planes[1].empty()) block[1] = planes[1].data() + at;
    const std::size_t count = std::min(kBlockFrames, frames - at);
    use(block.data(), count, at + count == frames);
  }
}

void retrieve(RubberBandStretcher& stretcher, std::size_t channels, std::vector<float>& out) {
  std::array<std::array<float, kBlockFrames>, kMaxChannels> planes{};
  const std::array<float*, kMaxChannels> block = {planes[0].data(), planes[1].data()};
  for (int waiting = stretcher.available(); waiting > 0; waiting = stretcher.available()) {
    const std::size_t wanted = std::min(kBlockFrames, static_cast<std::size_t>(waiting));
    const std::size_t count = stretcher.retrieve(block.data(), wanted);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t c = 0; c < channels; ++c) out.push_back(planes[c][i]);
    }
  }
}

Result<void> check_range(const char* what, double value, double low, double high) {
  if (value >= low && value <= high) return {};
  return Error{ErrorCode::kInvalidInput, fmt::format("{} {} is outside {} to {}", what, value, low, high)};
}

}  // namespace

Result<std::vector<float>> stretch(std::span<const float> samples, int channels, int rate_hz, double time_ratio,
                                   double pitch_semitones) {
  TRIBUTARY_TRY(check_range("channel count", channels, 1, kMaxChannels));
  TRIBUTARY_TRY(check_range("sample rate", rate_hz, 8000, 192000));
  TRIBUTARY_TRY(check_range("time ratio", time_ratio, 0.25, 4));
  TRIBUTARY_TRY(check_range("pitch shift", pitch_semitones, -24, 24));
  const auto width = static_cast<std::size_t>(channels);
  TRIBUTARY_CHECK(samples.size() % width == 0);
  if (samples.empty()) return std::vector<float>();

  const Planes planes = deinterleave(samples, width);
  constexpr RubberBandStretcher::Options kOptions =
      RubberBandStretcher::OptionProcessOffline | RubberBandStretcher::OptionThreadingNever |
      RubberBandStretcher::OptionEngineFiner | RubberBandStretcher::OptionChannelsTogether;
  RubberBandStretcher stretcher(static_cast<std::size_t>(rate_hz), width, kOptions, time_ratio,
                                std::exp2(pitch_semitones / 12));
  stretcher.setDebugLevel(0);
  stretcher.setExpectedInputDuration(planes[0].size());
  for_each_block(planes,
                 [&](const float* const* block, std::size_t count, bool last) { stretcher.study(block, count, last); });
  std::vector<float> out;
  const auto frames = static_cast<std::size_t>(std::llround(static_cast<double>(planes[0].size()) * time_ratio));
  out.reserve((frames + kBlockFrames) * width);
  for_each_block(planes, [&](const float* const* block, std::size_t count, bool last) {
    stretcher.process(block, count, last);
    retrieve(stretcher, width, out);
  });
  out.resize(frames * width);
  return out;
}

}  // namespace tributary::audio
