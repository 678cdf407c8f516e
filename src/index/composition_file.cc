#include "index/composition_file.h"

#include <array>

#include <fmt/core.h>

#include "base/check.h"
#include "base/file.h"
#include "index/byte_stream.h"
#include "index/sealed_file.h"

namespace tributary::index {
namespace {

constexpr FileKind kKind{{'T', 'R', 'I', 'B', 'C', 'P', '\r', '\n'}, kCompositionVersion, "composition file"};

// A third of a frame is one number to the base 7; three of them fill 135 bits of a frame's 17 bytes.
constexpr std::uint64_t kLevels = 2 * kCompositionLevelMax + 1;
constexpr std::size_t kThirds = 3;
constexpr std::size_t kThirdValues = kCompositionFrameValues / kThirds;
constexpr unsigned kThirdBits = 45;
constexpr std::size_t kFrameBytes = 17;

constexpr std::uint64_t third_limit() {
  std::uint64_t limit = 1;
  for (std::size_t i = 0; i < kThirdValues; ++i) limit *= kLevels;
  return limit;
}
static_assert(kThirdValues * kThirds == kCompositionFrameValues);
static_assert(third_limit() <= std::uint64_t{1} << kThirdBits && kThirds * kThirdBits <= 8 * kFrameBytes);

// 136 bits, least significant first, as 64 + 64 + 8.
struct FrameBits {
  std::uint64_t low = 0;
  std::uint64_t middle = 0;
  std::uint8_t high = 0;
};

std::uint64_t to_number(std::span<const std::int8_t> levels) {
  std::uint64_t number = 0;
  for (std::size_t i = levels.size(); i-- > 0;) {
    TRIBUTARY_CHECK(levels[i] >= -kCompositionLevelMax && levels[i] <= kCompositionLevelMax);
    number = number * kLevels + static_cast<std::uint64_t>(levels[i] + kCompositionLevelMax);
  }
  return number;
}

FrameBits pack(const std::array<std::uint64_t, kThirds>& thirds) {
  return {thirds[0] | thirds[1] << 45U, thirds[1] >> 19U | thirds[2] << 26U,
          static_cast<std::uint8_t>(thirds[2] >> 38U)};
}

std::array<std::uint64_t, kThirds> unpack(const FrameBits& bits) {
  constexpr std::uint64_t kMask = (std::uint64_t{1} << kThirdBits) - 1;
  return {bits.low & kMask, (bits.low >> 45U | bits.middle << 19U) & kMask,
          bits.middle >> 26U | std::uint64_t{bits.high} << 38U};
}

Error corrupt(const std::string& name, const std::string& reason) {
  return Error{ErrorCode::kCorrupt, fmt::format("{}: {}", name, reason)};
}

// The levels that a number of four digits stands for.
constexpr std::size_t kQuarterValues = 4;
constexpr std::uint64_t kQuarters = kLevels * kLevels * kLevels * kLevels;
using Quarter = std::array<std::int8_t, kQuarterValues>;
static_assert(kThirdValues % kQuarterValues == 0);

constexpr std::array<Quarter, kQuarters> levels_by_quarter() {
  std::array<Quarter, kQuarters> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    std::uint64_t number = i;
    for (std::int8_t& level : table[i]) {
      level = static_cast<std::int8_t>(static_cast<int>(number % kLevels) - kCompositionLevelMax);
      number /= kLevels;
    }
  }
  return table;
}

// Appends the levels of one frame; false where a third is no number of 16 digits.
bool append_frame(const FrameBits& bits, std::vector<std::int8_t>& levels) {
  static constexpr std::array<Quarter, kQuarters> kTable = levels_by_quarter();
  for (std::uint64_t number : unpack(bits)) {
    if (number >= third_limit()) return false;
    for (std::size_t i = 0; i < kThirdValues; i += kQuarterValues, number /= kQuarters) {
      const Quarter& quarter = kTable[number % kQuarters];
      levels.insert(levels.end(), quarter.begin(), quarter.end());
    }
  }
  return true;
}

}  // namespace

std::vector<std::byte> encode_composition(const CompositionFeatures& features) {
  TRIBUTARY_CHECK(features.frames.size() % kCompositionFrameValues == 0);
  TRIBUTARY_CHECK(features.segments.size() % kCompositionSegmentValues == 0);
  ByteWriter body;
  body.put(static_cast<std::uint32_t>(features.frame_count()));
  body.put(static_cast<std::uint32_t>(features.segment_count()));
  body.put_all(std::span<const std::int8_t>(features.segments));
  const std::span<const std::int8_t> frames(features.frames);
  for (std::size_t first = 0; first < frames.size(); first += kCompositionFrameValues) {
    std::array<std::uint64_t, kThirds> thirds{};
    for (std::size_t i = 0; i < kThirds; ++i)
      thirds[i] = to_number(frames.subspan(first + i * kThirdValues, kThirdValues));
    const FrameBits bits = pack(thirds);
    body.put(bits.low);
    body.put(bits.middle);
    body.put(bits.high);
  }
  return seal(kKind, body.bytes());
}

Result<CompositionFeatures> decode_composition(std::span<const std::byte> bytes, const std::string& name) {
  TRIBUTARY_ASSIGN(const auto body, unseal(kKind, bytes, name));
  ByteReader reader(body);
  const auto frames = reader.get<std::uint32_t>();
  const auto segments = reader.get<std::uint32_t>();
  if (reader.failed()) return corrupt(name, "ends before its counts");
  const std::uint64_t stated =
      std::uint64_t{frames} * kFrameBytes + std::uint64_t{segments} * kCompositionSegmentValues;
  if (stated != reader.remaining())
    return corrupt(name, fmt::format("states {} frames and {} segments, which take {} bytes, where {} follow", frames,
                                     segments, stated, reader.remaining()));
  CompositionFeatures features;
  for (const std::byte value : reader.take(segments * kCompositionSegmentValues))
    features.segments.push_back(static_cast<std::int8_t>(value));
  features.frames.reserve(frames * kCompositionFrameValues);
  for (std::uint32_t i = 0; i < frames; ++i) {
    FrameBits bits;
    bits.low = reader.get<std::uint64_t>();
    bits.middle = reader.get<std::uint64_t>();
    bits.high = reader.get<std::uint8_t>();
    if (!append_frame(bits, features.frames)) return corrupt(name, fmt::format("has frame {} outside the levels", i));
  }
  return features;
}

Result<CompositionFeatures> read_composition_file(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(const auto file, base::MappedFile::open(path));
  return decode_composition(file.bytes(), path.string());
}

}  // namespace tributary::index
