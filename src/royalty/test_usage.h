// For tests: small usage reports, and all that a reader says of one.
#pragma once

#include <string>
#include <vector>

#include "royalty/usage_reader.h"
#include "royalty/usage_source.h"
#include "tributary/finding.h"
#include "tributary/usage.h"

namespace tributary::royalty {

inline std::string joined(const std::vector<std::string>& parts, const std::string& between = "\n",
                          const std::string& end = "\n") {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
  return text + end;
}

inline std::vector<std::string> head_cells() {
  return {"HEAD",
          "dsrf/1.1.2/1.6/1.0",
          "BasicAudioProfile",
          "1.4",
          "M1",
          "2026-02-03T10:00:00Z",
          "1",
          "1",
          "2026-01-01",
          "2026-01-31",
          "PADPIDA2026010101A",
          "Platform",
          "",
          "",
          "",
          ""};
}

// Two summaries and two blocks: streams and downloads of one track, streams of another, and one line that nobody is
// paid for.
inline std::vector<std::string> small_dsr_lines() {
  return {joined(head_cells(), "\t", ""),
          "SY02.04\tS1\t\t\tSubscriptionModel\tOnDemandStream\tDE\tPremium\t1000\t10\tEUR\t1234.565001",
          "SY01\tS2\t\t\tPayAsYouGoModel\tPermanentDownload\tFR\t\t10\t\tEUR\t7.92",
          "# a comment",
          "AS02.04\tB1\t1\tT\\\\|1\tgbaye6800011|USRC17607839\tTitle \\\\\\ one\t\tArtist",
          "MW01.03\tB1\tW1\tT0345246801\tWork",
          "SU02.03\tB1\tS1\tX1\t\t1\ttrue\t120\t\t\tOnDemandStream",
          "SU01.03\tB1\tS2\tX2\t\t1\ttrue\tfalse\t10\t2\t0.99",
          "AS01.03\tB2\t1\tT2\t\tTitle two",
          "SU02.03\tB2\tS1\tX3\t\t1\ttrue\t5.00",
          "SU02.03\tB2\tS1\tX4\t\t1\tfalse\t6",
          "FOOT\t12\t12\t2\t2\t2"};
}

inline std::string small_dsr() { return joined(small_dsr_lines()); }

struct Read {
  std::vector<UsageLine> lines;  // usage_id is the number of the line
  std::vector<Finding> refusals;
  std::int64_t not_royalty_bearing = 0;
  UsageHeading heading;
  std::vector<UsagePool> pools;
  std::string error;
};

inline UsageLine line_of(const UsageFields& fields, std::string usage_id) {
  UsageLine line;
  line.usage_id = std::move(usage_id);
  line.track_id = fields.track_id;
  line.isrc = fields.isrc;
  line.title = fields.title;
  line.territory = fields.territory;
  line.service = fields.service;
  line.user_id = fields.user_id;
  line.period_start = fields.period_start;
  line.period_end = fields.period_end;
  line.uses = fields.uses;
  line.revenue = fields.revenue;
  return line;
}

inline Read read_usage(const std::string& text) {
  Read read;
  const auto failed = [&](const Error& error) {
    read.error = error.message;
    return read;
  };
  UsageLines lines(bytes_of(text), "usage");
  if (const auto begun = lines.begin(); !begun) return failed(begun.error());
  const auto reader = open_usage_reader(std::move(lines));
  if (!reader) return failed(reader.error());
  UsageReader& usage = **reader;
  read.heading = usage.heading();
  while (true) {
    const auto event = usage.next();
    if (!event) return failed(event.error());
    if (*event == UsageEvent::kEnd) break;
    if (*event == UsageEvent::kUsage)
      read.lines.push_back(line_of(usage.fields(), std::to_string(usage.report_line())));
    if (*event == UsageEvent::kRefused) read.refusals.push_back({usage.place(), usage.reason()});
    if (*event == UsageEvent::kNotRoyaltyBearing) ++read.not_royalty_bearing;
  }
  read.pools = usage.pools();
  return read;
}

}  // namespace tributary::royalty
