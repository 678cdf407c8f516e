// What was played and what it brought in, and what a track that was played is made of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tributary/money.h"
#include "tributary/ppm.h"
#include "tributary/rights.h"

namespace tributary {

// One line of a usage report: how often one track was used in one country within one period.
struct UsageLine {
  std::string usage_id;   // unique: the SHA-256 of the report and the number of the line, "3f…e1:17"
  std::string track_id;   // the platform's name of the track that was played
  std::string isrc;       // may be empty
  std::string title;      // as reported
  std::string territory;  // ISO 3166-1, two letters
  std::string service;    // commercial model or product as reported; may be empty
  std::string user_id;    // of a user-centric pool; empty where the report names none
  Day period_start;
  Day period_end;         // inclusive
  std::int64_t uses = 0;  // >= 0: plays
  Money revenue;          // what the line brought in; 0 where only a pool is reported

  bool operator==(const UsageLine&) const = default;
};

// One source of a track, as a trace or an audit found it, of one tier.
struct UsageShare {
  std::string tier;          // "recording", "composition", "style", "model"
  std::string recording_id;  // master rights are asked by it
  std::string work_id;       // publishing rights are asked by it
  Ppm share_ppm = 0;         // > 0
  Ppm confidence_ppm = 0;    // probability of its weakest match, where calibrated; kWholePpm where none is known

  bool operator==(const UsageShare&) const = default;
};

// What a track is made of. Within a tier the shares and what is unattributed add up to kWholePpm.
struct TrackAttribution {
  std::string track_id;
  std::string evidence_id;  // names the trace or audit: SHA-256 of its JSON line
  std::vector<UsageShare> shares;

  bool operator==(const TrackAttribution&) const = default;
};

}  // namespace tributary
