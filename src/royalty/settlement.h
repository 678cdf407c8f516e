// One settlement: usage, attributions and licensed works in; lines and totals out.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "royalty/division.h"
#include "royalty/policy.h"
#include "royalty/pools.h"
#include "royalty/tallies.h"
#include "royalty/totals.h"
#include "tributary/royalty.h"
#include "tributary/usage.h"

namespace tributary::royalty {

struct SettlementRequest {
  std::string settlement_id;      // 1 to 100 bytes, printable ASCII without blanks
  Day day;                        // that rights in the equal pool are asked for
  std::optional<Money> reported;  // revenue of the whole settlement that no usage line has
};

// What is added may come in any order, and in any number of pieces: the result is the same to the byte. Takes memory
// for the tracks, countries, services and periods that are used, not for the lines of usage. One thread at a time.
class Settlement {
 public:
  // `policy` outlives it.
  Settlement(const Policy& policy, SettlementRequest request);

  // kInvalidInput names the usage line or the track; what was refused is not part of the settlement.
  Result<void> add(const UsageLine& line) { return tallies_.add(line); }
  Result<void> add(TrackAttribution attribution);

  // Takes part in the equal pool; the same twice counts once. Where none is added, the sources that reach the policy's
  // minimum in the tracks that were used take part.
  void add(LicensedWork work) { works_.insert(std::move(work)); }

  // Once, after all was added. `sink` may be empty.
  Result<Allocation> allocate(const RightsSource& rights, const EntitlementSink& sink);

 private:
  class Lines;
  class Run;

  const Policy& policy_;
  SettlementRequest request_;
  Tallies tallies_;
  std::unordered_map<std::string, TrackAttribution> attributions_;
  std::set<LicensedWork> works_;
};

}  // namespace tributary::royalty
