// What a settlement tells one payee: how much, and line by line for what.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tributary/money.h"
#include "tributary/rights.h"
#include "tributary/royalty.h"

namespace tributary {

// Names a statement: there is one for each payee and currency of a settlement. Those of Payee::kUnattributed and
// kSuspense, which have no party, are meant for the public.
struct StatementKey {
  std::string settlement_id;
  Payee payee = Payee::kParty;
  std::string party_id;
  Currency currency;

  bool operator==(const StatementKey&) const = default;
};

// For one right; nullopt where the payee is no party.
struct StatementTotal {
  std::optional<Right> right;
  std::int64_t amount_minor = 0;

  bool operator==(const StatementTotal&) const = default;
};

struct RoyaltyStatement {
  StatementKey key;
  std::string policy_name;
  std::string policy_sha256;
  std::string lines_sha256;  // of all lines of the settlement, this statement's and others
  // The days that the usage of its lines covers; 0 where none comes from usage.
  Day period_start;
  Day period_end;
  std::vector<StatementTotal> totals;  // what was posted
  std::vector<Entitlement> lines;      // exact; they add up to the totals before rounding

  bool operator==(const RoyaltyStatement&) const = default;
};

struct StatementSummary {
  StatementKey key;
  std::int64_t amount_minor = 0;  // of all its totals
  std::int64_t lines = 0;

  bool operator==(const StatementSummary&) const = default;
};

}  // namespace tributary
