// Seeded damage to bytes, so that the normal test suite meets hostile inputs too.
#pragma once

#include <random>
#include <string>

namespace tributary::fuzz {

// A copy of `input` with one to four random injuries: bits flipped, bytes set to extremes, a length-like
// word replaced, pieces cut, repeated or swapped. The generator alone decides.
std::string damaged(std::string input, std::mt19937_64& random);

}  // namespace tributary::fuzz
