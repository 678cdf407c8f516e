#include "tributary/workspace.h"

#include <set>
#include <system_error>
#include <utility>

#include "catalog/catalog.h"
#include "catalog/workspace_lock.h"
#include "index/fingerprint_file.h"
#include "pipeline/catalog_check.h"
#include "pipeline/duplicates.h"
#include "pipeline/import_plan.h"
#include "pipeline/ingest.h"
#include "pipeline/layout.h"
#include "pipeline/leftovers.h"
#include "pipeline/segment_builder.h"
#include "pipeline/tracer.h"
#include "trace/calibration_file.h"

namespace tributary {

struct Workspace::State {
  pipeline::Layout layout;
  pipeline::Listener listener;
  catalog::Catalog catalog;

  static Result<Workspace> open(const pipeline::Layout& layout, db::Connection::Mode mode);
  Result<ImportReport> import(pipeline::ImportPlan plan, const JobOptions& options);
};

Workspace::Workspace(std::unique_ptr<State> state) : state_(std::move(state)) {}
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;
Workspace::~Workspace() = default;

Result<Workspace> Workspace::State::open(const pipeline::Layout& layout, db::Connection::Mode mode) {
  TRIBUTARY_ASSIGN(pipeline::Listener listener, pipeline::Listener::create());
  TRIBUTARY_ASSIGN(catalog::Catalog catalog,
                   catalog::Catalog::open(layout.catalog_file(), index::kFingerprintVersion, mode));
  return Workspace(std::make_unique<State>(State{layout, std::move(listener), std::move(catalog)}));
}

Result<Workspace> Workspace::open(const std::filesystem::path& folder) {
  const pipeline::Layout layout(folder);
  std::error_code failure;
  if (!std::filesystem::exists(layout.catalog_file(), failure))
    return Error{ErrorCode::kNotFound, folder.string() + ": holds no workspace; an import makes one"};
  return State::open(layout, db::Connection::Mode::kExisting);
}

Result<Workspace> Workspace::open_or_create(const std::filesystem::path& folder) {
  const pipeline::Layout layout(folder);
  TRIBUTARY_TRY(layout.create());
  return State::open(layout, db::Connection::Mode::kCreate);
}

Result<ImportReport> Workspace::State::import(pipeline::ImportPlan plan, const JobOptions& options) {
  TRIBUTARY_TRY(layout.create());
  TRIBUTARY_TRY(pipeline::remove_leftovers(catalog, layout));
  ImportReport report;
  report.refused = std::move(plan.refused);
  report.passed_over = plan.passed_over;
  TRIBUTARY_TRY(pipeline::Ingest(catalog, layout, listener, options).run(plan.items, report));
  // The plan of a large import would sit beside the segment that is being built.
  plan.items = std::vector<pipeline::ImportItem>();
  pipeline::SegmentBuilder builder(catalog, layout);
  TRIBUTARY_TRY(builder.index_waiting(options.progress));
  report.refused.insert(report.refused.end(), builder.damaged().begin(), builder.damaged().end());
  TRIBUTARY_ASSIGN(const catalog::Snapshot snapshot, catalog.snapshot());
  report.recordings = snapshot.recordings;
  report.snapshot = snapshot.id;
  return report;
}

Result<ImportReport> Workspace::import_csv(const std::filesystem::path& file, const JobOptions& options) {
  TRIBUTARY_ASSIGN(const auto lock, catalog::WorkspaceLock::acquire(state_->layout.lock_file()));
  TRIBUTARY_ASSIGN(pipeline::ImportPlan plan, pipeline::plan_csv_import(file));
  return state_->import(std::move(plan), options);
}

Result<ImportReport> Workspace::import_folder(const std::filesystem::path& folder, const JobOptions& options) {
  TRIBUTARY_ASSIGN(const auto lock, catalog::WorkspaceLock::acquire(state_->layout.lock_file()));
  TRIBUTARY_ASSIGN(pipeline::ImportPlan plan, pipeline::plan_folder_import(folder, state_->layout.root()));
  return state_->import(std::move(plan), options);
}

Result<std::vector<Recording>> Workspace::list() {
  TRIBUTARY_ASSIGN(std::vector<catalog::StoredRecording> entries, state_->catalog.list());
  std::vector<Recording> recordings;
  recordings.reserve(entries.size());
  for (auto& entry : entries) recordings.push_back(std::move(entry.recording));
  return recordings;
}

Result<Recording> Workspace::show(const std::string& recording_id) {
  TRIBUTARY_ASSIGN(auto entry, state_->catalog.find(recording_id));
  if (!entry) return Error{ErrorCode::kNotFound, recording_id + ": the catalog holds no such recording"};
  return std::move(entry->recording);
}

Result<RemoveReport> Workspace::remove(const std::vector<std::string>& recording_ids) {
  TRIBUTARY_ASSIGN(const auto lock, catalog::WorkspaceLock::acquire(state_->layout.lock_file()));
  const std::set<std::string> ids(recording_ids.begin(), recording_ids.end());
  for (const std::string& id : ids) TRIBUTARY_TRY(show(id));
  pipeline::SegmentBuilder builder(state_->catalog, state_->layout);
  TRIBUTARY_TRY(builder.remove({ids.begin(), ids.end()}));
  return RemoveReport{static_cast<std::int64_t>(ids.size()), builder.damaged()};
}

Result<Tracer> Workspace::tracer() {
  TRIBUTARY_ASSIGN(pipeline::Search search, pipeline::Search::open(state_->catalog, state_->layout, state_->listener));
  TRIBUTARY_ASSIGN(
      const trace::Calibration calibration,
      trace::decode_calibration(trace::shipped_calibration(), "the calibration that is part of this program"));
  return Tracer(std::make_unique<Tracer::State>(Tracer::State{std::move(search), state_->listener, calibration}));
}

Result<CheckReport> Workspace::check(bool find_duplicates, const JobOptions& options) {
  TRIBUTARY_ASSIGN(const auto lock, catalog::WorkspaceLock::acquire(state_->layout.lock_file()));
  TRIBUTARY_ASSIGN(const std::vector<catalog::StoredRecording> recordings, state_->catalog.list());
  TRIBUTARY_ASSIGN(CheckReport report,
                   pipeline::check_workspace(state_->catalog, state_->layout, state_->listener, recordings, options));
  if (find_duplicates)
    pipeline::find_duplicates(state_->catalog, state_->layout, state_->listener, recordings, options, report);
  return report;
}

}  // namespace tributary
