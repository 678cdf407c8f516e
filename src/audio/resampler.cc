#include "audio/resampler.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/core.h>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/frame.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
}

namespace tributary::audio {
namespace {

// One call per block instead of one per frame: a Vorbis frame may hold as few as 64 samples.
constexpr std::size_t kBlockFrames = 8192;
constexpr double kPrecisionBits = 20;
constexpr int kMaxNamedChannels = 8;
// 48 dB over full scale: no recording, but a float file that holds integers does this.
constexpr float kMaxAmplitude = 256.0F;

AVChannelLayout layout_of(int channels) {
  AVChannelLayout layout = {};
  av_channel_layout_default(&layout, channels);
  return layout;
}

Error failure(const std::string& name, const char* action, int status) {
  return Error{ErrorCode::kInternal, fmt::format("{}: cannot {}: {}", name, action, libav_error_text(status))};
}

Result<LibavHandle<SwrContext>> make_mixer(const AVFrame& frame, int channels, const std::string& name) {
  const bool named = frame.ch_layout.nb_channels <= kMaxNamedChannels;
  const bool has_meaning = named && frame.ch_layout.order == AV_CHANNEL_ORDER_NATIVE;
  AVChannelLayout wanted = layout_of(channels);
  AVChannelLayout given = has_meaning ? frame.ch_layout : layout_of(frame.ch_layout.nb_channels);
  SwrContext* raw = nullptr;
  int status = swr_alloc_set_opts2(&raw, &wanted, AV_SAMPLE_FMT_FLT, frame.sample_rate, &given,
                                   static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
  LibavHandle<SwrContext> mixer(raw);
  if (status < 0) return failure(name, "set up the downmix", status);
  av_opt_set_double(mixer.get(), "rematrix_maxval", 1.0, 0);
  if (!named) {
    const auto count = static_cast<std::size_t>(frame.ch_layout.nb_channels);
    const std::vector<double> mean(count * static_cast<std::size_t>(channels), 1.0 / static_cast<double>(count));
    status = swr_set_matrix(mixer.get(), mean.data(), frame.ch_layout.nb_channels);
  }
  if (status >= 0) status = swr_init(mixer.get());
  if (status < 0) return failure(name, "set up the downmix", status);
  return mixer;
}

Result<LibavHandle<SwrContext>> make_rate_stage(int channels, int from_hz, int to_hz, const std::string& name) {
  AVChannelLayout layout = layout_of(channels);
  SwrContext* raw = nullptr;
  int status =
      swr_alloc_set_opts2(&raw, &layout, AV_SAMPLE_FMT_FLT, to_hz, &layout, AV_SAMPLE_FMT_FLT, from_hz, 0, nullptr);
  LibavHandle<SwrContext> stage(raw);
  if (status < 0) return failure(name, "set up the resampler", status);
  av_opt_set_int(stage.get(), "resampler", SWR_ENGINE_SOXR, 0);
  av_opt_set_double(stage.get(), "precision", kPrecisionBits, 0);
  status = swr_init(stage.get());
  if (status < 0) return failure(name, "set up the resampler", status);
  return stage;
}

// Appends the next `input` frames at the new rate, or with null input what is still inside the stage. `room` is memory
// for them, which is cleared once only.
Result<void> run_rate_stage(SwrContext& stage, const float* input, int frames, std::size_t channels,
                            std::vector<float>& room, std::vector<float>& samples, const std::string& name) {
  const int room_frames = swr_get_out_samples(&stage, frames) + static_cast<int>(kBlockFrames);
  room.resize(std::max(room.size(), static_cast<std::size_t>(room_frames) * channels));
  auto* out = reinterpret_cast<std::uint8_t*>(room.data());
  const auto* in = reinterpret_cast<const std::uint8_t*>(input);
  const int made = swr_convert(&stage, &out, room_frames, input == nullptr ? nullptr : &in, frames);
  if (made < 0) return failure(name, "resample", made);
  samples.insert(samples.end(), room.begin(), room.begin() + made * static_cast<std::ptrdiff_t>(channels));
  return {};
}

bool same_kind(const AVFrame& a, const AVFrame& b) {
  return a.format == b.format && a.sample_rate == b.sample_rate &&
         av_channel_layout_compare(&a.ch_layout, &b.ch_layout) == 0;
}

}  // namespace

Result<void> Resampler::start(const AVFrame& frame) {
  TRIBUTARY_ASSIGN(mixer_, make_mixer(frame, wanted_.channels, name_));
  rate_.reset();
  if (frame.sample_rate != wanted_.rate_hz) {
    TRIBUTARY_ASSIGN(rate_, make_rate_stage(wanted_.channels, frame.sample_rate, wanted_.rate_hz, name_));
  }
  like_.reset(av_frame_alloc());
  like_->format = frame.format;
  like_->sample_rate = frame.sample_rate;
  const int status = av_channel_layout_copy(&like_->ch_layout, &frame.ch_layout);
  if (status < 0) return failure(name_, "copy the channel layout", status);
  return {};
}

Result<void> Resampler::add(const AVFrame& frame, std::vector<float>& samples) {
  if (like_ == nullptr || !same_kind(frame, *like_)) {
    if (like_ != nullptr) TRIBUTARY_TRY(drain(samples));
    TRIBUTARY_TRY(start(frame));
  }
  const auto channels = static_cast<std::size_t>(wanted_.channels);
  const std::size_t before = mixed_.size();
  mixed_.resize(before + static_cast<std::size_t>(frame.nb_samples) * channels);
  auto* out = reinterpret_cast<std::uint8_t*>(mixed_.data() + before);
  const auto** in = const_cast<const std::uint8_t**>(frame.extended_data);
  const int made = swr_convert(mixer_.get(), &out, frame.nb_samples, in, frame.nb_samples);
  if (made < 0) return failure(name_, "mix the channels", made);
  mixed_.resize(before + static_cast<std::size_t>(made) * channels);
  TRIBUTARY_TRY(check_levels(before));
  if (mixed_.size() < kBlockFrames * channels) return {};
  return convert(false, samples);
}

Result<void> Resampler::finish(std::vector<float>& samples) {
  if (like_ == nullptr) return {};
  return drain(samples);
}

Result<void> Resampler::drain(std::vector<float>& samples) {
  TRIBUTARY_TRY(convert(false, samples));
  return convert(true, samples);
}

Result<void> Resampler::check_levels(std::size_t first_new) const {
  unsigned outside = 0;  // without a branch for each sample
  for (const float sample : std::span(mixed_).subspan(first_new))
    outside |= std::abs(sample) <= kMaxAmplitude ? 0U : 1U;
  if (outside == 0) return {};
  for (std::size_t i = first_new; i < mixed_.size(); ++i) {
    const float sample = mixed_[i];
    if (std::abs(sample) <= kMaxAmplitude) continue;  // false for NaN
    const std::size_t frame = i / static_cast<std::size_t>(wanted_.channels);
    const double at_s = mixed_before_s_ + static_cast<double>(frame) / like_->sample_rate;
    const std::string what = std::isfinite(sample)
                                 ? fmt::format("{:.6g}, far outside full scale (-1 to 1)", static_cast<double>(sample))
                                 : "not a finite number";
    return Error{ErrorCode::kCorrupt, fmt::format("{}: the sample at {:.3f} s is {}", name_, at_s, what)};
  }
  return {};
}

Result<void> Resampler::convert(bool last, std::vector<float>& samples) {
  const auto channels = static_cast<std::size_t>(wanted_.channels);
  const auto frames = static_cast<int>(mixed_.size() / channels);
  if (rate_ == nullptr) {
    samples.insert(samples.end(), mixed_.begin(), mixed_.end());
  } else if (last) {
    TRIBUTARY_TRY(run_rate_stage(*rate_, nullptr, 0, channels, room_, samples, name_));
  } else if (frames > 0) {
    TRIBUTARY_TRY(run_rate_stage(*rate_, mixed_.data(), frames, channels, room_, samples, name_));
  }
  mixed_before_s_ += static_cast<double>(frames) / like_->sample_rate;
  mixed_.clear();
  return {};
}

Result<std::vector<float>> convert_rate(std::span<const float> samples, int channels, int from_hz, int to_hz,
                                        const std::string& name) {
  TRIBUTARY_ASSIGN(auto stage, make_rate_stage(channels, from_hz, to_hz, name));
  const auto width = static_cast<std::size_t>(channels);
  std::vector<float> room;
  std::vector<float> converted;
  while (!samples.empty()) {
    const auto block = samples.first(std::min(samples.size(), kBlockFrames * width));
    TRIBUTARY_TRY(
        run_rate_stage(*stage, block.data(), static_cast<int>(block.size() / width), width, room, converted, name));
    samples = samples.subspan(block.size());
  }
  TRIBUTARY_TRY(run_rate_stage(*stage, nullptr, 0, width, room, converted, name));
  return converted;
}

}  // namespace tributary::audio
