// What another policy would have meant for everyone: two settlements of the same usage, payee by payee.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tributary/royalty.h"

namespace tributary::royalty {

struct ComparedPayee {
  Payee payee = Payee::kParty;
  std::string party_id;
  std::optional<Right> right;
  Money before;  // 0 where a settlement gave nothing
  Money after;   // in the same currency

  bool operator==(const ComparedPayee&) const = default;
};

// Every payee of either, by currency; within one those first for whom most changes, then by payee, party and right.
std::vector<ComparedPayee> compare(const Allocation& before, const Allocation& after);

}  // namespace tributary::royalty
