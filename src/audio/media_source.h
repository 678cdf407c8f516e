// MediaSource: an opened media file and the packets of its one chosen audio stream.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "audio/libav_handles.h"
#include "tributary/result.h"

struct AVStream;

namespace tributary::audio {

class MediaSource {
 public:
  // Refuses everything that can be refused before a packet is decoded; the errors are Decoder's.
  static Result<MediaSource> open(const std::filesystem::path& path);

  // The file's name as it stands in error messages.
  const std::string& name() const { return name_; }
  const std::filesystem::path& path() const { return path_; }
  const AVFormatContext& format() const { return *format_; }
  const AVStream& stream() const { return *stream_; }

  // Puts the next packet of the stream into `packet`; false at the end. kCorrupt where the container
  // itself is damaged at this place (a further call may find a later packet), kUnsupported where the
  // packet is encrypted, kIo where reading fails.
  Result<bool> next(AVPacket& packet);

  // How far into the stream the packets read so far reach, in seconds from its start.
  double reached_s() const { return reached_s_; }

 private:
  MediaSource(std::filesystem::path path, LibavHandle<AVFormatContext> format, AVStream* stream);

  std::filesystem::path path_;
  std::string name_;
  LibavHandle<AVFormatContext> format_;
  AVStream* stream_;
  double reached_s_ = 0;
};

// How a file is named in this module's error messages.
std::string display_name(const std::filesystem::path& path);

}  // namespace tributary::audio
