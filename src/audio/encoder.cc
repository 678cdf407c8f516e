#include "audio/encoder.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/core.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/frame.h>
#include <libavutil/mem.h>
#include <libswresample/swresample.h>
}

#include "audio/libav_handles.h"
#include "audio/media_source.h"
#include "audio/resampler.h"
#include "base/check.h"
#include "base/file.h"

namespace tributary::audio {
namespace {

constexpr int kQuickMp3Level = 7;           // of LAME: 0 is best, 9 worst, 5 its default
constexpr int kDefaultFrameSamples = 4096;  // for codecs that take frames of any length

struct CodecEntry {
  Codec codec;
  const char* encoder;
  const char* container;
};

constexpr std::array kCodecs = {
    CodecEntry{Codec::kWavPcm16, "pcm_s16le", "wav"}, CodecEntry{Codec::kWavFloat, "pcm_f32le", "wav"},
    CodecEntry{Codec::kFlac, "flac", "flac"},         CodecEntry{Codec::kMp3, "libmp3lame", "mp3"},
    CodecEntry{Codec::kVorbis, "libvorbis", "ogg"},   CodecEntry{Codec::kOpus, "libopus", "ogg"},
    CodecEntry{Codec::kAac, "aac", "ipod"},
};

AVSampleFormat sample_format(const AVCodec& codec) {
  for (const AVSampleFormat wanted : {AV_SAMPLE_FMT_FLTP, AV_SAMPLE_FMT_FLT, AV_SAMPLE_FMT_S16}) {
    for (const AVSampleFormat* each = codec.sample_fmts; each != nullptr && *each != AV_SAMPLE_FMT_NONE; ++each) {
      if (*each == wanted) return wanted;
    }
  }
  return codec.sample_fmts[0];
}

// The codec's lowest rate that keeps all of `rate_hz`, or its highest.
int supported_rate(const AVCodec& codec, int rate_hz) {
  if (codec.supported_samplerates == nullptr) return rate_hz;
  int best = 0;
  for (const int* rate = codec.supported_samplerates; *rate != 0; ++rate) {
    const bool better = best < rate_hz ? *rate > best : *rate >= rate_hz && *rate < best;
    if (better) best = *rate;
  }
  return best;
}

// One file under construction, in memory.
class FileEncoder {
 public:
  explicit FileEncoder(std::string name) : name_(std::move(name)) {}
  FileEncoder(const FileEncoder&) = delete;
  FileEncoder& operator=(const FileEncoder&) = delete;
  ~FileEncoder() {
    if (muxer_ == nullptr) return;
    finish_bytes();
    avformat_free_context(muxer_);
  }

  Result<void> open(const EncodeFormat& format);
  int rate_hz() const { return codec_->sample_rate; }
  // All of the file's samples, at rate_hz().
  Result<void> write(std::span<const float> samples);
  std::vector<std::byte> finish_bytes();

 private:
  Result<void> open_codec(const AVCodec& codec, const EncodeFormat& format);
  Result<void> open_muxer(const EncodeFormat& format);
  Result<void> send(const AVFrame* frame);
  Error refused(const char* action, int status) const;

  std::string name_;
  AVFormatContext* muxer_ = nullptr;
  LibavHandle<AVCodecContext> codec_;
  LibavHandle<SwrContext> converter_;  // interleaved floats to the codec's sample format
};

Error FileEncoder::refused(const char* action, int status) const {
  const std::string message = take_libav_message();
  return Error{ErrorCode::kUnsupported,
               fmt::format("{}: cannot {}: {}", name_, action, message.empty() ? libav_error_text(status) : message)};
}

Result<void> FileEncoder::open(const EncodeFormat& format) {
  const auto entry =
      std::find_if(kCodecs.begin(), kCodecs.end(), [&](const auto& e) { return e.codec == format.codec; });
  TRIBUTARY_CHECK(entry != kCodecs.end());
  const AVCodec* codec = avcodec_find_encoder_by_name(entry->encoder);
  if (codec == nullptr) {
    return Error{ErrorCode::kUnsupported, fmt::format("{}: FFmpeg has no {} encoder here", name_, entry->encoder)};
  }
  const int status = avformat_alloc_output_context2(&muxer_, nullptr, entry->container, nullptr);
  if (status < 0) return refused("set up the container", status);
  TRIBUTARY_TRY(open_codec(*codec, format));
  return open_muxer(format);
}

Result<void> FileEncoder::open_codec(const AVCodec& codec, const EncodeFormat& format) {
  codec_.reset(avcodec_alloc_context3(&codec));
  codec_->sample_rate = supported_rate(codec, format.rate_hz);
  codec_->sample_fmt = sample_format(codec);
  av_channel_layout_default(&codec_->ch_layout, format.channels);
  codec_->time_base = AVRational{1, codec_->sample_rate};
  codec_->thread_count = 1;
  codec_->flags |= AV_CODEC_FLAG_BITEXACT;
  if (format.bit_rate > 0) codec_->bit_rate = format.bit_rate;
  if (format.codec == Codec::kMp3 && format.quick) codec_->compression_level = kQuickMp3Level;
  if ((muxer_->oformat->flags & AVFMT_GLOBALHEADER) != 0) codec_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  int status = avcodec_open2(codec_.get(), &codec, nullptr);
  if (status < 0) return refused("open the encoder", status);

  SwrContext* raw = nullptr;
  status = swr_alloc_set_opts2(&raw, &codec_->ch_layout, codec_->sample_fmt, codec_->sample_rate, &codec_->ch_layout,
                               AV_SAMPLE_FMT_FLT, codec_->sample_rate, 0, nullptr);
  converter_.reset(raw);
  if (status >= 0) status = swr_init(converter_.get());
  if (status < 0) return refused("set up the sample format", status);
  return {};
}

Result<void> FileEncoder::open_muxer(const EncodeFormat& format) {
  int status = avio_open_dyn_buf(&muxer_->pb);
  if (status < 0) return refused("buffer the file", status);
  muxer_->flags |= AVFMT_FLAG_BITEXACT;  // no random serial numbers, no version stamps
  AVStream* stream = avformat_new_stream(muxer_, nullptr);
  TRIBUTARY_CHECK(stream != nullptr);
  stream->time_base = codec_->time_base;
  status = avcodec_parameters_from_context(stream->codecpar, codec_.get());
  // Ogg keeps its comments with the stream, the other containers with the file.
  const bool ogg = format.codec == Codec::kVorbis || format.codec == Codec::kOpus;
  for (const auto& [key, value] : format.tags) {
    av_dict_set(ogg ? &stream->metadata : &muxer_->metadata, key.c_str(), value.c_str(), 0);
  }
  if (status >= 0) status = avformat_write_header(muxer_, nullptr);
  if (status < 0) return refused("write the header", status);
  return {};
}

Result<void> FileEncoder::write(std::span<const float> samples) {
  const auto channels = static_cast<std::size_t>(codec_->ch_layout.nb_channels);
  const int frame_samples = codec_->frame_size > 0 ? codec_->frame_size : kDefaultFrameSamples;
  std::int64_t position = 0;
  while (!samples.empty()) {
    const auto count = std::min(static_cast<std::size_t>(frame_samples), samples.size() / channels);
    const LibavHandle<AVFrame> frame(av_frame_alloc());
    frame->nb_samples = static_cast<int>(count);
    frame->format = codec_->sample_fmt;
    frame->sample_rate = codec_->sample_rate;
    frame->pts = position;
    int status = av_channel_layout_copy(&frame->ch_layout, &codec_->ch_layout);
    if (status >= 0) status = av_frame_get_buffer(frame.get(), 0);
    if (status < 0) return refused("allocate a frame", status);
    const auto* in = reinterpret_cast<const std::uint8_t*>(samples.data());
    status = swr_convert(converter_.get(), frame->extended_data, frame->nb_samples, &in, frame->nb_samples);
    if (status < 0) return refused("convert the samples", status);
    TRIBUTARY_TRY(send(frame.get()));
    position += frame->nb_samples;
    samples = samples.subspan(count * channels);
  }
  TRIBUTARY_TRY(send(nullptr));
  const int status = av_write_trailer(muxer_);
  if (status < 0) return refused("finish the file", status);
  return {};
}

Result<void> FileEncoder::send(const AVFrame* frame) {
  int status = avcodec_send_frame(codec_.get(), frame);
  const LibavHandle<AVPacket> packet(av_packet_alloc());
  while (status >= 0) {
    status = avcodec_receive_packet(codec_.get(), packet.get());
    if (status == AVERROR(EAGAIN) || status == AVERROR_EOF) return {};
    if (status < 0) break;
    av_packet_rescale_ts(packet.get(), codec_->time_base, muxer_->streams[0]->time_base);
    status = av_interleaved_write_frame(muxer_, packet.get());
  }
  return refused("encode", status);
}

std::vector<std::byte> FileEncoder::finish_bytes() {
  if (muxer_->pb == nullptr) return {};
  std::uint8_t* buffer = nullptr;
  const int size = avio_close_dyn_buf(std::exchange(muxer_->pb, nullptr), &buffer);
  const auto* first = reinterpret_cast<const std::byte*>(buffer);
  std::vector<std::byte> bytes(first, first + size);
  av_free(buffer);
  return bytes;
}

}  // namespace

Result<std::vector<std::byte>> encode_bytes(const std::string& name, std::span<const float> samples,
                                            const EncodeFormat& format) {
  TRIBUTARY_CHECK(format.channels >= 1 && format.channels <= 8 && format.rate_hz > 0);
  TRIBUTARY_CHECK(samples.size() % static_cast<std::size_t>(format.channels) == 0);
  silence_libav();
  take_libav_message();
  FileEncoder encoder(name);
  TRIBUTARY_TRY(encoder.open(format));
  std::vector<float> resampled;
  if (encoder.rate_hz() != format.rate_hz) {
    TRIBUTARY_ASSIGN(resampled, convert_rate(samples, format.channels, format.rate_hz, encoder.rate_hz(), name));
    samples = resampled;
  }
  TRIBUTARY_TRY(encoder.write(samples));
  return encoder.finish_bytes();
}

Result<void> encode_file(const std::filesystem::path& path, std::span<const float> samples,
                         const EncodeFormat& format) {
  TRIBUTARY_ASSIGN(const std::vector<std::byte> bytes, encode_bytes(display_name(path), samples, format));
  return base::replace_file(path, bytes);
}

}  // namespace tributary::audio
