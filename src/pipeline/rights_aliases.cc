#include "pipeline/rights_aliases.h"

#include <filesystem>
#include <system_error>
#include <vector>

#include "catalog/catalog.h"
#include "index/fingerprint_file.h"

namespace tributary::pipeline {

Result<rights::AssetAliases> rights_aliases(const Layout& layout) {
  rights::AssetAliases aliases;
  std::error_code failure;
  if (!std::filesystem::exists(layout.catalog_file(), failure)) return aliases;
  TRIBUTARY_ASSIGN(catalog::Catalog catalog, catalog::Catalog::open(layout.catalog_file(), index::kFingerprintVersion,
                                                                    db::Connection::Mode::kExisting));
  TRIBUTARY_ASSIGN(const std::vector<catalog::StoredRecording> stored, catalog.list());
  for (const catalog::StoredRecording& entry : stored) {
    const Recording& recording = entry.recording;
    if (!recording.isrc.empty()) aliases.isrc_of_recording.emplace(recording.recording_id, recording.isrc);
    if (!recording.iswc.empty()) aliases.iswc_of_work.emplace(recording.work_id, recording.iswc);
    aliases.recordings_of_work[recording.work_id].push_back(recording.recording_id);
  }
  return aliases;
}

}  // namespace tributary::pipeline
