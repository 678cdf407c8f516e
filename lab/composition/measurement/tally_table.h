// The table that the program prints for one method.
#pragma once

#include <string>

#include "lab/composition/measurement/tally.h"

namespace tributary::lab {

// A row for each condition and tradition: queries, then top-1, top-20, mean average precision, true positives at the
// threshold and localisation in per cent, each with its 95% interval; and how the threshold did on the negatives.
std::string tally_table(const std::string& method, const Tally& tally);

}  // namespace tributary::lab
