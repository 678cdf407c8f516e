#include "pipeline/catalog_check.h"

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <set>
#include <sstream>
#include <string>

#include <fmt/core.h>

#include "base/parallel.h"
#include "index/composition_file.h"
#include "index/fingerprint_file.h"
#include "index/landmark_segment.h"
#include "index/style_file.h"
#include "pipeline/leftovers.h"
#include "pipeline/stored_file.h"

namespace tributary::pipeline {
namespace {

constexpr const char* kMendFingerprint = "; import its audio file again: ";
constexpr const char* kMendSegment = "; delete the file and run an import: the index is built anew";

Result<void> check_fingerprint(const Layout& layout, const catalog::StoredRecording& entry) {
  const auto file = layout.fingerprint_file(entry.recording.content_sha256);
  TRIBUTARY_TRY(verify_stored_file(file, entry.fingerprint.bytes, entry.fingerprint.checksum));
  const auto fingerprint = index::read_fingerprint_file(file);
  if (!fingerprint) return fingerprint.error();
  if (fingerprint->duration_s != entry.recording.duration_s)
    return Error{ErrorCode::kCorrupt, fmt::format("{}: lasts {} s where the catalog says {} s", file.string(),
                                                  fingerprint->duration_s, entry.recording.duration_s)};
  return {};
}

Result<void> check_composition(const std::filesystem::path& file) {
  const auto features = index::read_composition_file(file);
  return features ? Result<void>() : features.error();
}

Result<void> check_style(const std::filesystem::path& file) {
  const auto features = index::read_style_file(file);
  return features ? Result<void>() : features.error();
}

Result<void> check_segment(catalog::Catalog& catalog, const Layout& layout, const catalog::StoredSegment& stored) {
  const auto file = layout.segment_file(stored.checksum);
  TRIBUTARY_TRY(verify_stored_file(file, stored.bytes, stored.checksum));
  TRIBUTARY_ASSIGN(const index::LandmarkSegment segment, index::LandmarkSegment::open(file));
  TRIBUTARY_ASSIGN(const std::vector<catalog::SegmentMember> members, catalog.members(stored.segment_id));
  std::vector<std::string> expected;
  for (const auto& member : members) expected.push_back(member.recording_id);
  std::vector<std::string> held;
  for (const auto& entry : segment.entries()) held.push_back(entry.recording_id);
  if (held == expected) return {};
  return Error{ErrorCode::kCorrupt, fmt::format("{}: holds {} recordings, which are not the {} of the catalog",
                                                file.string(), held.size(), expected.size())};
}

class Check {
 public:
  Check(catalog::Catalog& catalog, const Layout& layout, const Listener& listener)
      : catalog_(catalog), layout_(layout), listener_(listener) {}

  Result<void> check_database() {
    TRIBUTARY_ASSIGN(const std::string lines, catalog_.integrity_problems());
    std::istringstream stream(lines);
    for (std::string line; std::getline(stream, line);)
      add_problem(layout_.catalog_file(), "the database is damaged: " + line);
    return {};
  }

  void check_recording(const catalog::StoredRecording& entry) {
    const Recording& recording = entry.recording;
    if (entry.feature_version != index::kFingerprintVersion) {
      add_notice(recording.recording_id,
                 fmt::format("its fingerprint has version {} where this build searches version {}{}{}",
                             entry.feature_version, index::kFingerprintVersion, kMendFingerprint, recording.path));
      return;
    }
    if (const auto sound = check_fingerprint(layout_, entry); !sound)
      add_problem(recording.recording_id, sound.error().message + kMendFingerprint + recording.path);
    const std::string& content = recording.content_sha256;
    check_listening(entry, kCompositionTier, listener_.composition_name(), layout_.composition_file(content),
                    check_composition);
    check_listening(entry, kStyleTier, listener_.style_name(), layout_.style_file(content), check_style);
    if (!entry.segment_id) add_notice(recording.recording_id, "is not indexed yet; the next import does that");
  }

  // `read` says what is wrong with a file that has the right bytes.
  void check_listening(const catalog::StoredRecording& entry, const char* tier, const std::string& listener,
                       const std::filesystem::path& file, Result<void> (*read)(const std::filesystem::path&)) {
    const Recording& recording = entry.recording;
    const auto heard = entry.listenings.find(tier);
    if (heard == entry.listenings.end() || heard->second.listener != listener) {
      add_notice(recording.recording_id,
                 fmt::format("this build's {} model has not heard it{}{}", tier, kMendFingerprint, recording.path));
      return;
    }
    const catalog::FileStamp& stamp = heard->second.file;
    Result<void> sound = verify_stored_file(file, stamp.bytes, stamp.checksum);
    if (sound) sound = read(file);
    if (!sound) add_problem(recording.recording_id, sound.error().message + kMendFingerprint + recording.path);
  }

  Result<void> check_index() {
    TRIBUTARY_ASSIGN(const std::vector<catalog::StoredSegment> segments, catalog_.segments());
    report.segments = static_cast<std::int64_t>(segments.size());
    for (const auto& segment : segments)
      if (const auto sound = check_segment(catalog_, layout_, segment); !sound)
        add_problem(layout_.segment_file(segment.checksum), sound.error().message + kMendSegment);
    return {};
  }

  Result<void> check_leftovers() {
    TRIBUTARY_ASSIGN(const auto leftovers, find_leftovers(catalog_, layout_));
    for (const auto& file : leftovers) add_notice(file.string(), "belongs to no recording; the next import removes it");
    return {};
  }

  CheckReport report;

 private:
  void add_problem(const std::string& place, const std::string& reason) {
    const std::scoped_lock lock(mutex_);
    report.problems.push_back({place, reason});
  }
  void add_notice(const std::string& place, const std::string& reason) {
    const std::scoped_lock lock(mutex_);
    report.notices.push_back({place, reason});
  }

  catalog::Catalog& catalog_;
  const Layout& layout_;
  const Listener& listener_;
  std::mutex mutex_;  // guards the findings
};

void sort_findings(std::vector<Finding>& findings) {
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return a.place != b.place ? a.place < b.place : a.reason < b.reason;
  });
}

}  // namespace

Result<CheckReport> check_workspace(catalog::Catalog& catalog, const Layout& layout, const Listener& listener,
                                    const std::vector<catalog::StoredRecording>& recordings,
                                    const JobOptions& options) {
  Check check(catalog, layout, listener);
  TRIBUTARY_TRY(check.check_database());
  const std::size_t threads = options.threads == 0 ? base::available_cores() : options.threads;
  if (options.progress != nullptr) options.progress->begin("checking", static_cast<std::int64_t>(recordings.size()), 0);
  base::parallel_for(recordings.size(), threads, [&](std::size_t i) {
    check.check_recording(recordings[i]);
    if (options.progress != nullptr) options.progress->finish_item(0);
  });
  TRIBUTARY_TRY(check.check_index());
  TRIBUTARY_TRY(check.check_leftovers());
  TRIBUTARY_ASSIGN(const catalog::Snapshot snapshot, catalog.snapshot());
  check.report.recordings = static_cast<std::int64_t>(recordings.size());
  check.report.searchable_recordings = snapshot.recordings;
  check.report.snapshot = snapshot.id;
  sort_findings(check.report.problems);
  sort_findings(check.report.notices);
  return std::move(check.report);
}

}  // namespace tributary::pipeline
