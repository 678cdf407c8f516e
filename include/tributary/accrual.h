// Amounts finer than a minor unit, which a ledger adds up account by account until they are whole.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tributary/ledger.h"

namespace tributary {

// What an event earns one account: `minor` whole minor units and `billionths` of one.
struct AccrualPart {
  NewAccount account;           // opened where there is none
  std::int64_t minor = 0;       // >= 0
  std::int64_t billionths = 0;  // 0 to 999,999,999

  bool operator==(const AccrualPart&) const = default;
};

// An event that earns accounts of one currency something, all at once. The same event is the same accrual for ever,
// which makes accruing it again harmless.
struct Accrual {
  std::string event;                              // 1 to 250 bytes
  std::array<std::uint8_t, 32> content_sha256{};  // of all that the event says: tells a repetition from another event
  NewAccount source;                              // debited with what becomes whole
  std::vector<AccrualPart> parts;                 // in the source's currency; no account twice, and none the source
  std::uint32_t code = 0;                         // of the transfers
  std::string reference;                          // of the transfers; at most 1000 bytes
};

struct AccrualReport {
  bool repeated = false;       // it was accrued before: nothing changed
  std::int64_t transfers = 0;  // of the minor units that became whole
};

}  // namespace tributary
