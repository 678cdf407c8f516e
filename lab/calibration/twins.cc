#include "lab/calibration/twins.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/parallel.h"
#include "lab/recording/table_file.h"
#include "tributary/workspace.h"

namespace tributary::lab {
namespace {

constexpr double kTwinPart = 0.5;
constexpr double kTempoTolerance = 0.02;
constexpr double kPitchTolerance_semitones = 0.5;

using Spans = std::vector<std::pair<double, double>>;

double union_s(Spans spans) {
  std::sort(spans.begin(), spans.end());
  double sum_s = 0;
  double reached_s = 0;
  for (const auto& [start_s, end_s] : spans) {
    sum_s += std::max(0.0, end_s - std::max(start_s, reached_s));
    reached_s = std::max(reached_s, end_s);
  }
  return sum_s;
}

bool is_as_recorded(const Match& match) {
  return match.tier != Tier::kStyle && std::abs(match.tempo_ratio - 1) <= kTempoTolerance &&
         std::abs(match.pitch_shift_semitones) <= kPitchTolerance_semitones;
}

std::string owner_of(const Recording& recording) {
  return recording.owners.empty() ? std::string() : recording.owners.front().owner;
}

}  // namespace

std::map<std::string, double> parts_played_by_others(const TraceAnswer& answer, const std::string& owner,
                                                     const std::map<std::string, std::string>& owners) {
  std::map<std::string, Spans> spans;
  for (const Match& match : answer.matches) {
    const std::string& other = owners.at(match.recording_id);
    if (other != owner && is_as_recorded(match)) spans[other].emplace_back(match.query_start_s, match.query_end_s);
  }
  std::map<std::string, double> parts;
  for (auto& [other, of_other] : spans) parts[other] = union_s(std::move(of_other)) / answer.query_duration_s;
  return parts;
}

Result<std::vector<Twins>> find_twins(const std::filesystem::path& folder, std::size_t threads) {
  TRIBUTARY_ASSIGN(Workspace workspace, Workspace::open(folder));
  TRIBUTARY_ASSIGN(const std::vector<Recording> recordings, workspace.list());
  TRIBUTARY_ASSIGN(const Tracer tracer, workspace.tracer());
  std::map<std::string, std::string> owners;
  for (const Recording& recording : recordings) owners[recording.recording_id] = owner_of(recording);
  std::vector<std::map<std::string, double>> parts(recordings.size());
  std::vector<std::optional<Error>> failures(recordings.size());
  base::parallel_for(recordings.size(), threads, [&](std::size_t i) {
    const auto answer = tracer.trace(recordings[i].path, 1);
    if (answer) {
      parts[i] = parts_played_by_others(*answer, owner_of(recordings[i]), owners);
    } else {
      failures[i] = answer.error();
    }
  });
  for (const auto& failure : failures)
    if (failure) return *failure;
  std::vector<Twins> twins;
  for (std::size_t i = 0; i < recordings.size(); ++i)
    for (const auto& [other, part] : parts[i])
      if (part >= kTwinPart) twins.push_back({owner_of(recordings[i]), other, part});
  return twins;
}

Result<std::size_t> join_owners(const std::filesystem::path& catalog_csv, std::span<const Twins> twins) {
  static const std::vector<std::string> kColumns = {"path", "title", "artist", "work_id", "owner", "tradition"};
  TRIBUTARY_ASSIGN(const auto rows, read_table(catalog_csv, kColumns));
  if (!rows.empty() && rows.front().fields.size() != kColumns.size())
    return Error{ErrorCode::kInvalidInput, fmt::format("{}: has columns beside {}, which would be lost",
                                                       catalog_csv.string(), fmt::join(kColumns, ", "))};
  std::vector<std::string> owners;            // in the order of the catalog
  std::map<std::string, std::size_t> joined;  // which of them an owner is called from now on
  for (const TableRow& row : rows)
    if (joined.try_emplace(row.fields.at("owner"), owners.size()).second) owners.push_back(row.fields.at("owner"));
  for (const Twins& pair : twins) {
    if (pair.owner.empty() || pair.other.empty()) continue;  // what nobody owns has no owner to share
    if (!joined.contains(pair.owner) || !joined.contains(pair.other)) continue;
    const auto [kept, given_up] = std::minmax({joined[pair.owner], joined[pair.other]});
    for (auto& [name, called] : joined)
      if (called == given_up) called = kept;
  }
  std::string text = fmt::format("{}\n", fmt::join(kColumns, ","));
  std::size_t changed = 0;
  for (const TableRow& row : rows) {
    const std::string& before = row.fields.at("owner");
    const std::string& after = owners[joined.at(before)];
    for (const std::string& column : kColumns)
      text += csv_field(column == "owner" ? after : row.fields.at(column)) + (column == kColumns.back() ? "\n" : ",");
    if (after != before) ++changed;
  }
  if (changed > 0) TRIBUTARY_TRY(base::replace_file(catalog_csv, std::as_bytes(std::span(text))));
  return changed;
}

}  // namespace tributary::lab
