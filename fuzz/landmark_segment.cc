// Hostile index segments: refused with the file's name, or safe to search to the last posting.
#include "index/landmark_segment.h"

#include <algorithm>

#include "base/check.h"
#include "fuzz/feature_bytes.h"
#include "fuzz/target.h"
#include "index/landmark.h"

namespace tributary {
namespace {

constexpr std::uint32_t kHighestPitch = 255;

void search(const index::LandmarkSegment& segment, std::uint32_t key) {
  const auto postings = segment.find(key, 0, kHighestPitch);
  TRIBUTARY_CHECK(std::is_sorted(postings.begin(), postings.end()));
  for (const std::uint32_t posting : postings) {
    const std::uint32_t frame = index::Posting::frame_of(posting);
    TRIBUTARY_CHECK(frame < segment.frames());
    const index::SegmentEntry* entry = segment.entry_at(frame);
    TRIBUTARY_CHECK(entry == nullptr || (entry->first_frame <= frame && frame - entry->first_frame < entry->frames));
    const std::uint32_t pitch = index::Posting::pitch_of(posting);
    TRIBUTARY_CHECK(!segment.find(key, pitch, pitch).empty());
  }
}

void open(std::vector<std::byte> bytes) {
  const auto segment = index::LandmarkSegment::from_bytes(std::move(bytes), "input.seg");
  if (!segment) {
    TRIBUTARY_CHECK(segment.error().message.find("input.seg") != std::string::npos);
    return;
  }
  for (std::uint32_t key = 0; key < index::kLandmarkKeys; ++key) search(*segment, key);
}

std::vector<std::byte> segment_of(const std::vector<dsp::Fingerprint>& fingerprints) {
  std::vector<index::IndexedRecording> recordings;
  for (const auto& fingerprint : fingerprints)
    recordings.push_back({"rec_" + std::to_string(recordings.size()), &fingerprint});
  auto bytes = index::encode_segment(recordings);
  TRIBUTARY_CHECK(bytes.ok());
  return std::move(bytes).value();
}

}  // namespace

std::vector<std::string> fuzz::seeds() {
  std::mt19937_64 random(20261123);
  return {to_text(segment_of({})),
          to_text(segment_of({random_fingerprint(2, random), random_fingerprint(1, random), {}}))};
}

}  // namespace tributary

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<std::byte> genuine = tributary::segment_of({});
  auto bytes = tributary::fuzz::to_bytes(data, size);
  tributary::open(tributary::fuzz::resealed(bytes, genuine));
  tributary::open(std::move(bytes));
  return 0;
}
