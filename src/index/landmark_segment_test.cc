#include "index/landmark_segment.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "dsp/synthetic_fingerprint.h"
#include "index/byte_stream.h"
#include "index/landmark.h"
#include "index/sealed_file.h"

namespace tributary::index {
namespace {

using ::testing::HasSubstr;

constexpr FileKind kKind{{'T', 'R', 'I', 'B', 'S', 'G', '\r', '\n'}, 1, "index segment"};
constexpr std::size_t kCountsBytes = 12;

std::vector<std::byte> encoded(const std::vector<IndexedRecording>& recordings) {
  auto bytes = encode_segment(recordings);
  EXPECT_TRUE(bytes.ok());
  return std::move(bytes).value();
}

LandmarkSegment opened(std::vector<std::byte> bytes) {
  auto segment = LandmarkSegment::from_bytes(std::move(bytes), "x");
  EXPECT_TRUE(segment.ok()) << (segment.ok() ? "" : segment.error().message);
  return std::move(segment).value();
}

std::size_t postings_of(const LandmarkSegment& segment) {
  std::size_t count = 0;
  for (std::uint32_t key = 0; key < kLandmarkKeys; ++key) count += segment.find(key, 0, dsp::kPitchSteps - 1).size();
  return count;
}

// Every landmark of the recording under its key, at its pitch and its frame; and together no more.
void expect_holds_every_landmark(const std::vector<IndexedRecording>& recordings) {
  const LandmarkSegment segment = opened(encoded(recordings));
  std::size_t landmarks_count = 0;
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    const std::uint32_t first_frame = segment.entries()[i].first_frame;
    for (const Landmark& landmark : reference_landmarks(*recordings[i].fingerprint)) {
      ++landmarks_count;
      const auto postings = segment.find(landmark.key, landmark.pitch, landmark.pitch);
      const std::uint32_t posting = Posting::pack(landmark.pitch, first_frame + landmark.frame);
      ASSERT_TRUE(std::binary_search(postings.begin(), postings.end(), posting));
    }
  }
  EXPECT_EQ(postings_of(segment), landmarks_count);
}

TEST(LandmarkSegment, HoldsEveryLandmarkOfItsRecordings) {
  std::vector<dsp::Fingerprint> fingerprints;
  std::vector<IndexedRecording> recordings;
  for (std::uint64_t seed = 0; seed < 12; ++seed)
    fingerprints.push_back(dsp::random_fingerprint(100 + static_cast<double>(seed), seed));
  for (std::size_t i = 0; i < fingerprints.size(); ++i)
    recordings.push_back({"rec_" + std::to_string(i), &fingerprints[i]});
  expect_holds_every_landmark(recordings);
}

// A list in the index has no maximum length: a drum loop of an hour puts all it has under a few keys.
TEST(LandmarkSegment, HoldsThousandsOfIdenticalLandmarks) {
  dsp::Fingerprint loop;
  constexpr std::uint32_t kBeats = 20000;
  for (std::uint32_t beat = 0; beat < kBeats; ++beat) {
    loop.peaks.push_back({beat * 31, 400, 40});
    loop.peaks.push_back({beat * 31 + 11, 464, 40});
    loop.peaks.push_back({beat * 31 + 17, 336, 40});
  }
  loop.duration_s = dsp::frames_to_seconds(kBeats * 31);
  const LandmarkSegment segment = opened(encoded({{"loop", &loop}}));
  EXPECT_EQ(postings_of(segment), reference_landmarks(loop).size());
  const auto first = reference_landmarks(loop).front();
  EXPECT_GE(segment.find(first.key, first.pitch, first.pitch).size(), kBeats - 2);
}

TEST(LandmarkSegment, NamesTheRecordingOfEachFrameAndNoneInTheGaps) {
  const auto fingerprint = dsp::random_fingerprint(10, 1);
  const LandmarkSegment segment = opened(encoded({{"a", &fingerprint}, {"b", &fingerprint}}));
  const auto& entries = segment.entries();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].first_frame, 0U);
  EXPECT_EQ(entries[1].first_frame % kSegmentAlignmentFrames, 0U);
  EXPECT_GE(entries[1].first_frame, entries[0].frames + dsp::seconds_to_frames(8));
  EXPECT_EQ(segment.frames(), entries[1].first_frame + entries[1].frames);
  const auto name_at = [&](std::uint32_t frame) {
    const SegmentEntry* entry = segment.entry_at(frame);
    return entry == nullptr ? std::string("none") : entry->recording_id;
  };
  EXPECT_EQ(name_at(0), "a");
  EXPECT_EQ(name_at(entries[0].frames - 1), "a");
  EXPECT_EQ(name_at(entries[0].frames), "none");
  EXPECT_EQ(name_at(entries[1].first_frame - 1), "none");
  EXPECT_EQ(name_at(entries[1].first_frame), "b");
  EXPECT_EQ(name_at(segment.frames()), "none");
}

TEST(LandmarkSegment, FindsOnlyThePitchesAskedFor) {
  const auto fingerprint = dsp::random_fingerprint(200, 2);
  const LandmarkSegment segment = opened(encoded({{"a", &fingerprint}}));
  for (const Landmark& landmark : reference_landmarks(fingerprint)) {
    const std::uint32_t pitch = landmark.pitch;
    for (const std::uint32_t posting : segment.find(landmark.key, pitch, pitch + 3)) {
      EXPECT_GE(Posting::pitch_of(posting), pitch);
      EXPECT_LE(Posting::pitch_of(posting), pitch + 3);
    }
  }
}

// Lists of all lengths, from none to hundreds of postings.
TEST(LandmarkSegment, FindsAllOfThePitchesAskedFor) {
  dsp::Fingerprint beats;
  beats.duration_s = 400;
  std::mt19937 random(1);
  for (std::uint32_t frame = 0; frame < 24000; frame += 8)
    beats.peaks.push_back(
        {frame, static_cast<std::uint16_t>((frame / 800 + random() % 3 * 4) * dsp::kPeakPitchPerStep), 30});
  const LandmarkSegment segment = opened(encoded({{"a", &beats}}));
  std::size_t longest = 0;
  for (std::uint32_t key = 0; key < kLandmarkKeys; ++key) {
    const auto list = segment.find(key, 0, dsp::kPitchSteps - 1);
    longest = std::max(longest, list.size());
    for (const auto& [least, most] : {std::pair(0U, 5U), std::pair(7U, 7U), std::pair(3U, 30U), std::pair(90U, 99U)}) {
      std::vector<std::uint32_t> expected;
      for (const std::uint32_t posting : list)
        if (Posting::pitch_of(posting) >= least && Posting::pitch_of(posting) <= most) expected.push_back(posting);
      const auto found = segment.find(key, least, most);
      ASSERT_EQ(std::vector<std::uint32_t>(found.begin(), found.end()), expected) << key;
    }
  }
  EXPECT_GT(longest, 130U);
}

TEST(LandmarkSegment, GivesTheSameRecordingsTheSameBytes) {
  const auto a = dsp::random_fingerprint(10, 3);
  const auto b = dsp::random_fingerprint(12, 4);
  EXPECT_EQ(encoded({{"a", &a}, {"b", &b}}), encoded({{"a", &a}, {"b", &b}}));
  EXPECT_NE(encoded({{"a", &a}, {"b", &b}}), encoded({{"b", &b}, {"a", &a}}));
}

TEST(LandmarkSegment, TakesNoRecordingsAndRecordingsWithoutPeaks) {
  const LandmarkSegment empty = opened(encoded({}));
  EXPECT_EQ(empty.frames(), 0U);
  EXPECT_EQ(empty.entry_at(0), nullptr);
  dsp::Fingerprint silence;
  silence.duration_s = 3;
  const LandmarkSegment silent = opened(encoded({{std::string(255, 'x'), &silence}}));
  EXPECT_EQ(silent.entries()[0].recording_id, std::string(255, 'x'));
  EXPECT_EQ(postings_of(silent), 0U);
}

TEST(LandmarkSegment, RefusesMoreHoursThanItCanNumber) {
  dsp::Fingerprint long_one;
  long_one.duration_s = 40 * 3600;
  EXPECT_TRUE(encode_segment(std::vector<IndexedRecording>{{"a", &long_one}}).ok());
  const auto both = encode_segment(std::vector<IndexedRecording>{{"a", &long_one}, {"b", &long_one}});
  ASSERT_FALSE(both.ok());
  EXPECT_EQ(both.error().code, ErrorCode::kLimit);
  EXPECT_THAT(both.error().message, HasSubstr("together exceed 75 hours"));
}

TEST(LandmarkSegment, IsReadFromDiskAndSurvivesItsFile) {
  const auto path =
      std::filesystem::path(::testing::TempDir()) / ("landmark_segment_test_" + std::to_string(::getpid()));
  const auto fingerprint = dsp::random_fingerprint(10, 5);
  ASSERT_TRUE(base::replace_file(path, encoded({{"a", &fingerprint}})).ok());
  const auto segment = LandmarkSegment::open(path);
  ASSERT_TRUE(segment.ok()) << segment.error().message;
  std::filesystem::remove(path);
  EXPECT_EQ(postings_of(*segment), reference_landmarks(fingerprint).size());
  EXPECT_EQ(LandmarkSegment::open(path).error().code, ErrorCode::kNotFound);
}

// Segments with one defect under a header that fits.
class HostileSegment : public ::testing::Test {
 protected:
  static constexpr std::size_t kStarts = kCountsBytes;
  static constexpr std::size_t kPostings = kStarts + 4 * (std::size_t{kLandmarkKeys} + 1);

  HostileSegment() {
    const auto sealed = encoded({{"rec_1", &fingerprint_}, {"rec_2", &fingerprint_}});
    body_.assign(sealed.begin() + kSealBytes, sealed.end());
    postings_ = get(8);
    entries_ = kPostings + 4 * std::size_t{postings_};
  }

  std::uint32_t get(std::size_t place) const {
    std::uint32_t value = 0;
    std::memcpy(&value, body_.data() + place, sizeof value);
    return value;
  }
  void set(std::size_t place, std::uint32_t value) { std::memcpy(body_.data() + place, &value, sizeof value); }
  // A key with two postings or more.
  std::uint32_t key_of_several() const {
    std::uint32_t key = 0;
    while (get(kStarts + 4 * (key + 1)) - get(kStarts + 4 * key) < 2) ++key;
    return key;
  }
  void expect_corrupt(const std::string& reason) const {
    const auto segment = LandmarkSegment::from_bytes(seal(kKind, body_), "index/3.segment");
    ASSERT_FALSE(segment.ok());
    EXPECT_EQ(segment.error().code, ErrorCode::kCorrupt);
    EXPECT_THAT(segment.error().message, HasSubstr("index/3.segment: " + reason));
  }

  const dsp::Fingerprint fingerprint_ = dsp::random_fingerprint(20, 6);
  std::vector<std::byte> body_;
  std::uint32_t postings_ = 0;
  std::size_t entries_ = 0;
};

TEST_F(HostileSegment, IsOpenedWithoutItsDefect) {
  EXPECT_TRUE(LandmarkSegment::from_bytes(seal(kKind, body_), "x").ok());
}

TEST_F(HostileSegment, OfAnotherKindIsRefused) {
  const auto segment =
      LandmarkSegment::from_bytes(seal({{'T', 'R', 'I', 'B', 'F', 'P', '\r', '\n'}, 1, ""}, body_), "x");
  EXPECT_THAT(segment.error().message, HasSubstr("x: is not a index segment"));
}

TEST_F(HostileSegment, OfAnotherVersionIsRefused) {
  FileKind newer = kKind;
  ++newer.version;
  EXPECT_EQ(LandmarkSegment::from_bytes(seal(newer, body_), "x").error().code, ErrorCode::kUnsupported);
}

TEST_F(HostileSegment, WithAFlippedBitIsRefused) {
  auto bytes = seal(kKind, body_);
  bytes[bytes.size() / 2] ^= std::byte{4};
  EXPECT_THAT(LandmarkSegment::from_bytes(bytes, "x").error().message, HasSubstr("fails its checksum"));
}

TEST_F(HostileSegment, WithoutCountsIsRefused) {
  body_.resize(kCountsBytes - 1);
  expect_corrupt("ends before its counts");
}

TEST_F(HostileSegment, WithAnotherNumberOfKeysIsRefused) {
  set(4, kLandmarkKeys - 1);
  expect_corrupt("has 230495 keys instead of 230496");
}

TEST_F(HostileSegment, WithMorePostingsThanBytesIsRefused) {
  set(8, std::numeric_limits<std::uint32_t>::max());
  expect_corrupt("is too short for its 4294967295 postings");
}

TEST_F(HostileSegment, CutInsideItsListsIsRefused) {
  body_.resize(kPostings + 7);
  expect_corrupt("is too short for its");
}

TEST_F(HostileSegment, CutInsideAnEntryIsRefused) {
  body_.pop_back();
  expect_corrupt("ends inside the entry of recording 1 of 2");
}

TEST_F(HostileSegment, WithAnIdBeyondTheFileIsRefused) {
  body_[entries_] = std::byte{255};
  expect_corrupt("ends inside the entry of recording 0 of 2");
}

TEST_F(HostileSegment, WithMoreRecordingsThanEntriesIsRefused) {
  set(0, std::numeric_limits<std::uint32_t>::max());
  expect_corrupt("ends inside the entry of recording 2 of 4294967295");
}

TEST_F(HostileSegment, WithBytesAfterItsEntriesIsRefused) {
  body_.insert(body_.end(), 3, std::byte{0});
  expect_corrupt("has 3 bytes after its last recording");
}

TEST_F(HostileSegment, WithATimeAxisThatOverflowsIsRefused) {
  set(body_.size() - 4, std::numeric_limits<std::uint32_t>::max());
  expect_corrupt("has recording 1 beyond its time axis");
}

TEST_F(HostileSegment, WithAPostingBeyondTheTimeAxisIsRefused) {
  set(entries_ - 4, Posting::pack(Posting::pitch_of(get(entries_ - 4)), (1U << Posting::kFrameBits) - 1));
  expect_corrupt("has a posting beyond its time axis");
}

TEST_F(HostileSegment, WithFirstListNotAtTheStartIsRefused) {
  set(kStarts, 1);
  expect_corrupt("has posting lists that do not follow each other");
}

TEST_F(HostileSegment, WithALastListNotAtTheEndIsRefused) {
  set(kPostings - 4, postings_ - 1);
  expect_corrupt("has posting lists that do not follow each other");
}

TEST_F(HostileSegment, WithAListBeyondTheFileIsRefused) {
  set(kStarts + 4 * 1000, postings_ + 1000000);
  expect_corrupt("has posting lists that do not follow each other");
}

TEST_F(HostileSegment, WithAListThatGoesBackIsRefused) {
  const std::uint32_t key = key_of_several();
  set(kStarts + 4 * (key + 1), get(kStarts + 4 * key) == 0 ? postings_ : get(kStarts + 4 * key) - 1);
  expect_corrupt("has posting lists that do not follow each other");
}

TEST_F(HostileSegment, WithAnUnsortedListIsRefused) {
  const std::uint32_t key = key_of_several();
  const std::size_t first = kPostings + 4 * std::size_t{get(kStarts + 4 * key)};
  const std::uint32_t smaller = get(first);
  set(first, get(first + 4));
  set(first + 4, smaller);
  expect_corrupt("has unsorted postings under key " + std::to_string(key));
}

}  // namespace
}  // namespace tributary::index
