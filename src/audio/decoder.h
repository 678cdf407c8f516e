// Decoder: any audio file FFmpeg reads, as a stream of float samples at one rate and channel count.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::audio {

// The rate at which every analysis in Tributary runs.
inline constexpr int kSampleRateHz = 16000;

// What the decoder hands out, whatever the file holds.
struct DecodeFormat {
  int rate_hz = kSampleRateHz;  // 4,000 to 192,000
  int channels = 1;             // 1: mono downmix, 2: interleaved stereo
};

struct DecodeLimits {
  double max_duration_s = 6 * 3600.0;  // a longer file is refused with kLimit
};

// What the file says about itself.
struct AudioInfo {
  std::string codec;      // FFmpeg's name, such as "mp3", "vorbis", "pcm_s16le"
  std::string container;  // FFmpeg's name, such as "mp3", "ogg", "mov,mp4,m4a,3gp,3g2,mj2"
  int source_rate_hz = 0;
  int source_channels = 0;
  std::optional<double> declared_duration_s;  // only where the container states it; never an estimate
};

// Streams one file's audio in bounded memory, whatever its length; the first audio stream that FFmpeg
// rates best is taken, everything else in the file is ignored. Channels are mixed before resampling.
// The same file gives the same samples on every run, whatever the sizes asked for. Runs on the calling
// thread only; not thread safe, but any number of decoders may run at once. Opens no file but the one
// named: playlists, segment lists and references to other files are refused or ignored.
//
// Every error is one line that names the file and the defect:
//   kNotFound      no such file
//   kIo            permission denied, or the read itself fails
//   kInvalidInput  a directory, an empty file, no media file, no audio stream or no samples
//   kUnsupported   encrypted, no decoder for the codec, or an absurd rate or channel count
//   kCorrupt       a damaged header; more than 2 % of the packets (and more than 3) fail to decode;
//                  the file ends before the length its container declares; samples that are not finite
//                  or more than 256 times full scale
//   kLimit         longer than DecodeLimits::max_duration_s
class Decoder {
 public:
  static Result<Decoder> open(const std::filesystem::path& path, DecodeLimits limits = {}, DecodeFormat format = {});
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder();

  const AudioInfo& info() const;

  // Fills `samples` (its size a positive multiple of the channel count) as far as the file reaches and
  // returns how many floats it wrote: fewer than asked for only at the end, 0 once nothing is left.
  // Whether a file is whole is known only at its end, so samples already handed out may belong to a file
  // that a later call refuses; after an error every further call returns that error.
  Result<std::size_t> read(std::span<float> samples);

 private:
  class Stream;
  explicit Decoder(std::unique_ptr<Stream> stream);
  std::unique_ptr<Stream> stream_;
};

// The whole file in memory, for files known to be short.
Result<std::vector<float>> decode_file(const std::filesystem::path& path, DecodeLimits limits = {},
                                       DecodeFormat format = {});

}  // namespace tributary::audio
