#include "tests/program/tone_file.h"

#include <cmath>
#include <fstream>
#include <numbers>
#include <random>
#include <string>

namespace tributary::testing {
namespace {

constexpr std::uint32_t kRateHz = 16000;
constexpr std::uint32_t kNoteSamples = kRateHz / 8;

void append(std::string& bytes, std::uint32_t value, int count) {
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xffU);
}

std::string header(std::uint32_t data_bytes) {
  std::string bytes = "RIFF";
  append(bytes, 36 + data_bytes, 4);
  bytes += "WAVEfmt ";
  append(bytes, 16, 4);
  append(bytes, 1, 2);  // PCM
  append(bytes, 1, 2);  // channels
  append(bytes, kRateHz, 4);
  append(bytes, kRateHz * 2, 4);
  append(bytes, 2, 2);   // bytes of a frame
  append(bytes, 16, 2);  // bits of a sample
  bytes += "data";
  append(bytes, data_bytes, 4);
  return bytes;
}

}  // namespace

void write_tone_file(const std::filesystem::path& path, std::uint32_t seed, double duration_s) {
  std::filesystem::create_directories(path.parent_path());
  const auto samples = static_cast<std::uint32_t>(duration_s * kRateHz);
  std::string bytes = header(samples * 2);
  std::mt19937 random(seed);
  double frequency_hz = 0;
  for (std::uint32_t i = 0; i < samples; ++i) {
    if (i % kNoteSamples == 0) frequency_hz = 110 * std::exp2(static_cast<double>(random() % 48) / 12);
    const double tone = std::sin(2 * std::numbers::pi * frequency_hz * i / kRateHz);
    const double noise = static_cast<double>(random() % 2001) / 1000 - 1;
    append(bytes, static_cast<std::uint32_t>(std::lround(8000 * tone + 1000 * noise)), 2);
  }
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace tributary::testing
