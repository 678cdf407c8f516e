// What every reader of rights must keep to, whatever bytes it is given.
#pragma once

#include <cstdint>
#include <string>

#include "base/check.h"
#include "rights/statement.h"

namespace tributary::fuzz {

// Checks each statement as it comes.
class CheckingSink : public rights::StatementSink {
 public:
  Result<void> take(const rights::Statement& statement) override {
    TRIBUTARY_CHECK(statement.line > 0 && !statement.source.empty() && !statement.asset.identifiers.empty());
    for (const Identifier& identifier : statement.asset.identifiers)
      TRIBUTARY_CHECK(!identifier.scheme.empty() && !identifier.value.empty());
    if (!statement.registration) return {};
    for (const rights::ClaimRecord& claim : statement.registration->claims) {
      TRIBUTARY_CHECK(claim.share_ppm >= 0 && claim.share_ppm <= kWholePpm && claim.territory.any() && claim.line > 0);
      TRIBUTARY_CHECK(!claim.party.identifiers.empty());
      TRIBUTARY_CHECK(!claim.period.from || !claim.period.until || *claim.period.from <= *claim.period.until);
    }
    return {};
  }
  void refuse(std::int64_t line, const std::string& reason) override {
    TRIBUTARY_CHECK(line > 0 && !reason.empty());
    ++refusals;
  }
  void ignore(std::int64_t line, const std::string& what) override { TRIBUTARY_CHECK(line > 0 && !what.empty()); }

  int refusals = 0;
};

}  // namespace tributary::fuzz
