// A single play of a track, split the moment it happens.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tributary/money.h"
#include "tributary/rights.h"
#include "tributary/royalty.h"

namespace tributary {

struct PlayEvent {
  std::string event_id;  // 1 to 200 bytes, printable ASCII without blanks; the same id is the same play for ever
  std::string track_id;
  std::string territory;         // ISO 3166-1, two letters
  std::string service;           // may be empty
  Day day;                       // of the play: that rights are asked for
  std::int64_t uses = 1;         // >= 1
  std::optional<Money> revenue;  // what the play brought in, >= 0; needed unless the policy has a tariff

  bool operator==(const PlayEvent&) const = default;
};

struct PlaySplit {
  std::string event_id;
  bool repeated = false;           // the play was split before: nothing changed, and the rest is empty
  std::vector<Entitlement> lines;  // they add up to what the play earned and what the platform keeps of it
  std::int64_t transfers = 0;      // of whole minor units; fractions wait for the next play
};

}  // namespace tributary
