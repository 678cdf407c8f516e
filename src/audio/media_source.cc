#include "audio/media_source.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#include <fmt/core.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avstring.h>
}

#include "audio/text.h"

namespace tributary::audio {
namespace {

// Containers that hold their own audio. Left out on purpose: everything that points at other files
// (playlists, HLS, DASH, concat scripts, SDP), devices, images, subtitles, and formats that are
// programs or scores (module trackers, game music).
constexpr const char* kContainers =
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dsf,dts,dtshd,eac3,flac,flv,iff,loas,matroska,mov,mp3,mpc,mpc8,mpeg,mpegts,"
    "nut,oga,ogg,rm,shn,spdif,tak,truehd,tta,voc,w64,wav,webm,wv";

// Below this FFmpeg's guess rests on a file name or on a single chance match of a sync word.
constexpr int kMinProbeScore = 12;

Result<void> check_regular_file(const std::filesystem::path& path) {
  const std::string name = display_name(path);
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    const int number = errno;
    if (number == ENOENT || number == ENOTDIR) return Error{ErrorCode::kNotFound, name + ": no such file"};
    return Error{ErrorCode::kIo, name + ": cannot open: " + std::strerror(number)};
  }
  if (S_ISDIR(status.st_mode)) return Error{ErrorCode::kInvalidInput, name + ": is a directory, not an audio file"};
  if (!S_ISREG(status.st_mode)) return Error{ErrorCode::kInvalidInput, name + ": is not a regular file"};
  if (status.st_size == 0) return Error{ErrorCode::kInvalidInput, name + ": is empty (0 bytes)"};
  return {};
}

int refuse_to_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) { return AVERROR(EACCES); }

std::string reason(int status) {
  const std::string message = take_libav_message();
  return message.empty() ? libav_error_text(status) : message;
}

Result<const AVInputFormat*> probe(AVIOContext* file, const std::string& url, const std::string& name) {
  const AVInputFormat* container = nullptr;
  const int score = av_probe_input_buffer2(file, &container, url.c_str(), nullptr, 0, 0);
  if (score == AVERROR(EIO)) return Error{ErrorCode::kIo, name + ": cannot read: " + libav_error_text(score)};
  if (score < kMinProbeScore || container == nullptr) {
    return Error{ErrorCode::kInvalidInput, name + ": is not a media file"};
  }
  if (av_match_list(container->name, kContainers, ',') == 0) {
    return Error{ErrorCode::kInvalidInput,
                 fmt::format("{}: is not an audio file (it looks like {})", name, container->name)};
  }
  return container;
}

Result<LibavHandle<AVFormatContext>> open_container(const std::filesystem::path& path) {
  const std::string name = display_name(path);
  const std::string url = "file:" + path.string();
  LibavHandle<AVFormatContext> format(avformat_alloc_context());
  format->flags |= AVFMT_FLAG_CUSTOM_IO;
  format->io_open = refuse_to_open;
  int status = avio_open2(&format->pb, url.c_str(), AVIO_FLAG_READ, nullptr, nullptr);
  if (status < 0) return Error{ErrorCode::kIo, name + ": cannot open: " + libav_error_text(status)};
  TRIBUTARY_ASSIGN(const AVInputFormat* container, probe(format->pb, url, name));

  AVIOContext* file = format->pb;
  AVFormatContext* raw = format.release();  // avformat_open_input frees it when it fails
  status = avformat_open_input(&raw, url.c_str(), container, nullptr);
  if (status < 0) {
    avio_closep(&file);
    return Error{ErrorCode::kCorrupt,
                 fmt::format("{}: truncated or damaged {} header: {}", name, container->name, reason(status))};
  }
  format.reset(raw);
  status = avformat_find_stream_info(format.get(), nullptr);
  if (status < 0) {
    return Error{ErrorCode::kCorrupt, fmt::format("{}: damaged {} file: {}", name, container->name, reason(status))};
  }
  return format;
}

bool is_protected(const AVStream& stream) {
  const std::uint32_t tag = stream.codecpar->codec_tag;
  if (tag == MKTAG('d', 'r', 'm', 's') || tag == MKTAG('e', 'n', 'c', 'a') || tag == MKTAG('a', 'a', 'v', 'd')) {
    return true;
  }
  return av_stream_get_side_data(&stream, AV_PKT_DATA_ENCRYPTION_INIT_INFO, nullptr) != nullptr ||
         av_dict_get(stream.metadata, "enc_key_id", nullptr, 0) != nullptr;
}

Error encrypted(const std::string& name) {
  return Error{ErrorCode::kUnsupported, name + ": is encrypted (DRM); Tributary reads only unprotected audio"};
}

Error no_audio(const AVFormatContext& format, const std::string& name) {
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    const AVCodecParameters& parameters = *format.streams[i]->codecpar;
    if (is_protected(*format.streams[i])) return encrypted(name);
    if (parameters.codec_type != AVMEDIA_TYPE_AUDIO) continue;
    return Error{ErrorCode::kUnsupported, fmt::format("{}: absurd audio parameters: {} channels at {} Hz", name,
                                                      parameters.ch_layout.nb_channels, parameters.sample_rate)};
  }
  return Error{ErrorCode::kInvalidInput, fmt::format("{}: has no audio stream (container {}, {} other streams)", name,
                                                     format.iformat->name, format.nb_streams)};
}

Result<AVStream*> choose_stream(AVFormatContext& format, const std::string& name) {
  const int index = av_find_best_stream(&format, AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
  if (index < 0) return no_audio(format, name);
  AVStream* stream = format.streams[index];
  if (is_protected(*stream)) return encrypted(name);
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    format.streams[i]->discard = format.streams[i] == stream ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
  }
  return stream;
}

}  // namespace

std::string display_name(const std::filesystem::path& path) { return one_line(path.string(), 4096); }

MediaSource::MediaSource(std::filesystem::path path, LibavHandle<AVFormatContext> format, AVStream* stream)
    : path_(std::move(path)), name_(display_name(path_)), format_(std::move(format)), stream_(stream) {}

Result<MediaSource> MediaSource::open(const std::filesystem::path& path) {
  silence_libav();
  take_libav_message();
  TRIBUTARY_TRY(check_regular_file(path));
  TRIBUTARY_ASSIGN(auto format, open_container(path));
  TRIBUTARY_ASSIGN(AVStream * stream, choose_stream(*format, display_name(path)));
  return MediaSource(path, std::move(format), stream);
}

Result<bool> MediaSource::next(AVPacket& packet) {
  for (;;) {
    av_packet_unref(&packet);
    const int status = av_read_frame(format_.get(), &packet);
    if (status == AVERROR_EOF) return false;
    if (status == AVERROR(EIO)) return Error{ErrorCode::kIo, name_ + ": cannot read: " + libav_error_text(status)};
    if (status < 0) return Error{ErrorCode::kCorrupt, name_ + ": " + reason(status)};
    if (packet.stream_index != stream_->index) continue;
    if (av_packet_get_side_data(&packet, AV_PKT_DATA_ENCRYPTION_INFO, nullptr) != nullptr) return encrypted(name_);
    if (packet.pts != AV_NOPTS_VALUE) {
      const std::int64_t start = stream_->start_time == AV_NOPTS_VALUE ? 0 : stream_->start_time;
      reached_s_ = static_cast<double>(packet.pts - start + packet.duration) * av_q2d(stream_->time_base);
    }
    return true;
  }
}

}  // namespace tributary::audio
