#include "cli/settlement_inputs.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "catalog/csv_reader.h"
#include "cli/open_usage.h"
#include "report/attribution_json.h"
#include "royalty/licensed_works.h"

namespace tributary::cli {
namespace {

Result<std::string> text_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return Error{ErrorCode::kNotFound, file + ": cannot be opened"};
  std::string text;
  std::array<char, 65536> part{};
  do {
    stream.read(part.data(), part.size());
    text.append(part.data(), static_cast<std::size_t>(stream.gcount()));
  } while (stream);
  if (stream.bad()) return Error{ErrorCode::kIo, file + ": cannot be read"};
  return text;
}

// A CSV file with the columns query and track_id, in any order.
Result<report::TrackNames> read_track_names(const std::string& file) {
  TRIBUTARY_ASSIGN(const std::string text, text_of(file));
  catalog::CsvReader reader(text);
  const auto header = reader.next();
  const std::vector<std::string> columns = header ? header->fields : std::vector<std::string>();
  const std::vector<std::string> query_first{"query", "track_id"};
  const std::vector<std::string> track_first{"track_id", "query"};
  if (columns != query_first && columns != track_first)
    return Error{ErrorCode::kInvalidInput, file + ":1: takes the columns query and track_id"};
  const std::size_t query = columns == query_first ? 0 : 1;
  report::TrackNames names;
  for (auto row = reader.next(); row; row = reader.next()) {
    const auto refused = [&](std::string_view reason) {
      return Error{ErrorCode::kInvalidInput, fmt::format("{}:{}: {}", file, row->line, reason)};
    };
    if (!row->problem.empty()) return refused(row->problem);
    if (row->fields.size() != 2 || row->fields[0].empty() || row->fields[1].empty())
      return refused("takes a query and a track_id");
    if (!names.emplace(row->fields[query], row->fields[1 - query]).second)
      return refused(row->fields[query] + " is named twice");
  }
  return names;
}

// Every line as the settlement is to know it: a track that was traced under its ISRC is called by that.
Result<royalty::TakenLines> add_usage(const Invocation& invocation, const royalty::SettlementRequest& request, Day from,
                                      bool again, const royalty::AttributionIndex& attributions,
                                      royalty::Settlement& settlement) {
  TRIBUTARY_ASSIGN(auto usage, open_usage(invocation));
  return usage.each_line_of(request.settlement_id, from, request.day, again,
                            [&](const UsageLine& line) -> Result<void> {
                              const TrackAttribution* found = attributions.find(line.track_id, line.isrc);
                              const std::string& track_id = found != nullptr        ? found->track_id
                                                            : line.track_id.empty() ? line.isrc
                                                                                    : line.track_id;
                              if (track_id == line.track_id) return settlement.add(line);
                              UsageLine named = line;
                              named.track_id = track_id;
                              return settlement.add(named);
                            });
}

}  // namespace

void add_trace_files(CLI::App& verb, TraceFiles& files) {
  verb.add_option("--trace", files.traces, "What the tracks are made of: JSON lines of tributary trace --json")
      ->type_name("FILE...");
  verb.add_option("--tracks", files.tracks, "What the platform calls the traced files: CSV with query and track_id")
      ->type_name("FILE");
}

void add_settlement_inputs(CLI::App& verb, SettlementInputs& inputs) {
  add_trace_files(verb, inputs.files);
  verb.add_option("--from", inputs.from, "The first day of the usage, YYYY-MM-DD")->required()->type_name("DAY");
  verb.add_option("--to", inputs.to, "The last day of the usage")->required()->type_name("DAY");
  verb.add_option("--revenue", inputs.revenue, "Revenue of the whole that no usage line has, in the policy's currency")
      ->type_name("DECIMAL");
  verb.add_option("--works", inputs.works, "The works of an equal pool: recording_id,work_id a line")
      ->type_name("FILE");
}

Result<royalty::AttributionIndex> read_traces(Invocation& invocation, const TraceFiles& files) {
  report::TrackNames names;
  if (!files.tracks.empty()) {
    TRIBUTARY_ASSIGN(names, read_track_names(files.tracks));
  }
  std::vector<TrackAttribution> tracks;
  bool all_read = true;
  for (const std::string& file : files.traces) {
    TRIBUTARY_ASSIGN(const std::string text, text_of(file));
    report::Attributions read = report::read_attributions(text, file, names);
    for (const Finding& finding : read.refused)
      invocation.refuse({ErrorCode::kInvalidInput, finding.place + ": " + finding.reason});
    all_read = all_read && read.refused.empty();
    std::move(read.tracks.begin(), read.tracks.end(), std::back_inserter(tracks));
  }
  if (!all_read)
    return Error{ErrorCode::kInvalidInput,
                 "nothing was done, because tracks without their traces would count as unattributed: correct the lines "
                 "above, or take them out"};
  return royalty::AttributionIndex::build(std::move(tracks));
}

Result<PreparedSettlement> settlement_of(const Invocation& invocation, const SettlementInputs& inputs,
                                         const royalty::AttributionIndex& attributions, const royalty::Policy& policy,
                                         const std::string& settlement_id) {
  TRIBUTARY_ASSIGN(const Day from, parse_day(inputs.from));
  TRIBUTARY_ASSIGN(const Day to, parse_day(inputs.to));
  if (to < from)
    return Error{ErrorCode::kInvalidInput, fmt::format("--to {}: is before --from {}", inputs.to, inputs.from)};
  royalty::SettlementRequest request{settlement_id, to, std::nullopt};
  if (!inputs.revenue.empty()) {
    TRIBUTARY_ASSIGN(request.reported, parse_money(inputs.revenue, policy.currency));
  }
  royalty::Settlement settlement(policy, request);
  for (const TrackAttribution& track : attributions.attributions()) TRIBUTARY_TRY(settlement.add(track));
  if (!inputs.works.empty()) {
    TRIBUTARY_ASSIGN(const auto works, royalty::read_licensed_works(inputs.works));
    for (const royalty::LicensedWork& work : works) settlement.add(work);
  }
  TRIBUTARY_ASSIGN(royalty::TakenLines taken,
                   add_usage(invocation, request, from, inputs.again, attributions, settlement));
  return PreparedSettlement{std::move(settlement), std::move(taken)};
}

}  // namespace tributary::cli
