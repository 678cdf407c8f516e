// What one interested party of a CWR work collects where: its territory records put together.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rights/statement.h"
#include "tributary/result.h"

namespace tributary::rights {

class Collection {
 public:
  // In the order of the records. An inclusion states a share for its countries; an exclusion takes its countries out
  // of the inclusions before it, and is refused (kInvalidInput) where there is none.
  void include(const Territory& territory, Ppm share_ppm, std::int64_t line);
  Result<void> exclude(const Territory& territory);

  // Claims without party: one for each share and set of countries; inclusions that overlap stay apart and will
  // collide. Shares of 0 claim nothing.
  std::vector<ClaimRecord> claims() const;

 private:
  struct Inclusion {
    Territory territory;
    Ppm share_ppm = 0;
    std::int64_t line = 0;
  };
  std::vector<Inclusion> inclusions_;
};

}  // namespace tributary::rights
