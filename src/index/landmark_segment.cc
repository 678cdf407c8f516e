#include "index/landmark_segment.h"

#include <algorithm>
#include <cmath>
#include <optional>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include <fmt/core.h>

#include "base/check.h"
#include "base/file.h"
#include "index/byte_stream.h"
#include "index/landmark.h"
#include "index/sealed_file.h"

namespace tributary::index {
namespace {

constexpr FileKind kKind{{'T', 'R', 'I', 'B', 'S', 'G', '\r', '\n'}, 1, "index segment"};
// Keeps a stretch of a query that overhangs the end of one recording from counting for the next one.
constexpr auto kGapFrames = static_cast<std::uint32_t>(dsp::seconds_to_frames(8.0));

// Where the recording after one of `frames` frames at `first_frame` starts.
std::uint64_t next_start(std::uint64_t first_frame, std::uint32_t frames) {
  const std::uint64_t end = first_frame + frames + kGapFrames;
  return (end + kSegmentAlignmentFrames - 1) / kSegmentAlignmentFrames * kSegmentAlignmentFrames;
}

Error corrupt(const std::string& name, const std::string& reason) {
  return Error{ErrorCode::kCorrupt, fmt::format("{}: {}", name, reason)};
}

std::uint32_t frames_of(const dsp::Fingerprint& fingerprint) {
  return static_cast<std::uint32_t>(dsp::seconds_to_frames(fingerprint.duration_s)) + 2;
}

Result<std::vector<SegmentEntry>> lay_out(std::span<const IndexedRecording> recordings) {
  std::vector<SegmentEntry> entries;
  std::uint64_t frame = 0;
  for (const IndexedRecording& recording : recordings) {
    TRIBUTARY_CHECK(recording.fingerprint != nullptr && recording.recording_id.size() <= 255);
    const std::uint32_t frames = frames_of(*recording.fingerprint);
    if (next_start(frame, frames) > kSegmentFramesMax)
      return Error{ErrorCode::kLimit, fmt::format("the recordings of one index segment together exceed {:.0f} hours",
                                                  dsp::frames_to_seconds(kSegmentFramesMax) / 3600)};
    entries.push_back({recording.recording_id, static_cast<std::uint32_t>(frame), frames});
    frame = next_start(frame, frames);
  }
  return entries;
}

}  // namespace

Result<std::vector<std::byte>> encode_segment(std::span<const IndexedRecording> recordings) {
  TRIBUTARY_ASSIGN(const auto entries, lay_out(recordings));
  // Counting sort by key: the key's start in the posting list, then its postings.
  std::vector<std::uint32_t> starts(kLandmarkKeys + 1, 0);
  for (const IndexedRecording& recording : recordings)
    for (const Landmark& landmark : reference_landmarks(*recording.fingerprint)) ++starts[landmark.key + 1];
  for (std::size_t key = 0; key < kLandmarkKeys; ++key) starts[key + 1] += starts[key];
  std::vector<std::uint32_t> postings(starts.back());
  std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
  for (std::size_t i = 0; i < recordings.size(); ++i)
    for (const Landmark& landmark : reference_landmarks(*recordings[i].fingerprint))
      postings[next[landmark.key]++] = Posting::pack(landmark.pitch, entries[i].first_frame + landmark.frame);
  for (std::size_t key = 0; key < kLandmarkKeys; ++key)
    std::sort(postings.begin() + starts[key], postings.begin() + starts[key + 1]);

  ByteWriter body;
  body.put(static_cast<std::uint32_t>(entries.size()));
  body.put(kLandmarkKeys);
  body.put(static_cast<std::uint32_t>(postings.size()));
  body.put_all(std::span<const std::uint32_t>(starts));
  body.put_all(std::span<const std::uint32_t>(postings));
  for (const SegmentEntry& entry : entries) {
    body.put(static_cast<std::uint8_t>(entry.recording_id.size()));
    body.put_all(std::span<const char>(entry.recording_id));
    body.put(entry.frames);
  }
  return seal(kKind, body.bytes());
}

struct LandmarkSegment::State {
  std::optional<base::MappedFile> file;
  std::vector<std::byte> owned;
  std::span<const std::uint32_t> starts;
  std::span<const std::uint32_t> postings;
  std::vector<SegmentEntry> entries;
  std::uint32_t frames = 0;

  std::span<const std::byte> bytes() const { return file ? file->bytes() : std::span<const std::byte>(owned); }
};

LandmarkSegment::LandmarkSegment(std::unique_ptr<State> state) : state_(std::move(state)) {}
LandmarkSegment::LandmarkSegment(LandmarkSegment&&) noexcept = default;
LandmarkSegment& LandmarkSegment::operator=(LandmarkSegment&&) noexcept = default;
LandmarkSegment::~LandmarkSegment() = default;

namespace {

std::span<const std::uint32_t> as_words(std::span<const std::byte> bytes) {
  // The envelope keeps the body 64-byte aligned, and everything before the arrays is whole words.
  TRIBUTARY_CHECK(reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(std::uint32_t) == 0);
  return {reinterpret_cast<const std::uint32_t*>(bytes.data()), bytes.size() / sizeof(std::uint32_t)};
}

Result<void> read_entries(ByteReader& reader, std::uint32_t count, const std::string& name,
                          std::vector<SegmentEntry>& entries) {
  std::uint64_t frame = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto id = reader.take(reader.get<std::uint8_t>());
    SegmentEntry entry;
    for (const std::byte letter : id) entry.recording_id.push_back(static_cast<char>(letter));
    entry.first_frame = static_cast<std::uint32_t>(frame);
    entry.frames = reader.get<std::uint32_t>();
    if (reader.failed()) return corrupt(name, fmt::format("ends inside the entry of recording {} of {}", i, count));
    frame = next_start(frame, entry.frames);
    if (frame > kSegmentFramesMax) return corrupt(name, fmt::format("has recording {} beyond its time axis", i));
    entries.push_back(std::move(entry));
  }
  if (reader.remaining() != 0)
    return corrupt(name, fmt::format("has {} bytes after its last recording", reader.remaining()));
  return {};
}

Result<void> check_lists(std::span<const std::uint32_t> starts, std::span<const std::uint32_t> postings,
                         std::uint32_t frames, const std::string& name) {
  if (starts.front() != 0 || starts.back() != postings.size() || !std::is_sorted(starts.begin(), starts.end()))
    return corrupt(name, "has posting lists that do not follow each other");
  for (const std::uint32_t posting : postings)
    if (Posting::frame_of(posting) >= frames) return corrupt(name, "has a posting beyond its time axis");
  for (std::size_t key = 0; key + 1 < starts.size(); ++key)
    if (!std::is_sorted(postings.begin() + starts[key], postings.begin() + starts[key + 1]))
      return corrupt(name, fmt::format("has unsorted postings under key {}", key));
  return {};
}

}  // namespace

Result<LandmarkSegment> LandmarkSegment::parse(std::unique_ptr<State> state, const std::string& name) {
  TRIBUTARY_ASSIGN(const auto body, unseal(kKind, state->bytes(), name));
  ByteReader reader(body);
  const auto recordings = reader.get<std::uint32_t>();
  const auto keys = reader.get<std::uint32_t>();
  const auto postings = reader.get<std::uint32_t>();
  if (reader.failed()) return corrupt(name, "ends before its counts");
  if (keys != kLandmarkKeys) return corrupt(name, fmt::format("has {} keys instead of {}", keys, kLandmarkKeys));
  const auto starts = reader.take(sizeof(std::uint32_t) * (std::size_t{kLandmarkKeys} + 1));
  const auto lists = reader.take(sizeof(std::uint32_t) * std::size_t{postings});
  if (reader.failed()) return corrupt(name, fmt::format("is too short for its {} postings", postings));
  state->starts = as_words(starts);
  state->postings = as_words(lists);
  TRIBUTARY_TRY(read_entries(reader, recordings, name, state->entries));
  if (!state->entries.empty()) state->frames = state->entries.back().first_frame + state->entries.back().frames;
  TRIBUTARY_TRY(check_lists(state->starts, state->postings, state->frames, name));
  return LandmarkSegment(std::move(state));
}

Result<LandmarkSegment> LandmarkSegment::open(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(auto file, base::MappedFile::open(path));
  auto state = std::make_unique<State>();
  state->file.emplace(std::move(file));
  return parse(std::move(state), path.string());
}

Result<LandmarkSegment> LandmarkSegment::from_bytes(std::vector<std::byte> bytes, const std::string& name) {
  auto state = std::make_unique<State>();
  state->owned = std::move(bytes);
  return parse(std::move(state), name);
}

const std::vector<SegmentEntry>& LandmarkSegment::entries() const { return state_->entries; }

std::uint32_t LandmarkSegment::frames() const { return state_->frames; }

const SegmentEntry* LandmarkSegment::entry_at(std::uint32_t frame) const {
  const auto& entries = state_->entries;
  const auto after =
      std::upper_bound(entries.begin(), entries.end(), frame,
                       [](std::uint32_t value, const SegmentEntry& entry) { return value < entry.first_frame; });
  if (after == entries.begin()) return nullptr;
  const SegmentEntry& entry = *std::prev(after);
  return frame - entry.first_frame < entry.frames ? &entry : nullptr;
}

namespace {

// How many of these, which are sorted, are less than the value. Which half a place lies in cannot be foreseen, so that
// no branch depends on it.
std::size_t count_below(std::span<const std::uint32_t> sorted, std::uint64_t value) {
  const std::uint32_t* first = sorted.data();
  std::size_t count = sorted.size();
  while (count > 1) {
    const std::size_t half = count / 2;
    first += first[half - 1] < value ? half : 0;
    count -= half;
  }
  return static_cast<std::size_t>(first - sorted.data()) + (count == 1 && *first < value ? 1 : 0);
}

// Where the postings in [least, most] of a list begin and end.
struct Bounds {
  std::size_t first = 0;
  std::size_t last = 0;
};

#ifdef __x86_64__

constexpr std::size_t kLanes = 16;
constexpr std::size_t kShortList = 8 * kLanes;

bool has_avx512() {
  static const bool kHas = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("popcnt");
  return kHas;
}

// Compares all of a short list instead of halving it step after step.
__attribute__((target("avx512f,popcnt"))) Bounds bounds_in_short_list(std::span<const std::uint32_t> sorted,
                                                                      std::uint32_t least, std::uint32_t most) {
  Bounds bounds;
  for (std::size_t first = 0; first < sorted.size(); first += kLanes) {
    const std::size_t left = sorted.size() - first;
    const auto held = static_cast<__mmask16>(left >= kLanes ? 0xFFFFU : (1U << left) - 1);
    const __m512i postings = _mm512_maskz_loadu_epi32(held, sorted.data() + first);
    const auto below = _mm512_mask_cmplt_epu32_mask(held, postings, _mm512_set1_epi32(static_cast<int>(least)));
    const auto within = _mm512_mask_cmple_epu32_mask(held, postings, _mm512_set1_epi32(static_cast<int>(most)));
    bounds.first += static_cast<std::size_t>(__builtin_popcount(below));
    bounds.last += static_cast<std::size_t>(__builtin_popcount(within));
  }
  return bounds;
}

#endif

Bounds bounds_of(std::span<const std::uint32_t> sorted, std::uint32_t least, std::uint32_t most) {
#ifdef __x86_64__
  if (sorted.size() <= kShortList && has_avx512()) return bounds_in_short_list(sorted, least, most);
#endif
  const std::size_t first = count_below(sorted, least);
  return {first, first + count_below(sorted.subspan(first), std::uint64_t{most} + 1)};
}

}  // namespace

void LandmarkSegment::prefetch_start(std::uint32_t key) const { __builtin_prefetch(&state_->starts[key]); }

void LandmarkSegment::prefetch_postings(std::uint32_t key) const {
  constexpr std::uint32_t kLinePostings = 16;
  constexpr std::uint32_t kLinesMost = 8;
  const std::uint32_t first = state_->starts[key];
  const std::uint32_t last = std::min(state_->starts[key + 1], first + kLinesMost * kLinePostings);
  for (std::uint32_t place = first; place < last; place += kLinePostings)
    __builtin_prefetch(state_->postings.data() + place);
}

std::span<const std::uint32_t> LandmarkSegment::find(std::uint32_t key, std::uint32_t pitch_min,
                                                     std::uint32_t pitch_max) const {
  TRIBUTARY_CHECK(key < kLandmarkKeys && pitch_min <= pitch_max);
  const auto list = state_->postings.subspan(state_->starts[key], state_->starts[key + 1] - state_->starts[key]);
  const Bounds bounds =
      bounds_of(list, Posting::pack(pitch_min, 0), Posting::pack(pitch_max, (1U << Posting::kFrameBits) - 1));
  return list.subspan(bounds.first, bounds.last - bounds.first);
}

}  // namespace tributary::index
