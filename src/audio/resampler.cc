#include "audio/resampler.h"

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

Result<LibavHandle<SwrContext>> make_rate_stage(int from_hz, const DecodeFormat& wanted, const std::string& name) {
  AVChannelLayout layout = layout_of(wanted.channels);
  SwrContext* raw = nullptr;
  int status = swr_alloc_set_opts2(&raw, &layout, AV_SAMPLE_FMT_FLT, wanted.rate_hz, &layout, AV_SAMPLE_FMT_FLT,
                                   from_hz, 0, nullptr);
  LibavHandle<SwrContext> stage(raw);
  if (status < 0) return failure(name, "set up the resampler", status);
  av_opt_set_int(stage.get(), "resampler", SWR_ENGINE_SOXR, 0);
  av_opt_set_double(stage.get(), "precision", kPrecisionBits, 0);
  status = swr_init(stage.get());
  if (status < 0) return failure(name, "set up the resampler", status);
  return stage;
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
    TRIBUTARY_ASSIGN(rate_, make_rate_stage(frame.sample_rate, wanted_, name_));
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
  for (std::size_t i = first_new; i < mixed_.size(); ++i) {
    const float sample = mixed_[i];
    if (std::abs(sample) <= kMaxAmplitude) continue;  // false for NaN
    const auto frame = static_cast<double>(i / static_cast<std::size_t>(wanted_.channels));
    const double at_s = mixed_before_s_ + frame / like_->sample_rate;
    if (!std::isfinite(sample)) {
      return Error{ErrorCode::kCorrupt, fmt::format("{}: sample at {:.3f} s is not a finite number", name_, at_s)};
    }
    return Error{ErrorCode::kInvalidInput,
                 fmt::format("{}: sample at {:.3f} s is {:.6g}, far outside full scale (-1 to 1)", name_, at_s,
                             static_cast<double>(sample))};
  }
  return {};
}

Result<void> Resampler::convert(bool last, std::vector<float>& samples) {
  const auto channels = static_cast<std::size_t>(wanted_.channels);
  const auto frames = static_cast<int>(mixed_.size() / channels);
  if (rate_ == nullptr) {
    samples.insert(samples.end(), mixed_.begin(), mixed_.end());
  } else {
    const int room = swr_get_out_samples(rate_.get(), last ? 0 : frames) + static_cast<int>(kBlockFrames);
    const std::size_t before = samples.size();
    samples.resize(before + static_cast<std::size_t>(room) * channels);
    auto* out = reinterpret_cast<std::uint8_t*>(samples.data() + before);
    const auto* in = reinterpret_cast<const std::uint8_t*>(mixed_.data());
    const int made = swr_convert(rate_.get(), &out, room, last ? nullptr : &in, last ? 0 : frames);
    if (made < 0) return failure(name_, "resample", made);
    samples.resize(before + static_cast<std::size_t>(made) * channels);
  }
  mixed_before_s_ += static_cast<double>(frames) / like_->sample_rate;
  mixed_.clear();
  return {};
}

}  // namespace tributary::audio
