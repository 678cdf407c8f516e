#include "lab/sound/sound_file.h"

#include <algorithm>

#include "audio/decoder.h"

namespace tributary::lab {

Result<Sound> read_sound(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(std::vector<float> samples, audio::decode_file(path, {}, {kSoundRateHz, 2}));
  return Sound{2, std::move(samples)};
}

Result<Sound> read_part(const std::filesystem::path& path, double start_s, double duration_s) {
  TRIBUTARY_ASSIGN(audio::Decoder decoder, audio::Decoder::open(path, {}, {kSoundRateHz, 2}));
  const std::size_t first = 2 * frames_of(start_s);
  std::vector<float> samples(first + 2 * frames_of(duration_s));
  TRIBUTARY_ASSIGN(const std::size_t count, decoder.read(samples));
  samples.resize(count);
  samples.erase(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(std::min(first, count)));
  return Sound{2, std::move(samples)};
}

Result<void> write_wav(const std::filesystem::path& path, const Sound& sound) {
  return write_coded(path, sound, audio::Codec::kWavPcm16, 0);
}

Result<void> write_coded(const std::filesystem::path& path, const Sound& sound, audio::Codec codec, int bit_rate,
                         const std::map<std::string, std::string>& tags) {
  return audio::encode_file(path, sound.samples, {codec, kSoundRateHz, sound.channels, bit_rate, tags});
}

}  // namespace tributary::lab
