#include "pipeline/ingest.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "audio/tags.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "catalog/identifiers.h"
#include "index/composition_file.h"
#include "index/fingerprint_file.h"
#include "index/style_file.h"
#include "pipeline/feature_extraction.h"
#include "pipeline/stored_file.h"

namespace tributary::pipeline {
namespace {

namespace fs = std::filesystem;

// Any other failure of the catalog stops the import: the next file would meet it too.
bool concerns_one_file(const Error& error) { return error.code == ErrorCode::kConflict; }

// Changes when somebody writes the file while it is being read.
struct FileState {
  std::uintmax_t bytes = 0;
  fs::file_time_type written;

  bool operator==(const FileState&) const = default;

  static FileState of(const fs::path& path) {
    std::error_code failure;
    return {fs::file_size(path, failure), fs::last_write_time(path, failure)};
  }
};

// The reason without the file's name where the place says it already.
Finding refusal(const std::string& place, const Error& error) {
  const bool named = error.message.starts_with(place + ": ");
  return {place, named ? error.message.substr(place.size() + 2) : error.message};
}

catalog::FileStamp stamp_of(std::span<const std::byte> bytes) {
  return {static_cast<std::int64_t>(bytes.size()), base::checksum128_hex(bytes)};
}

bool is_there(const fs::path& file, const catalog::FileStamp& stamp) {
  return verify_stored_file(file, stamp.bytes, stamp.checksum).ok();
}

// The file of what this listener heard; null where another one listened.
const catalog::FileStamp* heard_by(const catalog::StoredRecording& stored, const char* tier, const std::string& name) {
  const auto heard = stored.listenings.find(tier);
  return heard == stored.listenings.end() || heard->second.listener != name ? nullptr : &heard->second.file;
}

std::string folder_name(const fs::path& file) { return file.parent_path().filename().string(); }

}  // namespace

// A recording that is ready to be committed, and how its description came about.
struct Ingest::Prepared {
  catalog::StoredRecording entry;
  bool title_from_file_name = false;
  bool artist_from_folder = false;
};

void Ingest::complete_description(Prepared& prepared) {
  Recording& recording = prepared.entry.recording;
  const fs::path file(recording.path);
  if (recording.title.empty() || recording.artist.empty()) {
    // Unreadable tags are no reason to refuse audio that decodes.
    const auto tags = audio::read_tags(file);
    if (tags && recording.title.empty()) recording.title = tags->title;
    if (tags && recording.artist.empty()) recording.artist = tags->artist;
    if (tags && prepared.entry.source == catalog::MetadataSource::kFile) {
      recording.isrc = tags->isrc;
      if (!tags->album.empty()) recording.tags.emplace("album", tags->album);
    }
  }
  prepared.title_from_file_name = recording.title.empty();
  if (prepared.title_from_file_name) recording.title = file.stem().string();
  prepared.artist_from_folder = recording.artist.empty();
  if (prepared.artist_from_folder) recording.artist = folder_name(file);
  if (recording.work_id.empty()) recording.work_id = recording.recording_id;
}

Result<void> Ingest::run(const std::vector<ImportItem>& items, ImportReport& report) {
  const std::size_t threads = options_.threads == 0 ? base::available_cores() : options_.threads;
  if (options_.progress != nullptr) {
    std::int64_t bytes = 0;
    for (const ImportItem& item : items) bytes += item.bytes;
    options_.progress->begin("listening", static_cast<std::int64_t>(items.size()), bytes);
  }
  base::parallel_for(items.size(), threads, [&](std::size_t i) {
    if (stopped_.load()) return;
    take(items, i, report);
    if (options_.progress != nullptr) options_.progress->finish_item(items[i].bytes);
  });
  std::sort(refused_.begin(), refused_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [index, finding] : refused_) report.refused.push_back(std::move(finding));
  if (fatal_) return *fatal_;
  return {};
}

void Ingest::take(const std::vector<ImportItem>& items, std::size_t index, ImportReport& report) {
  const auto prepared = prepare(items[index]);
  const std::scoped_lock lock(mutex_);
  if (fatal_) return;
  if (!prepared) {
    refused_.push_back({index, refusal(items[index].place, prepared.error())});
    return;
  }
  const auto committed = commit(*prepared, index, report);
  if (committed) return;
  if (concerns_one_file(committed.error()))
    refused_.push_back({index, refusal(items[index].place, committed.error())});
  else
    stop(committed.error());
}

void Ingest::stop(const Error& error) {
  fatal_ = error;
  stopped_.store(true);
}

Result<Ingest::Prepared> Ingest::prepare(const ImportItem& item) {
  Prepared prepared;
  catalog::StoredRecording& entry = prepared.entry;
  entry.recording = item.description;
  entry.source = item.source;
  entry.feature_version = index::kFingerprintVersion;
  const FileState before = FileState::of(item.description.path);
  TRIBUTARY_ASSIGN(entry.recording.content_sha256, base::sha256_of_file(item.description.path));
  entry.recording.recording_id = catalog::recording_id_of(entry.recording.content_sha256);
  TRIBUTARY_ASSIGN(const bool known, reuse_features(entry));
  if (!known) TRIBUTARY_TRY(store_features(item, entry));
  complete_description(prepared);
  if (FileState::of(item.description.path) != before)
    return Error{ErrorCode::kConflict, item.description.path + ": was changed while it was being imported"};
  return prepared;
}

Result<bool> Ingest::reuse_features(catalog::StoredRecording& entry) {
  std::optional<catalog::StoredRecording> stored;
  {
    const std::scoped_lock lock(mutex_);
    TRIBUTARY_ASSIGN(stored, catalog_.find(entry.recording.recording_id));
  }
  if (!stored || stored->recording.content_sha256 != entry.recording.content_sha256 ||
      stored->feature_version != entry.feature_version)
    return false;
  const catalog::FileStamp* composition = heard_by(*stored, kCompositionTier, listener_.composition_name());
  const catalog::FileStamp* style = heard_by(*stored, kStyleTier, listener_.style_name());
  if (composition == nullptr || style == nullptr) return false;
  const std::string& content = entry.recording.content_sha256;
  if (!is_there(layout_.fingerprint_file(content), stored->fingerprint) ||
      !is_there(layout_.composition_file(content), *composition) || !is_there(layout_.style_file(content), *style))
    return false;
  entry.fingerprint = stored->fingerprint;
  entry.listenings = stored->listenings;
  entry.recording.duration_s = stored->recording.duration_s;
  entry.recording.loudness_lufs = stored->recording.loudness_lufs;
  return true;
}

Result<void> Ingest::store_features(const ImportItem& item, catalog::StoredRecording& entry) {
  TRIBUTARY_ASSIGN(const Features features,
                   extract_features(item.description.path, Role::kReference, listener_, options_.progress));
  if (features.fingerprint.peaks.empty()) {
    return Error{ErrorCode::kInvalidInput, item.description.path + ": is silent; nothing in it could be found again"};
  }
  entry.recording.duration_s = features.fingerprint.duration_s;
  entry.recording.loudness_lufs = features.loudness_lufs;
  const std::vector<std::byte> fingerprint = index::encode_fingerprint(features.fingerprint);
  const std::vector<std::byte> composition = index::encode_composition(features.composition);
  entry.fingerprint = stamp_of(fingerprint);
  const std::vector<std::byte> style = index::encode_style(index::summarise_style(features.style_windows));
  entry.listenings = {{kCompositionTier, {listener_.composition_name(), stamp_of(composition)}},
                      {kStyleTier, {listener_.style_name(), stamp_of(style)}}};
  TRIBUTARY_TRY(write_file(layout_.fingerprint_file(entry.recording.content_sha256), fingerprint));
  TRIBUTARY_TRY(write_file(layout_.composition_file(entry.recording.content_sha256), composition));
  return write_file(layout_.style_file(entry.recording.content_sha256), style);
}

// A file that cannot be written stops the import.
Result<void> Ingest::write_file(const fs::path& file, std::span<const std::byte> bytes) {
  std::error_code failure;
  fs::create_directories(file.parent_path(), failure);
  const Result<void> written =
      failure ? Error{ErrorCode::kIo, file.parent_path().string() + ": cannot create the folder: " + failure.message()}
              : base::replace_file(file, bytes);
  if (!written) {
    const std::scoped_lock lock(mutex_);
    stop(written.error());
  }
  return written;
}

Result<void> Ingest::commit(const Prepared& prepared, std::size_t index, ImportReport& report) {
  const auto [described, first] = described_by_.try_emplace(prepared.entry.recording.recording_id, index);
  if (!first) {
    ++report.repeated;
    if (described->second > index) return {};
    described->second = index;
  }
  TRIBUTARY_ASSIGN(const catalog::PutOutcome outcome, catalog_.put(prepared.entry));
  report.titles_from_file_names += prepared.title_from_file_name ? 1 : 0;
  report.artists_from_folders += prepared.artist_from_folder ? 1 : 0;
  if (!first) return {};
  if (outcome == catalog::PutOutcome::kAdded) ++report.added;
  if (outcome == catalog::PutOutcome::kChanged) ++report.changed;
  if (outcome == catalog::PutOutcome::kUnchanged) ++report.unchanged;
  return {};
}

}  // namespace tributary::pipeline
