// Real music to test with: the Debian package wesnoth-1.16-music.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "audio/encoder.h"

namespace tributary::testing {

inline constexpr int kMusicRateHz = 44100;

// Whether the package is installed; without it there is nothing to test.
bool has_music();

// A part of a track, "sad.ogg" for example, as mono samples at kMusicRateHz.
std::vector<float> music_cut(const std::string& track, double start_s, double duration_s);

// Writes mono samples at kMusicRateHz and makes the folders above.
void write_music(const std::filesystem::path& path, const std::vector<float>& samples, audio::Codec codec,
                 int bit_rate = 0);

}  // namespace tributary::testing
