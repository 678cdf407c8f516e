// Sound: interleaved samples in memory, and the cutting and mixing that makes suspects out of them.
#pragma once

#include <cstddef>
#include <vector>

namespace tributary::lab {

inline constexpr int kSoundRateHz = 44100;

// Samples between -1 and 1 at kSoundRateHz; channels are interleaved.
struct Sound {
  int channels = 2;
  std::vector<float> samples;

  std::size_t frames() const { return samples.size() / static_cast<std::size_t>(channels); }
  double duration_s() const { return static_cast<double>(frames()) / kSoundRateHz; }
};

std::size_t frames_of(double duration_s);

// The part from start_s on, as far as the sound reaches.
Sound slice(const Sound& sound, double start_s, double duration_s);

// The mean of the channels.
Sound to_mono(const Sound& sound);

// Cut, or padded with silence, to exactly this many frames.
Sound fit(Sound sound, std::size_t frames);

// Root mean square level in dB of full scale; about -180 for silence.
double level_db(const Sound& sound);

// `sound` with every sample times `gain`.
Sound scaled(Sound sound, float gain);

// `front` with `under` added at the level that leaves `front` `ratio_db` above it. Both of one length.
Sound mixed(const Sound& front, const Sound& under, double ratio_db);

// The parts one after another, each fading into the next over `fade_s` with constant power.
Sound joined(const std::vector<Sound>& parts, double fade_s);

// `sound` turned down, where needed, until no sample exceeds 0.999.
Sound without_clipping(Sound sound);

}  // namespace tributary::lab
