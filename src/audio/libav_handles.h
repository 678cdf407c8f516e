// Owners for the objects that FFmpeg allocates; its headers stay in this module's .cc files.
#pragma once

#include <memory>
#include <string>

struct AVCodecContext;
struct AVFormatContext;
struct AVFrame;
struct AVPacket;
struct SwrContext;

namespace tributary::audio {

struct LibavDeleter {
  void operator()(AVCodecContext* context) const;
  void operator()(AVFormatContext* context) const;  // an input: closes its file too
  void operator()(AVFrame* frame) const;
  void operator()(AVPacket* packet) const;
  void operator()(SwrContext* context) const;
};

template <typename T>
using LibavHandle = std::unique_ptr<T, LibavDeleter>;

// FFmpeg's text for one of its error numbers.
std::string libav_error_text(int status);

// From the first call on, FFmpeg writes nothing to stderr in this process; what it has to say is kept
// for take_libav_message() instead.
void silence_libav();

// The last error or warning FFmpeg logged on this thread since the previous call, as one short line;
// empty if there was none.
std::string take_libav_message();

}  // namespace tributary::audio
