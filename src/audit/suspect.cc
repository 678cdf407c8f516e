#include "audit/suspect.h"

#include <span>

#include "audio/decoder.h"
#include "audit/segment_levels.h"
#include "base/hash.h"

namespace tributary::audit {
namespace {

constexpr std::size_t kSamplesAtOnce = 1 << 16;
constexpr double kLongest_s = 3600;

}  // namespace

Result<Suspect> hear_suspect(const std::filesystem::path& path, std::size_t frames) {
  Suspect suspect;
  TRIBUTARY_ASSIGN(audio::Decoder decoder, audio::Decoder::open(path, audio::DecodeLimits{kLongest_s}));
  TRIBUTARY_ASSIGN(suspect.sha256, base::sha256_of_file(path));
  std::vector<float> samples;
  for (std::size_t count = 1; count > 0;) {
    const std::size_t start = samples.size();
    samples.resize(start + kSamplesAtOnce);
    TRIBUTARY_ASSIGN(count, decoder.read(std::span(samples).subspan(start)));
    samples.resize(start + count);
  }
  suspect.duration_s = static_cast<double>(samples.size()) / audio::kSampleRateHz;
  const std::vector<float> levels = segment_levels(samples);
  const std::size_t size = frames * kLevelBands;
  for (std::size_t start = 0; start + size <= levels.size(); start += size) {
    const auto segment = std::span(levels).subspan(start, size);
    if (!sounds(segment)) continue;
    suspect.levels.insert(suspect.levels.end(), segment.begin(), segment.end());
    suspect.starts_s.push_back(dsp::constant_q_frames_to_seconds(static_cast<double>(start / kLevelBands)));
    ++suspect.segments;
  }
  if (suspect.segments == 0)
    return Error{ErrorCode::kInvalidInput, path.string() + ": is silent, or shorter than a segment of the model"};
  return suspect;
}

}  // namespace tributary::audit
