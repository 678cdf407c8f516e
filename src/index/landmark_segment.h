// An immutable, memory-mapped index over the landmarks of a set of recordings (docs/formats/segment.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "dsp/fingerprint.h"
#include "tributary/result.h"

namespace tributary::index {

// The most frames of audio (with gaps between recordings) that one segment can number.
inline constexpr std::uint32_t kSegmentFramesMax = 1U << 24U;  // 74 hours

// Recordings start at multiples of this, so that votes binned by it do not depend on a recording's place.
inline constexpr std::uint32_t kSegmentAlignmentFrames = 32;

struct IndexedRecording {
  std::string recording_id;  // at most 255 bytes
  const dsp::Fingerprint* fingerprint = nullptr;
};

// The bytes of a segment over these recordings; the same recordings in the same order give the same
// bytes. Every landmark is kept: a list in the index has no maximum length. kLimit if the recordings
// together are longer than kSegmentFramesMax.
Result<std::vector<std::byte>> encode_segment(std::span<const IndexedRecording> recordings);

// Where a landmark lies: its first peak's pitch step above its frame on the segment's time axis, so
// that the postings of a key, sorted, are grouped by pitch.
struct Posting {
  static constexpr std::uint32_t kFrameBits = 24;
  static constexpr std::uint32_t pack(std::uint32_t pitch, std::uint32_t frame) { return pitch << kFrameBits | frame; }
  static constexpr std::uint32_t frame_of(std::uint32_t posting) { return posting & ((1U << kFrameBits) - 1); }
  static constexpr std::uint32_t pitch_of(std::uint32_t posting) { return posting >> kFrameBits; }
};

// A recording's place on the segment's time axis.
struct SegmentEntry {
  std::string recording_id;
  std::uint32_t first_frame = 0;
  std::uint32_t frames = 0;
};

// Thread safe once opened.
class LandmarkSegment {
 public:
  // Checks magic, version, every length, the checksum of the whole file and the order of every list
  // before anything is used; kCorrupt or kUnsupported name the file and the place.
  static Result<LandmarkSegment> open(const std::filesystem::path& path);
  static Result<LandmarkSegment> from_bytes(std::vector<std::byte> bytes, const std::string& name);

  LandmarkSegment(LandmarkSegment&&) noexcept;
  LandmarkSegment& operator=(LandmarkSegment&&) noexcept;
  ~LandmarkSegment();

  // In the order of the time axis.
  const std::vector<SegmentEntry>& entries() const;
  // The length of the time axis.
  std::uint32_t frames() const;
  // The entry whose frames hold `frame`, or nullptr for the gap between two recordings.
  const SegmentEntry* entry_at(std::uint32_t frame) const;
  // Start fetching, into the processor's cache, what find() will read first and next for `key`.
  void prefetch_start(std::uint32_t key) const;
  void prefetch_postings(std::uint32_t key) const;

  // The postings of `key` (< kLandmarkKeys) whose pitch is in [pitch_min, pitch_max], which is not empty; sorted.
  std::span<const std::uint32_t> find(std::uint32_t key, std::uint32_t pitch_min, std::uint32_t pitch_max) const;

 private:
  struct State;
  explicit LandmarkSegment(std::unique_ptr<State> state);
  static Result<LandmarkSegment> parse(std::unique_ptr<State> state, const std::string& name);
  std::unique_ptr<State> state_;
};

}  // namespace tributary::index
