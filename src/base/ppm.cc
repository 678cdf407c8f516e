#include "tributary/ppm.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"

namespace tributary {

std::vector<Ppm> apportion_ppm(std::span<const double> fractions) {
  const double total = std::accumulate(fractions.begin(), fractions.end(), 0.0);
  TRIBUTARY_CHECK(total <= 1.0 + 1e-9);
  TRIBUTARY_CHECK(std::all_of(fractions.begin(), fractions.end(), [](double f) { return f >= 0; }));
  std::vector<double> exact(fractions.begin(), fractions.end());
  exact.push_back(std::max(0.0, 1.0 - total));

  std::vector<Ppm> parts(exact.size());
  std::vector<double> remainders(exact.size());
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const double scaled = exact[i] * kWholePpm;
    parts[i] = static_cast<Ppm>(std::floor(scaled));
    remainders[i] = scaled - std::floor(scaled);
  }
  std::vector<std::size_t> order(exact.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  Ppm missing = kWholePpm - std::accumulate(parts.begin(), parts.end(), Ppm{0});
  for (std::size_t i = 0; missing != 0; i = (i + 1) % order.size()) {
    const Ppm step = missing > 0 ? 1 : -1;
    if (parts[order[i]] + step < 0) continue;
    parts[order[i]] += step;
    missing -= step;
  }
  return parts;
}

}  // namespace tributary
