#include "report/share_bar.h"

#include <algorithm>

#include <fmt/core.h>

namespace tributary::report {

std::string share_bar(Ppm share, Ppm low, Ppm high, const std::string& colour) {
  const double percent = share / 10000.0;
  const std::string whisker =
      low < high ? fmt::format(R"(<rect class="whisker" x="{:.1f}%" y="7" width="{:.1f}%" height="4" rx="2"/>)",
                               low / 10000.0, std::max(0.5, (high - low) / 10000.0))
                 : std::string();
  return fmt::format(
      R"(<svg class="bar" aria-hidden="true" width="100%" height="18"><rect class="track" width="100%" height="18" rx="3"/><rect class="{}" width="{:.1f}%" height="18" rx="3"/>{}</svg>)",
      colour, percent > 0 ? std::max(percent, 0.5) : 0.0, whisker);
}

}  // namespace tributary::report
