#include "lab/recording/pcm_track.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "audio/decoder.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kBytesPerFrame = 2 * sizeof(std::int16_t);

Result<void> decode(const std::filesystem::path& source, const std::filesystem::path& cache) {
  TRIBUTARY_ASSIGN(const std::vector<float> samples, audio::decode_file(source, {}, {kSoundRateHz, 2}));
  std::vector<std::int16_t> pcm(samples.size());
  std::transform(samples.begin(), samples.end(), pcm.begin(), [](float sample) {
    return static_cast<std::int16_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767));
  });
  return base::replace_file(cache, std::as_bytes(std::span(pcm)));
}

}  // namespace

Result<PcmTrack> PcmTrack::open(const std::filesystem::path& source, const std::filesystem::path& cache) {
  if (!std::filesystem::exists(cache)) TRIBUTARY_TRY(decode(source, cache));
  TRIBUTARY_ASSIGN(base::MappedFile samples, base::MappedFile::open(cache));
  return PcmTrack(source, std::move(samples));
}

double PcmTrack::duration_s() const {
  return static_cast<double>(samples_.bytes().size() / kBytesPerFrame) / kSoundRateHz;
}

Sound PcmTrack::read(double start_s, double duration_s) const {
  const std::size_t frames = samples_.bytes().size() / kBytesPerFrame;
  const std::size_t first = std::min(frames_of(start_s), frames);
  const std::size_t last = std::min(first + frames_of(duration_s), frames);
  std::vector<std::int16_t> pcm(2 * (last - first));
  if (!pcm.empty()) {
    std::memcpy(pcm.data(), samples_.bytes().data() + first * kBytesPerFrame, pcm.size() * sizeof(std::int16_t));
  }
  Sound sound{2, std::vector<float>(pcm.size())};
  std::transform(pcm.begin(), pcm.end(), sound.samples.begin(),
                 [](std::int16_t sample) { return static_cast<float>(sample) / 32768.0F; });
  return sound;
}

}  // namespace tributary::lab
