#include "rights/collection.h"

#include <algorithm>

namespace tributary::rights {

void Collection::include(const Territory& territory, Ppm share_ppm, std::int64_t line) {
  inclusions_.push_back({territory, share_ppm, line});
}

Result<void> Collection::exclude(const Territory& territory) {
  if (inclusions_.empty()) return Error{ErrorCode::kInvalidInput, "excludes a territory before any is included"};
  for (Inclusion& inclusion : inclusions_) inclusion.territory &= ~territory;
  return {};
}

std::vector<ClaimRecord> Collection::claims() const {
  std::vector<ClaimRecord> claims;
  for (const Inclusion& inclusion : inclusions_) {
    if (inclusion.share_ppm == 0 || inclusion.territory.none()) continue;
    const auto joined = std::find_if(claims.begin(), claims.end(), [&](const ClaimRecord& claim) {
      return claim.share_ppm == inclusion.share_ppm && (claim.territory & inclusion.territory).none();
    });
    if (joined != claims.end()) {
      joined->territory |= inclusion.territory;
      continue;
    }
    ClaimRecord& claim = claims.emplace_back();
    claim.share_ppm = inclusion.share_ppm;
    claim.territory = inclusion.territory;
    claim.line = inclusion.line;
  }
  return claims;
}

}  // namespace tributary::rights
