#include "cli/settlement_inputs.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/open_usage.h"
#include "report/attribution_json.h"
#include "royalty/licensed_works.h"

namespace tributary::cli {
namespace {

Result<std::string> text_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return Error{ErrorCode::kNotFound, file + ": cannot be opened"};
  std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (stream.bad()) return Error{ErrorCode::kIo, file + ": cannot be read"};
  return text;
}

// "12000.00 EUR", as amounts are printed.
Result<Money> parse_pool(const std::string& text) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string::npos)
    return Error{ErrorCode::kInvalidInput, "--pool \"" + text + "\": takes an amount and a currency: \"12000.00 EUR\""};
  TRIBUTARY_ASSIGN(const Currency currency, currency_of(text.substr(blank + 1)));
  return parse_money(text.substr(0, blank), currency);
}

// Every line as the settlement is to know it: a track that was traced under its ISRC is called by that.
Result<void> add_usage(const Invocation& invocation, Day from, Day to, const royalty::AttributionIndex& attributions,
                       royalty::Settlement& settlement) {
  TRIBUTARY_ASSIGN(auto usage, open_usage(invocation));
  return usage.each_line(from, to, [&](const UsageLine& line) -> Result<void> {
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

void add_settlement_inputs(CLI::App& verb, SettlementInputs& inputs) {
  verb.add_option("--traces", inputs.traces, "What the tracks are made of: JSON lines of tributary trace --json")
      ->required()
      ->type_name("FILE...");
  verb.add_option("--from", inputs.from, "The first day of the usage, YYYY-MM-DD")->required()->type_name("DAY");
  verb.add_option("--to", inputs.to, "The last day of the usage")->required()->type_name("DAY");
  verb.add_option("--pool", inputs.pool, "Revenue that no usage line has: \"12000.00 EUR\"")->type_name("MONEY");
  verb.add_option("--works", inputs.works, "The licensed works of an equal pool: recording_id,work_id a line")
      ->type_name("FILE");
}

Result<royalty::AttributionIndex> read_traces(Invocation& invocation, const std::vector<std::string>& files) {
  std::vector<TrackAttribution> tracks;
  for (const std::string& file : files) {
    TRIBUTARY_ASSIGN(const std::string text, text_of(file));
    report::Attributions read = report::read_attributions(text, file, {});
    for (const Finding& finding : read.refused)
      invocation.refuse({ErrorCode::kInvalidInput, finding.place + ": " + finding.reason});
    std::move(read.tracks.begin(), read.tracks.end(), std::back_inserter(tracks));
  }
  return royalty::AttributionIndex::build(std::move(tracks));
}

Result<royalty::Settlement> settlement_of(const Invocation& invocation, const SettlementInputs& inputs,
                                          const royalty::AttributionIndex& attributions, const royalty::Policy& policy,
                                          const std::string& settlement_id) {
  TRIBUTARY_ASSIGN(const Day from, parse_day(inputs.from));
  TRIBUTARY_ASSIGN(const Day to, parse_day(inputs.to));
  if (to < from)
    return Error{ErrorCode::kInvalidInput, fmt::format("--to {}: is before --from {}", inputs.to, inputs.from)};
  royalty::SettlementRequest request{settlement_id, to, std::nullopt};
  if (!inputs.pool.empty()) {
    TRIBUTARY_ASSIGN(request.reported, parse_pool(inputs.pool));
  }
  royalty::Settlement settlement(policy, request);
  for (const TrackAttribution& track : attributions.attributions()) TRIBUTARY_TRY(settlement.add(track));
  if (!inputs.works.empty()) {
    TRIBUTARY_ASSIGN(const auto works, royalty::read_licensed_works(inputs.works));
    for (const royalty::LicensedWork& work : works) settlement.add(work);
  }
  TRIBUTARY_TRY(add_usage(invocation, from, to, attributions, settlement));
  return settlement;
}

}  // namespace tributary::cli
