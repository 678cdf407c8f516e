// The hash over all lines of a settlement, by which a later one with the same id is told from a repetition.
#pragma once

#include <string>

#include "base/hash.h"
#include "tributary/royalty.h"

namespace tributary::royalty {

// Of the lines in their order, each with all its fields; docs/formats/policy.md has the bytes.
class LineHash {
 public:
  void add(const Entitlement& line);
  std::string finish_hex();

 private:
  base::Sha256 hash_;
  std::string buffer_;
};

}  // namespace tributary::royalty
