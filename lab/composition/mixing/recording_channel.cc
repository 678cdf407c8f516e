#include "lab/composition/mixing/recording_channel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

namespace tributary::lab {
namespace {

constexpr double kBinsPerOctave = 12.0 * kBinsPerSemitone;
using BinGains = std::array<float, kConstantQBins>;

float power_gain(double decibels) { return static_cast<float>(std::pow(10, decibels / 10)); }

// A room of one pole: each bin keeps sounding and falls by decay_db_per_s.
void add_reverb(PowerWindow& window, Random& random) {
  const double decay_db_per_s = 60 / random.uniform(0.25, 2.5);
  const float keep = power_gain(-decay_db_per_s / kConstantQFramesPerSecond);
  const float wet = power_gain(random.uniform(-18, 0));
  std::array<float, kConstantQBins> tail{};
  for (std::size_t frame = 0; frame < window.frames; ++frame) {
    float* row = &window.powers[frame * kConstantQBins];
    for (std::size_t bin = 0; bin < kConstantQBins; ++bin) {
      tail[bin] = keep * tail[bin] + (1 - keep) * row[bin];
      row[bin] += wet * tail[bin];
    }
  }
}

void add_tilt_and_waves(BinGains& decibels, Random& random) {
  const double tilt_db_per_octave = 2.5 * random.normal();
  for (std::size_t bin = 0; bin < kConstantQBins; ++bin)
    decibels[bin] += static_cast<float>(tilt_db_per_octave * (static_cast<double>(bin) / kBinsPerOctave - 3));
  for (int wave = 0; wave < 4; ++wave) {
    const double depth_db = 3 * random.normal();
    const double period_bins = kBinsPerOctave * random.uniform(0.7, 5);
    const double phase = random.uniform(0, 1);
    for (std::size_t bin = 0; bin < kConstantQBins; ++bin) {
      const double angle = 2 * std::numbers::pi * (static_cast<double>(bin) / period_bins + phase);
      decibels[bin] += static_cast<float>(depth_db * std::sin(angle));
    }
  }
}

// 60 dB per octave beyond `corner_bin`, upwards or downwards.
void cut(BinGains& decibels, double corner_bin, bool upwards) {
  for (std::size_t bin = 0; bin < kConstantQBins; ++bin) {
    const double beyond = upwards ? static_cast<double>(bin) - corner_bin : corner_bin - static_cast<double>(bin);
    decibels[bin] -= static_cast<float>(60 * std::max(0.0, beyond) / kBinsPerOctave);
  }
}

void equalise(PowerWindow& window, const ChannelRange& range, Random& random) {
  BinGains gains{};  // decibels at first
  if (random.chance(range.equaliser)) add_tilt_and_waves(gains, random);
  if (random.chance(range.low_pass)) cut(gains, random.uniform(3.3, 5.6) * kBinsPerOctave, true);
  if (random.chance(range.high_pass)) cut(gains, random.uniform(0.5, 2.2) * kBinsPerOctave, false);
  for (float& gain : gains) gain = power_gain(static_cast<double>(gain));
  for (std::size_t frame = 0; frame < window.frames; ++frame)
    for (std::size_t bin = 0; bin < kConstantQBins; ++bin) window.powers[frame * kConstantQBins + bin] *= gains[bin];
}

// Loudness of the loudest bin after mastering, and a slow fade where drawn.
void master(PowerWindow& window, const ChannelRange& range, Random& random) {
  const float loudest = *std::max_element(window.powers.begin(), window.powers.end());
  if (loudest <= 0) return;
  const float target = power_gain(random.uniform(-32, -4)) / loudest;
  const double fade_db = random.chance(range.fade) ? random.uniform(-18, 18) : 0;
  for (std::size_t frame = 0; frame < window.frames; ++frame) {
    const double part = static_cast<double>(frame) / static_cast<double>(window.frames);
    const float gain = target * power_gain(-std::abs(fade_db) * (fade_db > 0 ? part : 1 - part));
    for (std::size_t bin = 0; bin < kConstantQBins; ++bin) window.powers[frame * kConstantQBins + bin] *= gain;
  }
}

// Powers of noise in one bin are exponentially distributed; drawing from a table saves a logarithm per value.
const std::array<float, 4096>& exponential_table() {
  static const std::array<float, 4096> table = [] {
    std::array<float, 4096> values{};
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<float>(-std::log((static_cast<double>(i) + 0.5) / static_cast<double>(values.size())));
    return values;
  }();
  return table;
}

void add_noise(PowerWindow& window, Random& random) {
  const double loudest_db =
      10 * std::log10(static_cast<double>(*std::max_element(window.powers.begin(), window.powers.end())) + 1e-12);
  const double level_db = loudest_db - random.uniform(18, 60);
  const double tilt_db_per_octave = random.uniform(-4, 4);  // white noise rises by 3 dB per octave of constant Q
  BinGains floor{};
  for (std::size_t bin = 0; bin < kConstantQBins; ++bin)
    floor[bin] = power_gain(level_db + tilt_db_per_octave * (static_cast<double>(bin) / kBinsPerOctave - 3));
  const std::array<float, 4096>& table = exponential_table();
  for (std::size_t frame = 0; frame < window.frames; ++frame) {
    float* row = &window.powers[frame * kConstantQBins];
    for (std::size_t bin = 0; bin < kConstantQBins; bin += 4) {
      const std::uint64_t bits = random.next();
      for (std::size_t i = 0; i < 4; ++i) row[bin + i] += floor[bin + i] * table[(bits >> (16 * i)) & 4095U];
    }
  }
}

// The tuning fork is off by `shift_bins`: every row moves by a fraction of a bin.
void detune(std::vector<float>& levels, double shift_bins) {
  const double whole = std::floor(shift_bins);
  const auto fraction = static_cast<float>(shift_bins - whole);
  const auto offset = static_cast<std::ptrdiff_t>(whole);
  std::array<float, kConstantQBins> row{};
  for (std::size_t start = 0; start < levels.size(); start += kConstantQBins) {
    std::copy_n(&levels[start], kConstantQBins, row.begin());
    for (std::ptrdiff_t bin = 0; bin < static_cast<std::ptrdiff_t>(kConstantQBins); ++bin) {
      const auto last = static_cast<std::ptrdiff_t>(kConstantQBins) - 1;
      const auto upper = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(bin - offset, 0, last));
      const auto lower = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(bin - offset - 1, 0, last));
      levels[start + static_cast<std::size_t>(bin)] = (1 - fraction) * row[upper] + fraction * row[lower];
    }
  }
}

// What codecs at low bit rates do to levels: bands that lie far below the loudest of their frame vanish, the others
// are coarse.
void encode_coarsely(std::vector<float>& levels, Random& random) {
  constexpr std::size_t kBandBins = 12;
  const auto audible_range = static_cast<float>(random.uniform(50, 110));
  const auto step = static_cast<float>(random.uniform(2, 10));
  const double dropped = random.uniform(0, 0.08);
  for (std::size_t start = 0; start < levels.size(); start += kConstantQBins) {
    const std::span<float> row(&levels[start], kConstantQBins);
    const float loudest = *std::max_element(row.begin(), row.end());
    for (std::size_t band = 0; band < kConstantQBins; band += kBandBins) {
      const std::span<float> bins = row.subspan(band, kBandBins);
      const float top = *std::max_element(bins.begin(), bins.end());
      if (top < loudest - audible_range || random.chance(dropped)) {
        for (float& level : bins) level = std::min(level, loudest - 1.3F * audible_range);
        continue;
      }
      const auto phase = static_cast<float>(random.uniform(0, 1));
      for (float& level : bins) level = step * (std::floor(level / step + phase) + 0.5F - phase);
    }
  }
}

}  // namespace

ConstantQWindow record(PowerWindow& window, const ChannelRange& range, Random& random) {
  if (random.chance(range.reverb)) add_reverb(window, random);
  equalise(window, range, random);
  master(window, range, random);
  if (random.chance(range.noise)) add_noise(window, random);

  std::vector<float> levels(window.powers.size());
  levels_of_powers(window.powers, levels);
  const double detune_semitones = std::clamp(range.detune_deviation_semitones * random.normal(), -0.5, 0.5);
  detune(levels, kBinsPerSemitone * detune_semitones);
  if (random.chance(range.codec)) encode_coarsely(levels, random);

  ConstantQWindow recorded;
  recorded.frames = window.frames;
  recorded.levels.resize(levels.size());
  for (std::size_t i = 0; i < levels.size(); ++i)
    recorded.levels[i] = static_cast<std::uint8_t>(std::clamp(levels[i] + 0.5F, 0.0F, 255.0F));
  return recorded;
}

}  // namespace tributary::lab
