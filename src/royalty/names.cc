// The words for what a settlement consists of.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <fmt/core.h>

#include "base/check.h"
#include "base/int128.h"
#include "tributary/royalty.h"

namespace tributary {

std::string to_string(const FineAmount& amount, const Currency& currency) {
  const bool negative = amount.minor < 0 || amount.billionths < 0;
  const std::string fraction = fmt::format("{:09}", std::abs(amount.billionths));
  std::string digits = fmt::format("{:0>{}}{}", base::magnitude(amount.minor), currency.exponent + 1, fraction);
  const auto decimals = static_cast<std::size_t>(currency.exponent);
  std::size_t kept = decimals + fraction.find_last_not_of('0') + 1;  // npos + 1 is 0
  const std::string whole = digits.substr(0, digits.size() - decimals - fraction.size());
  const std::string behind = digits.substr(whole.size(), kept);
  return fmt::format("{}{}{}{} {}", negative ? "-" : "", whole, behind.empty() ? "" : ".", behind, currency.code());
}

std::string_view name_of(Payee payee) {
  switch (payee) {
    case Payee::kParty:
      return "party";
    case Payee::kUnattributed:
      return "unattributed";
    case Payee::kSuspense:
      return "suspense";
    case Payee::kEqualPool:
      return "equal-pool";
    case Payee::kPlatform:
      return "platform";
  }
  TRIBUTARY_CHECK(false);
}

std::string_view name_of(Ground ground) {
  switch (ground) {
    case Ground::kAttributed:
      return "attributed";
    case Ground::kUnexplained:
      return "unexplained";
    case Ground::kNoEvidence:
      return "no-evidence";
    case Ground::kBelowShare:
      return "below-share";
    case Ground::kBelowConfidence:
      return "below-confidence";
    case Ground::kUnclaimed:
      return "unclaimed";
    case Ground::kConflict:
      return "conflict";
    case Ground::kEqualShare:
      return "equal-share";
    case Ground::kRetained:
      return "retained";
    case Ground::kTrackCap:
      return "track-cap";
    case Ground::kPartyCap:
      return "party-cap";
    case Ground::kNotUsed:
      return "not-used";
  }
  TRIBUTARY_CHECK(false);
}

}  // namespace tributary
