#include "pipeline/segment_builder.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "base/file.h"
#include "base/hash.h"
#include "index/fingerprint_file.h"
#include "index/landmark_segment.h"
#include "pipeline/segment_plan.h"

namespace tributary::pipeline {
namespace {

using catalog::NewSegment;
using catalog::SegmentMember;
using catalog::SegmentSwap;
using catalog::StoredSegment;

void sort_by_id(std::vector<SegmentMember>& members) {
  std::sort(members.begin(), members.end(),
            [](const SegmentMember& a, const SegmentMember& b) { return a.recording_id < b.recording_id; });
}

double duration_s(const std::vector<SegmentMember>& members) {
  double total_s = 0;
  for (const SegmentMember& member : members) total_s += member.duration_s + kRecordingExtraS;
  return total_s;
}

}  // namespace

Result<void> SegmentBuilder::index_waiting(ProgressListener* progress) {
  TRIBUTARY_TRY(retire_lost_segments());
  TRIBUTARY_ASSIGN(std::vector<SegmentMember> members, catalog_.unindexed());
  if (members.empty()) return {};
  TRIBUTARY_ASSIGN(const std::vector<StoredSegment> before, catalog_.segments());
  SegmentSwap swap;
  swap.retired = segments_to_absorb(duration_s(members), before);
  for (const std::int64_t id : swap.retired) {
    TRIBUTARY_ASSIGN(const std::vector<SegmentMember> absorbed, catalog_.members(id));
    members.insert(members.end(), absorbed.begin(), absorbed.end());
  }
  sort_by_id(members);
  const std::vector<std::size_t> sizes = cut_into_segments(members);
  if (progress != nullptr) progress->begin("indexing", static_cast<std::int64_t>(sizes.size()), 0);
  std::span<const SegmentMember> rest(members);
  for (const std::size_t size : sizes) {
    TRIBUTARY_ASSIGN(NewSegment segment, write_segment(rest.first(size)));
    rest = rest.subspan(size);
    if (!segment.recording_ids.empty()) swap.added.push_back(std::move(segment));
    // What was absorbed fits into one segment; further ones only add to the index.
    TRIBUTARY_CHECK(swap.retired.empty() || rest.empty());
    TRIBUTARY_TRY(catalog_.swap_segments(std::exchange(swap, SegmentSwap{})));
    if (progress != nullptr) progress->finish_item(0);
  }
  return delete_retired(before);
}

Result<void> SegmentBuilder::remove(const std::vector<std::string>& recording_ids) {
  const std::set<std::string> removed(recording_ids.begin(), recording_ids.end());
  std::set<std::int64_t> affected;
  std::vector<std::filesystem::path> stored_files;
  for (const std::string& id : removed) {
    TRIBUTARY_ASSIGN(const auto entry, catalog_.find(id));
    TRIBUTARY_CHECK(entry.has_value());
    if (entry->segment_id) affected.insert(*entry->segment_id);
    stored_files.push_back(layout_.fingerprint_file(entry->recording.content_sha256));
    stored_files.push_back(layout_.composition_file(entry->recording.content_sha256));
    stored_files.push_back(layout_.style_file(entry->recording.content_sha256));
  }
  TRIBUTARY_ASSIGN(const std::vector<StoredSegment> before, catalog_.segments());
  SegmentSwap swap{{affected.begin(), affected.end()}, {}, recording_ids};
  for (const std::int64_t segment_id : affected) {
    TRIBUTARY_ASSIGN(std::vector<SegmentMember> members, catalog_.members(segment_id));
    std::erase_if(members, [&](const SegmentMember& member) { return removed.contains(member.recording_id); });
    TRIBUTARY_ASSIGN(NewSegment segment, write_segment(members));
    if (!segment.recording_ids.empty()) swap.added.push_back(std::move(segment));
  }
  TRIBUTARY_TRY(catalog_.swap_segments(swap));
  for (const auto& file : stored_files) {
    std::error_code failure;
    std::filesystem::remove(file, failure);
    if (failure) return Error{ErrorCode::kIo, file.string() + ": cannot remove: " + failure.message()};
  }
  return delete_retired(before);
}

Result<void> SegmentBuilder::retire_lost_segments() {
  TRIBUTARY_ASSIGN(const std::vector<StoredSegment> segments, catalog_.segments());
  SegmentSwap swap;
  for (const StoredSegment& segment : segments) {
    std::error_code failure;
    const auto bytes = std::filesystem::file_size(layout_.segment_file(segment.checksum), failure);
    if (failure || static_cast<std::int64_t>(bytes) != segment.bytes) swap.retired.push_back(segment.segment_id);
  }
  if (swap.retired.empty()) return {};
  return catalog_.swap_segments(swap);
}

Result<NewSegment> SegmentBuilder::write_segment(std::span<const SegmentMember> members) {
  std::vector<dsp::Fingerprint> fingerprints;
  fingerprints.reserve(members.size());
  std::vector<index::IndexedRecording> recordings;
  NewSegment segment;
  for (const SegmentMember& member : members) {
    auto fingerprint = index::read_fingerprint_file(layout_.fingerprint_file(member.content_sha256));
    if (!fingerprint) {
      damaged_.push_back({member.recording_id, fingerprint.error().message + "; import its audio file again"});
      continue;
    }
    fingerprints.push_back(std::move(fingerprint).value());
    recordings.push_back({member.recording_id, &fingerprints.back()});
    segment.recording_ids.push_back(member.recording_id);
  }
  if (recordings.empty()) return segment;
  TRIBUTARY_ASSIGN(const std::vector<std::byte> bytes, index::encode_segment(recordings));
  segment.checksum = base::checksum128_hex(bytes);
  segment.bytes = static_cast<std::int64_t>(bytes.size());
  TRIBUTARY_TRY(base::replace_file(layout_.segment_file(segment.checksum), bytes));
  return segment;
}

Result<void> SegmentBuilder::delete_retired(const std::vector<StoredSegment>& before) {
  TRIBUTARY_ASSIGN(const std::vector<StoredSegment> after, catalog_.segments());
  std::set<std::string> kept;
  for (const StoredSegment& segment : after) kept.insert(segment.checksum);
  for (const StoredSegment& segment : before) {
    if (kept.contains(segment.checksum)) continue;
    const auto file = layout_.segment_file(segment.checksum);
    std::error_code failure;
    std::filesystem::remove(file, failure);
    if (failure) return Error{ErrorCode::kIo, file.string() + ": cannot remove: " + failure.message()};
  }
  return {};
}

}  // namespace tributary::pipeline
