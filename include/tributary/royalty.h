// What a settlement gives whom, and why: the lines that statements are written from.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tributary/money.h"
#include "tributary/ppm.h"
#include "tributary/result.h"
#include "tributary/rights.h"

namespace tributary {

// A part of an amount, exactly as it was divided: `minor` whole minor units and `billionths` of one, both of the same
// sign. Lines carry such amounts; only what a settlement gives each payee is rounded, and once.
struct FineAmount {
  std::int64_t minor = 0;
  std::int32_t billionths = 0;  // -999,999,999 to 999,999,999

  bool operator==(const FineAmount&) const = default;
};

// "12.340000000 EUR" without the zeros at the end beyond the currency's own digits: "12.34 EUR", "0.002 EUR".
std::string to_string(const FineAmount& amount, const Currency& currency);

// Where money goes.
enum class Payee : std::uint8_t {
  kParty = 1,         // a rights holder
  kUnattributed = 2,  // nobody: nothing in the catalog explains it
  kSuspense = 3,      // somebody, and it is not settled who: claims in conflict, or a right that nobody claims
  kEqualPool = 4,     // all works alike, and there was none to divide it among
  kPlatform = 5,      // who runs the service
};
std::string_view name_of(Payee payee);

// Why money goes there.
enum class Ground : std::uint8_t {
  kAttributed = 1,       // to the holder of a right in a source of the track
  kUnexplained = 2,      // the part of a tier that no source explains
  kNoEvidence = 3,       // the track was never traced, or nothing was found in it
  kBelowShare = 4,       // the source's share is below the policy's minimum
  kBelowConfidence = 5,  // its confidence is
  kUnclaimed = 6,        // nobody claims the right, or that part of it
  kConflict = 7,         // the claims to the right collide
  kEqualShare = 8,       // to the holder of a right in a work, as every work gets it
  kRetained = 9,         // what the rate leaves to the platform
  kTrackCap = 10,        // beyond what the policy lets one track earn
  kPartyCap = 11,        // beyond what it lets one party earn; the party's own line is negative
  kNotUsed = 12,         // a pool without any use
};
std::string_view name_of(Ground ground);

// One line of a settlement. Lines of one currency add up to what came in exactly.
struct Entitlement {
  Payee payee = Payee::kParty;
  Ground ground = Ground::kAttributed;
  std::string party_id;  // of kParty; else empty
  // The right that is paid, or would be; nullopt where the money never got as far as a right.
  std::optional<Right> right;
  Currency currency;
  FineAmount amount;

  // The usage: all lines with this track, territory, service and period. Empty and 0 where a line comes from no track:
  // kEqualShare, kRetained, kPartyCap and kNotUsed.
  std::string track_id;
  std::string territory;
  std::string service;
  Day period_start;
  Day period_end;
  std::int64_t uses = 0;
  std::int64_t usage_lines = 0;
  std::string usage_id;  // the first of them, in the order of reports and then of their lines

  // The source within the track. Empty and 0 where the money never got as far.
  std::string evidence_id;
  std::string tier;
  std::string recording_id;
  std::string work_id;
  Ppm share_ppm = 0;    // of the tier
  Ppm right_ppm = 0;    // of the source's part, to this right
  Ppm holding_ppm = 0;  // of the right, to this payee

  bool operator==(const Entitlement&) const = default;
};

// Takes the lines of a settlement one by one, in an order that depends on nothing but their content. An Error ends it.
using EntitlementSink = std::function<Result<void>(const Entitlement&)>;

// What one payee gets from a settlement for one right, rounded, and the part of it that each asset brought.
struct AssetPart {
  std::string asset_id;  // the recording (kMaster) or the work (kPublishing); empty for what no asset brought
  std::int64_t amount_minor = 0;

  bool operator==(const AssetPart&) const = default;
};

struct PayeeTotal {
  Payee payee = Payee::kParty;
  std::string party_id;
  std::optional<Right> right;  // of kParty; else nullopt
  Money amount;
  FineAmount exact;              // the sum of the payee's lines; `amount` differs from it by less than a minor unit
  std::vector<AssetPart> parts;  // of kParty, by asset_id: they add up to `amount`

  bool operator==(const PayeeTotal&) const = default;
};

// All that came in, in one currency, and where it went: `totals` add up to `received`.
struct CurrencySettlement {
  Money received;
  std::vector<PayeeTotal> totals;  // by payee, party_id and right; whose lines add up to 0 is left out

  bool operator==(const CurrencySettlement&) const = default;
};

struct Allocation {
  std::string settlement_id;
  std::string policy_name;
  std::string policy_sha256;
  std::string lines_sha256;  // of all lines in their order: other inputs, other hash
  std::int64_t usage_lines = 0;
  std::int64_t entitlement_lines = 0;
  std::vector<CurrencySettlement> currencies;  // by currency code

  bool operator==(const Allocation&) const = default;
};

}  // namespace tributary
