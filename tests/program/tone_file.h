// Makes short audio files that differ from each other.
#pragma once

#include <cstdint>
#include <filesystem>

namespace tributary::testing {

// A 16 kHz mono 16-bit WAV file of notes and noise that depend on the seed alone.
void write_tone_file(const std::filesystem::path& path, std::uint32_t seed, double duration_s);

}  // namespace tributary::testing
