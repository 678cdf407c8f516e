// Writes samples to an audio file in a chosen codec.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::audio {

enum class Codec {
  kWavPcm16,
  kWavFloat,
  kFlac,    // 16 bits
  kMp3,     // LAME
  kVorbis,  // in Ogg
  kOpus,    // in Ogg; always at one of its own rates
  kAac,     // in MP4 (.m4a)
};

struct EncodeFormat {
  Codec codec = Codec::kWavPcm16;
  int rate_hz = 44100;  // of the samples; where the codec lacks it they are resampled to its next rate
  int channels = 2;     // 1 to 8, interleaved
  int bit_rate = 0;     // bits per second of a lossy codec; 0: the codec's default
  std::map<std::string, std::string> tags;  // written with FFmpeg's names: "title", "artist", ...
  bool quick = false;                       // MP3 in less than half the processor time, somewhat less faithful
};

// Writes `samples` (full scale -1 to 1, clipped where the codec must; a multiple of the channel count)
// to `path`, replacing it only once everything is encoded. The same input gives the same bytes.
// kUnsupported where the codec refuses the format, kIo where the file cannot be written.
Result<void> encode_file(const std::filesystem::path& path, std::span<const float> samples, const EncodeFormat& format);

// The bytes that such a file would hold; `name` stands for it in error messages.
Result<std::vector<std::byte>> encode_bytes(const std::string& name, std::span<const float> samples,
                                            const EncodeFormat& format);

}  // namespace tributary::audio
