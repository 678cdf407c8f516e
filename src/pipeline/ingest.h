// Brings files into the catalog: content hash, fingerprint, description, row.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "pipeline/import_plan.h"
#include "pipeline/layout.h"
#include "pipeline/listener.h"
#include "tributary/result.h"
#include "tributary/workspace.h"

namespace tributary::pipeline {

// Needs the workspace lock. Each recording is durable as soon as its file is done; the outcome does not
// depend on the number of threads or on earlier interruptions: where two items have the same content, the
// later one describes it.
class Ingest {
 public:
  // All outlive the ingest.
  Ingest(catalog::Catalog& catalog, const Layout& layout, const Listener& listener, const JobOptions& options)
      : catalog_(catalog), layout_(layout), listener_(listener), options_(options) {}

  // Adds to `report` what became of each item. An Error means that the workspace cannot be written; what was
  // committed before stays.
  Result<void> run(const std::vector<ImportItem>& items, ImportReport& report);

 private:
  struct Prepared;

  void take(const std::vector<ImportItem>& items, std::size_t index, ImportReport& report);
  Result<Prepared> prepare(const ImportItem& item);
  Result<bool> reuse_features(catalog::StoredRecording& entry);
  Result<void> store_features(const ImportItem& item, catalog::StoredRecording& entry);
  Result<void> write_file(const std::filesystem::path& file, std::span<const std::byte> bytes);
  // Fills what the import left open from the file's tags, then from its name.
  static void complete_description(Prepared& prepared);
  Result<void> commit(const Prepared& prepared, std::size_t index, ImportReport& report);
  void stop(const Error& error);

  catalog::Catalog& catalog_;
  const Layout& layout_;
  const Listener& listener_;
  const JobOptions& options_;

  std::atomic<bool> stopped_{false};
  std::mutex mutex_;  // guards everything below, the catalog and the report
  std::optional<Error> fatal_;
  std::map<std::string, std::size_t> described_by_;  // recording_id to the latest item committed
  std::vector<std::pair<std::size_t, Finding>> refused_;
};

}  // namespace tributary::pipeline
