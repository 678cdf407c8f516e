// The peaks of a catalog recording, with how far each stands out of what surrounds it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/fingerprint.h"

namespace tributary::trace {

// A peak near the loudest of its second survives treatments that bury one far below it; peaks are
// therefore judged in classes of how many dB they lie below it.
inline constexpr std::size_t kProminenceClasses = 4;

class ReferencePeaks {
 public:
  explicit ReferencePeaks(dsp::Fingerprint fingerprint);

  const dsp::Fingerprint& fingerprint() const { return fingerprint_; }
  std::span<const dsp::Peak> peaks() const { return fingerprint_.peaks; }
  // Of the peak with this index: 0 stands out most, below kProminenceClasses.
  std::size_t prominence_class(std::size_t peak) const { return classes_[peak]; }

 private:
  dsp::Fingerprint fingerprint_;
  std::vector<std::uint8_t> classes_;
};

}  // namespace tributary::trace
