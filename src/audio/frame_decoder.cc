#include "audio/frame_decoder.h"

#include <utility>

#include <fmt/core.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace tributary::audio {
namespace {

constexpr int kMinSourceRateHz = 1000;
constexpr int kMaxSourceRateHz = 768000;
constexpr int kMaxSourceChannels = 64;
constexpr std::int64_t kMaxStrayBadPackets = 3;
constexpr double kMaxBadFraction = 0.02;
// A container that fails this often without yielding a packet will not recover.
constexpr int kMaxFailuresInARow = 1000;

Result<void> check_parameters(int rate_hz, int channels, const std::string& name) {
  if (rate_hz < kMinSourceRateHz || rate_hz > kMaxSourceRateHz) {
    return Error{ErrorCode::kUnsupported, fmt::format("{}: absurd sample rate {} Hz (read are {} to {})", name, rate_hz,
                                                      kMinSourceRateHz, kMaxSourceRateHz)};
  }
  if (channels < 1 || channels > kMaxSourceChannels) {
    return Error{ErrorCode::kUnsupported,
                 fmt::format("{}: absurd channel count {} (read are 1 to {})", name, channels, kMaxSourceChannels)};
  }
  return {};
}

std::string reason(int status) {
  const std::string message = take_libav_message();
  return message.empty() ? libav_error_text(status) : message;
}

}  // namespace

FrameDecoder::FrameDecoder(MediaSource source, LibavHandle<AVCodecContext> codec)
    : source_(std::move(source)), codec_(std::move(codec)), packet_(av_packet_alloc()) {}

Result<FrameDecoder> FrameDecoder::open(MediaSource source) {
  const AVCodecParameters& parameters = *source.stream().codecpar;
  const AVCodec* codec = avcodec_find_decoder(parameters.codec_id);
  if (codec == nullptr) {
    return Error{ErrorCode::kUnsupported,
                 fmt::format("{}: no decoder for codec {}", source.name(), avcodec_get_name(parameters.codec_id))};
  }
  TRIBUTARY_TRY(check_parameters(parameters.sample_rate, parameters.ch_layout.nb_channels, source.name()));
  LibavHandle<AVCodecContext> context(avcodec_alloc_context3(codec));
  int status = avcodec_parameters_to_context(context.get(), &parameters);
  if (status >= 0) {
    context->thread_count = 1;
    context->pkt_timebase = source.stream().time_base;
    context->err_recognition |= AV_EF_CRCCHECK;
    status = avcodec_open2(context.get(), codec, nullptr);
  }
  if (status < 0) {
    return Error{ErrorCode::kCorrupt,
                 fmt::format("{}: damaged {} parameters: {}", source.name(), codec->name, reason(status))};
  }
  return FrameDecoder(std::move(source), std::move(context));
}

Result<bool> FrameDecoder::next(AVFrame& frame) {
  for (;;) {
    const int status = avcodec_receive_frame(codec_.get(), &frame);
    if (status == AVERROR_EOF) return false;
    if (status == AVERROR(EAGAIN)) {
      TRIBUTARY_TRY(feed());
      continue;
    }
    if (status < 0) {
      TRIBUTARY_TRY(count_bad(reason(status)));
      continue;
    }
    TRIBUTARY_TRY(check_parameters(frame.sample_rate, frame.ch_layout.nb_channels, source_.name()));
    account_.decoded_s += static_cast<double>(frame.nb_samples) / frame.sample_rate;
    return true;
  }
}

Result<void> FrameDecoder::feed() {
  auto more = source_.next(*packet_);
  if (!more) {
    if (more.error().code != ErrorCode::kCorrupt) return std::move(more).error();
    return count_bad(more.error().message);
  }
  const int status = avcodec_send_packet(codec_.get(), *more ? packet_.get() : nullptr);
  if (status < 0 && status != AVERROR_EOF) return count_bad(reason(status));
  if (*more) ++account_.good_packets;
  failures_in_a_row_ = 0;
  return {};
}

Result<void> FrameDecoder::count_bad(std::string why) {
  ++account_.bad_packets;
  account_.last_reason = std::move(why);
  if (++failures_in_a_row_ < kMaxFailuresInARow) return {};
  return Error{ErrorCode::kCorrupt, fmt::format("{}: damaged: nothing decodes after {:.1f} s ({})", source_.name(),
                                                account_.decoded_s, account_.last_reason)};
}

Result<void> check_damage(const DecodeAccount& account, const std::string& name) {
  const std::int64_t packets = account.good_packets + account.bad_packets;
  const bool nothing = account.decoded_s <= 0 && account.bad_packets > 0;
  const bool many = account.bad_packets > kMaxStrayBadPackets &&
                    static_cast<double>(account.bad_packets) > kMaxBadFraction * static_cast<double>(packets);
  if (!nothing && !many) return {};
  return Error{ErrorCode::kCorrupt, fmt::format("{}: damaged: {} of {} packets do not decode ({})", name,
                                                account.bad_packets, packets, account.last_reason)};
}

}  // namespace tributary::audio
