#include "fuzz/feature_bytes.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "index/sealed_file.h"

namespace tributary::fuzz {

std::vector<std::byte> to_bytes(const std::uint8_t* data, std::size_t size) {
  std::vector<std::byte> bytes(size);
  if (size > 0) std::memcpy(bytes.data(), data, size);
  return bytes;
}

std::string to_text(std::span<const std::byte> bytes) {
  std::string text(bytes.size(), '\0');
  if (!bytes.empty()) std::memcpy(text.data(), bytes.data(), bytes.size());
  return text;
}

std::vector<std::byte> resealed(std::span<const std::byte> input, std::span<const std::byte> genuine) {
  if (input.size() <= index::kSealBytes) return {};
  index::FileKind kind{{}, 0, "feature file"};
  TRIBUTARY_CHECK(genuine.size() >= kind.magic.size() + sizeof kind.version);
  std::memcpy(kind.magic.data(), genuine.data(), kind.magic.size());
  std::memcpy(&kind.version, genuine.data() + kind.magic.size(), sizeof kind.version);
  return index::seal(kind, input.subspan(index::kSealBytes));
}

dsp::Fingerprint random_fingerprint(int seconds, std::mt19937_64& random) {
  dsp::Fingerprint fingerprint;
  fingerprint.duration_s = seconds;
  const auto frames = static_cast<std::uint32_t>(dsp::seconds_to_frames(fingerprint.duration_s));
  for (int i = 0; i < seconds * dsp::kReferencePeaksPerSecond; ++i) {
    fingerprint.peaks.push_back({static_cast<std::uint32_t>(random() % frames),
                                 static_cast<std::uint16_t>(random() % (dsp::kPitchSteps * dsp::kPeakPitchPerStep)),
                                 static_cast<std::uint8_t>(random() % dsp::kPeakLevels)});
  }
  std::sort(fingerprint.peaks.begin(), fingerprint.peaks.end(), [](const dsp::Peak& a, const dsp::Peak& b) {
    return a.frame != b.frame ? a.frame < b.frame : a.pitch < b.pitch;
  });
  for (int i = 0; i < seconds * dsp::kBands; ++i)
    fingerprint.band_levels.push_back(static_cast<std::uint8_t>(random() % 192));
  for (std::uint32_t frame = 0; frame < frames; frame += dsp::kContourHopFrames)
    fingerprint.contour.words.push_back(static_cast<dsp::ContourWord>(random() % (1U << dsp::kContourBits)));
  return fingerprint;
}

}  // namespace tributary::fuzz
