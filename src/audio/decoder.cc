#include "audio/decoder.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include "audio/declared_length.h"
#include "audio/frame_decoder.h"
#include "audio/media_source.h"
#include "audio/resampler.h"
#include "base/check.h"

namespace tributary::audio {
namespace {

// Encoder delay and padding that one side counts and the other does not; lossless files count samples.
double length_tolerance_s(const std::string& container) {
  const bool counts_samples = container == "wav" || container == "flac" || container == "aiff" || container == "w64";
  return counts_samples ? 0.001 : 0.5;
}

Error too_long(const std::string& name, const std::string& length, const DecodeLimits& limits) {
  return Error{ErrorCode::kLimit,
               fmt::format("{}: too long: {}, the limit is {:.0f} s", name, length, limits.max_duration_s)};
}

// Bad packets that were tolerated explain the time they would have filled.
Result<void> check_length(const DecodeAccount& account, const AudioInfo& info, const MediaSource& source) {
  const double declared_s = info.declared_duration_s.value_or(0);
  const double packet_s = account.good_packets > 0 ? account.decoded_s / static_cast<double>(account.good_packets) : 0;
  const double tolerance_s = length_tolerance_s(info.container);
  const double explained_s = tolerance_s + packet_s * static_cast<double>(account.bad_packets);
  if (account.decoded_s + explained_s >= declared_s) return {};
  // An Ogg file that reached this check has its last page, so what is missing was lost before it.
  const bool has_end = info.container == "ogg" || source.reached_s() + tolerance_s >= declared_s;
  return Error{ErrorCode::kCorrupt,
               fmt::format("{}: {}: {:.2f} s decoded of the {:.2f} s the file declares", source.name(),
                           has_end ? "damaged" : "truncated", account.decoded_s, declared_s)};
}

}  // namespace

class Decoder::Stream {
 public:
  Stream(FrameDecoder frames, AudioInfo info, DecodeLimits limits, DecodeFormat format)
      : frames_(std::move(frames)),
        resampler_(format, frames_.source().name()),
        info_(std::move(info)),
        limits_(limits),
        channels_(static_cast<std::size_t>(format.channels)),
        frame_(av_frame_alloc()) {}

  const AudioInfo& info() const { return info_; }

  Result<std::size_t> read(std::span<float> samples) {
    TRIBUTARY_CHECK(!samples.empty() && samples.size() % channels_ == 0);
    if (failure_) return *failure_;
    if (auto filled = fill(samples.size()); !filled) {
      failure_ = std::move(filled).error();
      return *failure_;
    }
    const std::size_t count = std::min(samples.size(), ready_.size() - taken_);
    std::copy_n(ready_.begin() + static_cast<std::ptrdiff_t>(taken_), count, samples.begin());
    taken_ += count;
    return count;
  }

 private:
  // Decodes until `count` floats are ready or the file has ended.
  Result<void> fill(std::size_t count) {
    while (!ended_ && ready_.size() - taken_ < count) {
      ready_.erase(ready_.begin(), ready_.begin() + static_cast<std::ptrdiff_t>(taken_));
      taken_ = 0;
      TRIBUTARY_ASSIGN(const bool more, frames_.next(*frame_));
      if (!more) {
        ended_ = true;
        TRIBUTARY_TRY(check_end());
        return resampler_.finish(ready_);
      }
      if (frames_.account().decoded_s > limits_.max_duration_s) {
        return too_long(frames_.source().name(), "more audio than that is in it", limits_);
      }
      TRIBUTARY_TRY(resampler_.add(*frame_, ready_));
    }
    return {};
  }

  Result<void> check_end() const {
    const MediaSource& source = frames_.source();
    const DecodeAccount& account = frames_.account();
    TRIBUTARY_TRY(check_damage(account, source.name()));
    TRIBUTARY_TRY(check_ogg_end(source));
    TRIBUTARY_TRY(check_length(account, info_, source));
    if (account.decoded_s > 0) return {};
    return Error{ErrorCode::kInvalidInput, source.name() + ": holds no audio: its stream has no samples"};
  }

  FrameDecoder frames_;
  Resampler resampler_;
  AudioInfo info_;
  DecodeLimits limits_;
  std::size_t channels_;
  LibavHandle<AVFrame> frame_;
  std::vector<float> ready_;
  std::size_t taken_ = 0;  // floats of ready_ already handed out
  bool ended_ = false;
  std::optional<Error> failure_;
};

Decoder::Decoder(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;
Decoder::~Decoder() = default;

Result<Decoder> Decoder::open(const std::filesystem::path& path, DecodeLimits limits, DecodeFormat format) {
  TRIBUTARY_CHECK(format.channels == 1 || format.channels == 2);
  TRIBUTARY_CHECK(format.rate_hz >= 4000 && format.rate_hz <= 192000);
  TRIBUTARY_ASSIGN(auto source, MediaSource::open(path));
  AudioInfo info;
  info.codec = avcodec_get_name(source.stream().codecpar->codec_id);
  info.container = source.format().iformat->name;
  info.source_rate_hz = source.stream().codecpar->sample_rate;
  info.source_channels = source.stream().codecpar->ch_layout.nb_channels;
  info.declared_duration_s = declared_duration_s(source);
  if (info.declared_duration_s.value_or(0) > limits.max_duration_s) {
    return too_long(source.name(), fmt::format("it declares {:.0f} s", *info.declared_duration_s), limits);
  }
  TRIBUTARY_ASSIGN(auto frames, FrameDecoder::open(std::move(source)));
  return Decoder(std::make_unique<Stream>(std::move(frames), std::move(info), limits, format));
}

const AudioInfo& Decoder::info() const { return stream_->info(); }

Result<std::size_t> Decoder::read(std::span<float> samples) { return stream_->read(samples); }

Result<std::vector<float>> decode_file(const std::filesystem::path& path, DecodeLimits limits, DecodeFormat format) {
  TRIBUTARY_ASSIGN(auto decoder, Decoder::open(path, limits, format));
  std::vector<float> samples;
  std::vector<float> block(static_cast<std::size_t>(format.channels) * 16384);
  for (;;) {
    TRIBUTARY_ASSIGN(const std::size_t count, decoder.read(block));
    if (count == 0) return samples;
    samples.insert(samples.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(count));
  }
}

}  // namespace tributary::audio
