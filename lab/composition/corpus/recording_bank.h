// The recording bank: the constant-Q levels of excerpts of real recordings, whose notes nobody knows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::lab {

inline constexpr std::size_t kRecordingBins = 216;  // of dsp::ConstantQ, which this folder may not include
inline constexpr std::size_t kRecordingMostFrames = 20 * 600;

struct RecordedExcerpt {
  std::string name;                  // of the recording, at most 1000 bytes
  std::size_t frames = 0;            // at 20 Hz, 1 to kRecordingMostFrames
  std::vector<std::uint8_t> levels;  // [frames][kRecordingBins], as dsp::ConstantQ gives them

  bool operator==(const RecordedExcerpt&) const = default;
};

// kInvalidInput where a value is out of range. Nothing is lost.
Result<std::vector<std::byte>> encode_recording_bank(std::span<const RecordedExcerpt> excerpts);

// `bytes` may be hostile: kCorrupt or kUnsupported name `name` and the excerpt; kLimit where the levels would take
// more than 1 GiB.
Result<std::vector<RecordedExcerpt>> decode_recording_bank(std::span<const std::byte> bytes, const std::string& name);

Result<std::vector<RecordedExcerpt>> read_recording_bank(const std::filesystem::path& path);
Result<void> write_recording_bank(const std::filesystem::path& path, std::span<const RecordedExcerpt> excerpts);

}  // namespace tributary::lab
