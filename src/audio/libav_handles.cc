#include "audio/libav_handles.h"

#include <cstdarg>
#include <cstdio>
#include <mutex>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/log.h>
#include <libswresample/swresample.h>
}

#include "audio/text.h"

namespace tributary::audio {
namespace {

constexpr std::size_t kMaxMessageBytes = 200;

thread_local std::string last_message;

// Decoding runs on the caller's thread, so the thread tells whose message this is.
__attribute__((format(printf, 3, 0))) void keep_message(void*, int level, const char* format, va_list arguments) {
  if (level > AV_LOG_WARNING) return;
  char line[512];
  std::vsnprintf(line, sizeof line, format, arguments);
  last_message = line;
}

}  // namespace

void LibavDeleter::operator()(AVCodecContext* context) const { avcodec_free_context(&context); }

void LibavDeleter::operator()(AVFormatContext* context) const {
  AVIOContext* file = context->pb;
  avformat_close_input(&context);
  avio_closep(&file);
}

void LibavDeleter::operator()(AVFrame* frame) const { av_frame_free(&frame); }
void LibavDeleter::operator()(AVPacket* packet) const { av_packet_free(&packet); }
void LibavDeleter::operator()(SwrContext* context) const { swr_free(&context); }

std::string libav_error_text(int status) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(status, text, sizeof text);
  return text;
}

void silence_libav() {
  static std::once_flag once;
  std::call_once(once, [] { av_log_set_callback(keep_message); });
}

std::string take_libav_message() {
  std::string message = one_line(last_message, kMaxMessageBytes);
  last_message.clear();
  return message;
}

}  // namespace tributary::audio
