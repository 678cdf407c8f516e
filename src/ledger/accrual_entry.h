// An accrual as the journal holds it, and what it makes of the fractions of its accounts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/hash.h"
#include "tributary/accrual.h"

namespace tributary::ledger {

inline constexpr std::int64_t kBillionthsPerMinor = 1'000'000'000;

struct AccrualShare {
  AccountId account_id = 0;
  std::int64_t minor = 0;
  std::int64_t billionths = 0;

  bool operator==(const AccrualShare&) const = default;
};

struct AccrualEntry {
  std::int64_t entry = 0;
  std::int64_t time_ms = 0;
  std::string event;
  base::Sha256Digest content_sha256{};
  AccountId source = 0;
  std::vector<AccrualShare> shares;  // by account

  bool operator==(const AccrualEntry&) const = default;
};

// What the caller wrote is complete and within the limits of texts and numbers.
Result<void> check_form(const Accrual& accrual);

// What is due at once of a share, and the fraction that stays, after a fraction from before. kLimit where it does not
// fit 64 bits.
struct Due {
  std::int64_t minor = 0;
  std::int64_t billionths = 0;
};
Result<Due> due_of(const AccrualShare& share, std::int64_t fraction_before);

// The transfer that moves what is due of the share with that number, counted from 1. Its code and reference are those
// of the accrual.
Transfer transfer_of(const AccrualEntry& entry, std::size_t number, const Currency& currency, std::int64_t due_minor);

}  // namespace tributary::ledger
