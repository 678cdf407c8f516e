// Self-attribution: whether a segment that is asked about is found among all of a store.
#pragma once

#include <string>
#include <vector>

#include "lab/audit/share_lab.h"
#include "tributary/result.h"

namespace tributary::lab {

struct SelfAttribution {
  std::string queries;
  std::size_t asked = 0;
  double first = 0;            // part of them whose own segment has the highest product
  double reciprocal_rank = 0;  // the mean of 1 over its rank
};

// Of segments that the model learned from, as they are and changed by about a decibel, and of strangers' segments,
// which are in the store too: these are the control. Where strangers find themselves as well, being found says that
// rows can be told apart, and not that anything was learned.
Result<std::vector<SelfAttribution>> self_attribution(const ShareLab& lab);

}  // namespace tributary::lab
