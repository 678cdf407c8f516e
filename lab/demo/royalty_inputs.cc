#include "lab/demo/royalty_inputs.h"

#include <cstdint>
#include <map>
#include <string>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/file.h"
#include "lab/recording/table_file.h"
#include "pipeline/layout.h"
#include "report/trace_json.h"
#include "rights/registry.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kFewestPlays = 12'000;
constexpr std::int64_t kPlaysStep = 3'500;

Result<void> write(const fs::path& path, const std::string& text) {
  return base::replace_file(path, std::as_bytes(std::span(text)));
}

std::string usage_of(std::span<const TraceAnswer> answers) {
  std::string text = "track_id,territory,period_start,period_end,uses\n";
  std::int64_t plays = kFewestPlays;
  for (const TraceAnswer& answer : answers) {
    text +=
        fmt::format("{},DE,2026-10-01,2026-10-31,{}\n", csv_field(fs::path(answer.query_path).stem().string()), plays);
    plays += kPlaysStep;
  }
  return text;
}

std::string rights_of(std::span<const TraceAnswer> answers) {
  std::map<std::string, const RecordingShare*> named;
  for (const TraceAnswer& answer : answers)
    for (const TierAnswer* tier : {&answer.recording, &answer.composition})
      for (const RecordingShare& share : tier->shares) named.emplace(share.recording_id, &share);
  std::string text = "right,recording_id,work_id,title,party_id,party_name,share_percent\n";
  for (const auto& [recording_id, share] : named)
    for (const char* right : {"master", "publishing"})
      text += fmt::format("{},{},{},{},{},{},100\n", right, csv_field(recording_id), csv_field(share->work_id),
                          csv_field(share->title), csv_field(share->artist), csv_field(share->artist));
  return text;
}

}  // namespace

Result<void> write_royalty_inputs(std::span<const TraceAnswer> answers, const fs::path& folder) {
  std::string traces;
  for (const TraceAnswer& answer : answers) traces += report::to_json_line(answer, {TRIBUTARY_VERSION}) + "\n";
  TRIBUTARY_TRY(write(folder / "traces.jsonl", traces));
  TRIBUTARY_TRY(write(folder / "usage.csv", usage_of(answers)));
  TRIBUTARY_TRY(write(folder / "rights.csv", rights_of(answers)));
  TRIBUTARY_ASSIGN(rights::Registry registry,
                   rights::Registry::open(pipeline::Layout(folder).rights_file(), db::Connection::Mode::kCreate));
  TRIBUTARY_ASSIGN(const RightsImportReport report, registry.import_file(folder / "rights.csv", base::system_clock()));
  if (report.refused.empty()) return {};
  return Error{ErrorCode::kInternal, report.refused.front().place + ": " + report.refused.front().reason};
}

}  // namespace tributary::lab
