// An immutable, memory-mapped index over the landmarks of a set of recordings (docs/formats/segment.md).
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "dsp/fingerprint.h"
#include "tributary/result.h"

namespace tributary::index {

struct IndexedRecording {
  std::string recording_id;
  const dsp::Fingerprint* fingerprint = nullptr;
};

// The bytes of a segment over these recordings; the same recordings in the same order give the same
// bytes. Every landmark is kept: a list in the index has no maximum length.
std::vector<std::byte> encode_segment(std::span<const IndexedRecording> recordings);

// Thread safe once opened.
class LandmarkSegment {
 public:
  // Checks magic, version, length and checksum of the whole file before anything else is read.
  static Result<LandmarkSegment> open(const std::filesystem::path& path);
  static Result<LandmarkSegment> from_bytes(std::vector<std::byte> bytes, const std::string& name);

  LandmarkSegment(LandmarkSegment&&) noexcept;
  LandmarkSegment& operator=(LandmarkSegment&&) noexcept;
  ~LandmarkSegment();

  const std::vector<std::string>& recording_ids() const;

 private:
  struct State;
  explicit LandmarkSegment(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tributary::index
