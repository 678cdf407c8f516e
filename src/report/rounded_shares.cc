#include "report/rounded_shares.h"

#include <algorithm>
#include <array>
#include <numeric>

#include <fmt/core.h>

namespace tributary::report {

int resolution_percent(Tier tier, double query_duration_s) {
  constexpr std::array kSteps{1, 2, 5};
  const double edge_s = tier == Tier::kRecording ? 1 : 2;
  for (const int step : kSteps)
    if (step * query_duration_s >= 100 * edge_s) return step;
  return 10;
}

RoundedShares rounded_shares(Tier tier, const TierAnswer& answer, double query_duration_s) {
  RoundedShares rounded;
  rounded.step_percent = resolution_percent(tier, query_duration_s);
  const Ppm step = rounded.step_percent * (kWholePpm / 100);
  std::vector<Ppm> parts;
  for (const RecordingShare& share : answer.shares) parts.push_back(share.share_ppm);
  parts.push_back(answer.unattributed_ppm);
  std::vector<int> steps;
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (const Ppm part : parts) steps.push_back(part / step);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return parts[a] % step > parts[b] % step; });
  int missing = kWholePpm / step - std::accumulate(steps.begin(), steps.end(), 0);
  for (std::size_t i = 0; missing > 0 && i < order.size(); ++i, --missing) ++steps[order[i]];
  for (const int count : steps) rounded.percent.push_back(count * rounded.step_percent);
  rounded.unattributed_percent = rounded.percent.back();
  rounded.percent.pop_back();
  return rounded;
}

std::string share_text(Ppm share, int percent, int step_percent) {
  if (share > 0 && percent == 0) return fmt::format("less than {}%", step_percent);
  return fmt::format("{}%", percent);
}

std::string interval_text(Ppm low, Ppm high, int step_percent) {
  if (low >= high) return {};
  const Ppm step = step_percent * (kWholePpm / 100);
  return fmt::format("{}–{}%", low / step * step_percent, (high + step - 1) / step * step_percent);
}

std::string probability_text(double probability) {
  if (probability >= 0.99) return ">99%";
  return fmt::format("{}%", static_cast<int>(probability * 100));
}

}  // namespace tributary::report
