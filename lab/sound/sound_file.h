// Sounds on disk.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "audio/encoder.h"
#include "lab/sound/sound.h"
#include "tributary/result.h"

namespace tributary::lab {

// The whole file as stereo at kSoundRateHz, whatever it holds.
Result<Sound> read_sound(const std::filesystem::path& path);

// A part of the file, as far as the file reaches; what lies behind it is not decoded.
Result<Sound> read_part(const std::filesystem::path& path, double start_s, double duration_s);

Result<void> write_wav(const std::filesystem::path& path, const Sound& sound);

Result<void> write_coded(const std::filesystem::path& path, const Sound& sound, audio::Codec codec, int bit_rate,
                         const std::map<std::string, std::string>& tags = {});

}  // namespace tributary::lab
