// Rounding without a call into the mathematical library, which a loop of a million roundings would notice.
#pragma once

namespace tributary::base {

// std::lround of a value that fits an int.
inline int rounded(double value) {
  const int whole = static_cast<int>(value);
  const double rest = value - whole;
  return whole + (rest >= 0.5 ? 1 : 0) - (rest <= -0.5 ? 1 : 0);
}

}  // namespace tributary::base
