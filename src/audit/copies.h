// Which rows of a store are copies of each other: one passage under several names.
#pragma once

#include <cstddef>
#include <vector>

#include "audit/gradient_store.h"

namespace tributary::audit {

// Rows whose cosine is at least this, and that are of different recordings, are of one passage: copies reach 0.998 and
// more, recordings of different works 0.77 (docs/audit.md).
inline constexpr double kCopyCosine = 0.9;

// For each row the lowest row of its group: itself where it has no copy. Two passages of one recording are no copies of
// each other, because music repeats itself; a recording that is listed twice is. Up to 4,096 rows every pair is
// compared; of more, those that agree in the signs of 16 of their numbers in one of 32 ways, which leaves out less than
// one in a hundred of the copies with a cosine of 0.98. Rows of zeros have no copies. The same on any number of
// threads.
std::vector<std::size_t> copy_groups(const GradientStore& store, std::size_t threads);

}  // namespace tributary::audit
