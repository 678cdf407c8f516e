#include "index/fingerprint_file.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "base/check.h"
#include "base/file.h"
#include "index/byte_stream.h"
#include "index/sealed_file.h"

namespace tributary::index {
namespace {

constexpr FileKind kKind{{'T', 'R', 'I', 'B', 'F', 'P', '\r', '\n'}, kFingerprintVersion, "fingerprint file"};
constexpr unsigned kPitchBits = 10;
constexpr std::uint32_t kPitchLimit = dsp::kPitchSteps * dsp::kPeakPitchPerStep;
static_assert(kPitchLimit <= 1U << kPitchBits && dsp::kPeakLevels <= 1 << (16 - kPitchBits));

Error corrupt(const std::string& name, const std::string& reason) {
  return Error{ErrorCode::kCorrupt, fmt::format("{}: {}", name, reason)};
}

// One past the frame in which the recording ends: the last a fingerprint may have.
std::uint64_t last_frame_of(const dsp::Fingerprint& fingerprint) {
  return static_cast<std::uint64_t>(dsp::seconds_to_frames(fingerprint.duration_s)) + 1;
}

Result<void> read_contour(ByteReader& reader, std::uint32_t words, dsp::Fingerprint& fingerprint,
                          const std::string& name) {
  if (words > reader.remaining() / sizeof(dsp::ContourWord))
    return corrupt(name, fmt::format("states {} contour words where {} bytes are left", words, reader.remaining()));
  if (words > last_frame_of(fingerprint) / dsp::kContourHopFrames + 1)
    return corrupt(name, fmt::format("states {} contour words, more than fit into its duration", words));
  fingerprint.contour.words.reserve(words);
  for (std::uint32_t i = 0; i < words; ++i) {
    fingerprint.contour.words.push_back(reader.get<dsp::ContourWord>());
    if (fingerprint.contour.words.back() >> dsp::kContourBits != 0)
      return corrupt(name, fmt::format("has contour word {} with more than {} bits", i, dsp::kContourBits));
  }
  return {};
}

}  // namespace

std::vector<std::byte> encode_fingerprint(const dsp::Fingerprint& fingerprint) {
  ByteWriter body;
  body.put(fingerprint.duration_s);
  body.put(static_cast<std::uint32_t>(fingerprint.peaks.size()));
  body.put(static_cast<std::uint32_t>(fingerprint.band_levels.size()));
  TRIBUTARY_CHECK(fingerprint.contour.hop_frames == dsp::kContourHopFrames);
  body.put(static_cast<std::uint32_t>(fingerprint.contour.words.size()));
  body.put_all(std::span<const std::uint8_t>(fingerprint.band_levels));
  body.put_all(std::span<const dsp::ContourWord>(fingerprint.contour.words));
  std::uint32_t frame = 0;
  for (const dsp::Peak& peak : fingerprint.peaks) {
    TRIBUTARY_CHECK(peak.frame >= frame && peak.pitch < kPitchLimit && peak.level < dsp::kPeakLevels);
    body.put_varint(peak.frame - frame);
    body.put(static_cast<std::uint16_t>(static_cast<unsigned>(peak.level) << kPitchBits | peak.pitch));
    frame = peak.frame;
  }
  return seal(kKind, body.bytes());
}

Result<dsp::Fingerprint> decode_fingerprint(std::span<const std::byte> bytes, const std::string& name) {
  TRIBUTARY_ASSIGN(const auto body, unseal(kKind, bytes, name));
  ByteReader reader(body);
  dsp::Fingerprint fingerprint;
  fingerprint.duration_s = reader.get<double>();
  const auto peaks = reader.get<std::uint32_t>();
  const auto bands = reader.get<std::uint32_t>();
  const auto contour_words = reader.get<std::uint32_t>();
  if (reader.failed()) return corrupt(name, "ends before its counts");
  if (!std::isfinite(fingerprint.duration_s) || fingerprint.duration_s < 0 || fingerprint.duration_s > 1e7)
    return corrupt(name, "states an impossible duration at byte 64");
  if (bands > reader.remaining() || bands % dsp::kBands != 0)
    return corrupt(name, fmt::format("states {} band levels where {} bytes are left", bands, reader.remaining()));
  for (const std::byte level : reader.take(bands)) fingerprint.band_levels.push_back(static_cast<std::uint8_t>(level));
  TRIBUTARY_TRY(read_contour(reader, contour_words, fingerprint, name));
  constexpr std::size_t kPeakBytesMin = 3;
  if (peaks > reader.remaining() / kPeakBytesMin)
    return corrupt(name, fmt::format("states {} peaks where {} bytes are left", peaks, reader.remaining()));

  const std::uint64_t last_frame = last_frame_of(fingerprint);
  fingerprint.peaks.reserve(peaks);
  std::uint64_t frame = 0;
  for (std::uint32_t i = 0; i < peaks; ++i) {
    frame += reader.get_varint();
    const auto packed = reader.get<std::uint16_t>();
    const std::uint32_t pitch = packed & ((1U << kPitchBits) - 1);
    if (reader.failed()) return corrupt(name, fmt::format("ends inside peak {} of {}", i, peaks));
    if (frame > last_frame) return corrupt(name, fmt::format("has peak {} after the end of the recording", i));
    if (pitch >= kPitchLimit) return corrupt(name, fmt::format("has peak {} outside the pitch axis", i));
    fingerprint.peaks.push_back({static_cast<std::uint32_t>(frame), static_cast<std::uint16_t>(pitch),
                                 static_cast<std::uint8_t>(packed >> kPitchBits)});
  }
  if (reader.remaining() != 0)
    return corrupt(name, fmt::format("has {} bytes after its last peak", reader.remaining()));
  return fingerprint;
}

Result<dsp::Fingerprint> read_fingerprint_file(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(const auto file, base::MappedFile::open(path));
  return decode_fingerprint(file.bytes(), path.string());
}

}  // namespace tributary::index
