// Seeds for the purposes of the recording lab, drawn from one seed.
#pragma once

#include <cstdint>
#include <string_view>

#include "lab/random/random.h"

namespace tributary::lab {

// A seed for one named purpose, independent of the seeds of other names.
std::uint64_t seed_for(std::uint64_t seed, std::string_view purpose);

}  // namespace tributary::lab
