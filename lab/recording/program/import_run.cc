#include "lab/recording/program/import_run.h"

#include <chrono>

#include <fmt/format.h>

#include "lab/recording/program/usage.h"
#include "tributary/workspace.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

Result<void> clear_workspace(const fs::path& folder) {
  std::error_code failure;
  if (!fs::exists(folder, failure) || fs::is_empty(folder, failure)) return {};
  if (const auto workspace = Workspace::open(folder); !workspace) {
    return in_context(workspace.error(), "not replaced, because it is no workspace");
  }
  fs::remove_all(folder, failure);
  if (failure) return Error{ErrorCode::kIo, folder.string() + ": " + failure.message()};
  return {};
}

std::int64_t bytes_below(const fs::path& folder) {
  std::int64_t bytes = 0;
  std::error_code failure;
  for (fs::recursive_directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    if (entry->is_regular_file()) bytes += static_cast<std::int64_t>(entry->file_size());
  }
  return bytes;
}

}  // namespace

Result<ImportCost> import_fresh(const fs::path& catalog_csv, const fs::path& folder, std::size_t threads) {
  TRIBUTARY_TRY(clear_workspace(folder));
  TRIBUTARY_ASSIGN(Workspace workspace, Workspace::open_or_create(folder));
  forget_peak_memory();
  const double cpu_before_s = process_cpu_s();
  const auto started = std::chrono::steady_clock::now();
  TRIBUTARY_ASSIGN(const ImportReport report, workspace.import_csv(catalog_csv, {threads, nullptr}));
  ImportCost cost;
  cost.cpu_s = process_cpu_s() - cpu_before_s;
  cost.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  cost.peak_memory_bytes = peak_memory_bytes();
  cost.recordings = report.recordings;
  for (const Finding& finding : report.refused) cost.refused.push_back(finding.place + ": " + finding.reason);
  TRIBUTARY_ASSIGN(const std::vector<Recording> recordings, workspace.list());
  for (const Recording& recording : recordings) cost.audio_s += recording.duration_s;
  cost.stored_bytes = bytes_below(folder);
  return cost;
}

std::string import_text(const ImportCost& cost) {
  std::string text = fmt::format(
      "Import: {} recordings, {:.2f} h of audio in {:.1f} s on the clock, {:.1f} CPU s: {:.0f} s of audio per "
      "core-second\n"
      "Stored: {:.2f} MB per hour of audio; peak memory {:.0f} MB\n",
      cost.recordings, cost.audio_s / 3600, cost.wall_s, cost.cpu_s, cost.audio_s / cost.cpu_s,
      static_cast<double>(cost.stored_bytes) / 1e6 / (cost.audio_s / 3600),
      static_cast<double>(cost.peak_memory_bytes) / 1e6);
  for (const std::string& refused : cost.refused) text += "Refused: " + refused + "\n";
  return text;
}

}  // namespace tributary::lab
