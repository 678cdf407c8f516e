#include "lab/recording/random.h"

#include <string>

#include "base/hash.h"

namespace tributary::lab {

std::uint64_t seed_for(std::uint64_t seed, std::string_view purpose) {
  const std::string digest = base::sha256_of_text(std::to_string(seed) + "|" + std::string(purpose));
  return std::stoull(digest.substr(0, 16), nullptr, 16);
}

}  // namespace tributary::lab
