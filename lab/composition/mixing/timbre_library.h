// The timbres versions are played with: those of template banks, and made-up ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lab/composition/mixing/timbre.h"

namespace tributary::lab {

// Thread safe once made; the timbres stay where they are.
class TimbreLibrary {
 public:
  // `additive` made-up timbres join those of the instruments. There must be a pitched timbre in the end.
  TimbreLibrary(std::span<const Instrument> instruments, std::size_t additive, std::uint64_t seed);

  // Mostly the bank's where it has any: `additive_share` of the draws are made-up timbres.
  const Timbre& draw(double additive_share, Random& random) const;
  const Timbre* drum_kit(Random& random) const;  // null where no bank has one

 private:
  std::vector<Timbre> pitched_;
  std::vector<Timbre> additive_;
  std::vector<Timbre> drums_;
};

}  // namespace tributary::lab
