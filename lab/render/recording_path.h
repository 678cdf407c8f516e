// The path of a recording from the instruments to a listener: a room with a microphone, and mastering.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tributary::lab {

// Mono samples in a room that the seed decides, as long as before. The room's impulse response is the sound itself,
// early reflections within 60 ms and a diffuse tail, white noise that falls by 60 dB in 0.4 to 1.6 s, high notes
// faster; tail and reflections are 3 to 12 dB below the sound (Moorer, "About This Reverberation Business", 1979).
std::vector<float> in_room(std::span<const float> samples, int rate_hz, std::uint64_t seed);

// Mono samples as mastering leaves them, with settings that the seed decides: bass and treble 3 to 9 dB apart, a
// compressor of 3:1 to 6:1 above a threshold 6 to 18 dB below the mean level, and a limiter that keeps peaks within
// 6 dB of the mean level (Giannoulis et al., "Digital Dynamic Range Compressor Design", 2012).
std::vector<float> mastered(std::span<const float> samples, int rate_hz, std::uint64_t seed);

}  // namespace tributary::lab
