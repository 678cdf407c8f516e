// Resampler: decoded frames of any layout and rate as interleaved floats of one layout and rate.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "audio/decoder.h"
#include "audio/libav_handles.h"
#include "tributary/result.h"

namespace tributary::audio {

// Mixes to the wanted channels first, then converts the rate with soxr at 20 bits of precision (pass
// band up to 0.91 of the lower Nyquist rate, delay compensated). A mono downmix weighs the channels as
// ITU-R BS.775 does and is scaled so that it cannot clip; layouts without a meaning are averaged.
class Resampler {
 public:
  Resampler(DecodeFormat wanted, std::string name) : wanted_(wanted), name_(std::move(name)) {}

  // Appends what `frame` yields to `samples`. The source may change its rate or layout between frames.
  Result<void> add(const AVFrame& frame, std::vector<float>& samples);
  // Appends what is still inside. Call once, after the last frame.
  Result<void> finish(std::vector<float>& samples);

 private:
  Result<void> start(const AVFrame& frame);
  Result<void> drain(std::vector<float>& samples);
  Result<void> check_levels(std::size_t first_new) const;
  Result<void> convert(bool last, std::vector<float>& samples);

  DecodeFormat wanted_;
  std::string name_;
  LibavHandle<AVFrame> like_;      // the frame parameters the two stages below were built for
  LibavHandle<SwrContext> mixer_;  // any sample format and layout to float and the wanted channels
  LibavHandle<SwrContext> rate_;   // null where the source already has the wanted rate
  std::vector<float> mixed_;       // mixed at the source rate, waiting for the rate stage
  std::vector<float> room_;        // for what the rate stage makes
  double mixed_before_s_ = 0;      // of everything that left mixed_
};

// A whole interleaved buffer at another rate, through the same rate stage.
Result<std::vector<float>> convert_rate(std::span<const float> samples, int channels, int from_hz, int to_hz,
                                        const std::string& name);

}  // namespace tributary::audio
