// FrameDecoder: the packets of a MediaSource as decoded frames, with an account of what failed.
#pragma once

#include <cstdint>
#include <string>

#include "audio/libav_handles.h"
#include "audio/media_source.h"
#include "tributary/result.h"

namespace tributary::audio {

// What decoding has met so far.
struct DecodeAccount {
  std::int64_t good_packets = 0;
  std::int64_t bad_packets = 0;  // damaged in the container, or refused by the codec
  double decoded_s = 0;
  std::string last_reason;  // why the last bad packet was refused
};

class FrameDecoder {
 public:
  static Result<FrameDecoder> open(MediaSource source);

  // Puts the next frame into `frame`; false at the end. Bad packets are counted and skipped.
  Result<bool> next(AVFrame& frame);

  const MediaSource& source() const { return source_; }
  const DecodeAccount& account() const { return account_; }

 private:
  FrameDecoder(MediaSource source, LibavHandle<AVCodecContext> codec);
  Result<void> feed();
  Result<void> count_bad(std::string why);

  MediaSource source_;
  LibavHandle<AVCodecContext> codec_;
  LibavHandle<AVPacket> packet_;
  DecodeAccount account_;
  int failures_in_a_row_ = 0;
};

// Refuses files of which too much was lost: more than 3 packets and more than 2 % of them.
Result<void> check_damage(const DecodeAccount& account, const std::string& name);

}  // namespace tributary::audio
