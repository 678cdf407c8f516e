#include "lab/sound/sound_file.h"

#include "audio/decoder.h"

namespace tributary::lab {

Result<Sound> read_sound(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(std::vector<float> samples, audio::decode_file(path, {}, {kSoundRateHz, 2}));
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
