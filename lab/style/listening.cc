#include "lab/style/listening.h"

#include <array>
#include <cmath>

#include "audio/decoder.h"
#include "dsp/constant_q.h"
#include "lab/composition/mixing/recording_channel.h"

namespace tributary::lab {
namespace {

// Milder than what the composition network hears: a track that is drowned has no production left.
ChannelRange mild_range() {
  ChannelRange range;
  range.reverb = 0.3;
  range.high_pass = 0.05;
  range.noise = 0.2;
  range.fade = 0;
  range.detune_deviation_semitones = 0.3;
  return range;
}

}  // namespace

std::vector<std::uint8_t> levels_of_samples(std::span<const float> samples) {
  dsp::ConstantQ constant_q;
  constant_q.add(samples);
  return std::move(constant_q.finish().levels);
}

Result<std::vector<std::uint8_t>> levels_of_file(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(audio::Decoder decoder, audio::Decoder::open(path));
  dsp::ConstantQ constant_q;
  std::array<float, audio::kSampleRateHz> second{};
  for (double heard_s = 0; heard_s < kMostHeard_s; ++heard_s) {
    TRIBUTARY_ASSIGN(const std::size_t count, decoder.read(second));
    if (count == 0) break;
    constant_q.add(std::span(second).first(count));
  }
  return std::move(constant_q.finish().levels);
}

std::vector<std::uint8_t> disturbed(std::span<const std::uint8_t> levels, std::uint64_t seed) {
  static const std::array<float, 256> power_of_level = [] {
    std::array<float, 256> powers{};
    for (std::size_t level = 0; level < powers.size(); ++level) {
      const double db = static_cast<double>(level) * dsp::kConstantQLevelStepDb + dsp::kConstantQFloorDb;
      powers[level] = static_cast<float>(std::pow(10, db / 10));
    }
    return powers;
  }();
  PowerWindow window{levels.size() / dsp::kConstantQBins, {}};
  window.powers.reserve(levels.size());
  for (const std::uint8_t level : levels) window.powers.push_back(power_of_level[level]);
  Random random(seed);
  return record(window, mild_range(), random).levels;
}

HeardTrack hear(std::span<const std::uint8_t> levels, std::uint64_t seed) {
  return {encoder::style_statistics(levels), encoder::style_statistics(disturbed(levels, seed)),
          cepstral_gaussian(levels)};
}

}  // namespace tributary::lab
