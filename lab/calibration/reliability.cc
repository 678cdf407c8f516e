#include "lab/calibration/reliability.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "lab/composition/measurement/proportion.h"
#include "lab/random/random.h"

namespace tributary::lab {
namespace {

constexpr std::array kBinEnds{0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0};

// statistic(case numbers) for all cases, and its percentiles over resamplings of them.
Estimate resampled(std::size_t cases, const std::function<double(const std::vector<std::size_t>&)>& statistic) {
  std::vector<std::size_t> drawn(cases);
  for (std::size_t i = 0; i < cases; ++i) drawn[i] = i;
  Estimate estimate{statistic(drawn), 0, 0};
  if (cases == 0) return estimate;
  Random random(1);
  std::vector<double> values;
  for (std::size_t i = 0; i < kResamplings; ++i) {
    for (std::size_t& one : drawn) one = random.below(cases);
    values.push_back(statistic(drawn));
  }
  std::sort(values.begin(), values.end());
  estimate.low = values[values.size() * 25 / 1000];
  estimate.high = values[values.size() * 975 / 1000];
  return estimate;
}

std::vector<ReliabilityBin> bins_of(std::span<const Forecasts> cases, const std::vector<std::size_t>& drawn) {
  std::array<ReliabilityBin, kBinEnds.size()> bins{};
  for (std::size_t i = 0; i < bins.size(); ++i) {
    bins[i].from = i == 0 ? 0 : kBinEnds[i - 1];
    bins[i].to = kBinEnds[i];
  }
  for (const std::size_t number : drawn)
    for (std::size_t i = 0; i < cases[number].probabilities.size(); ++i) {
      const double probability = cases[number].probabilities[i];
      const auto place = std::lower_bound(kBinEnds.begin(), kBinEnds.end() - 1, probability) - kBinEnds.begin();
      ReliabilityBin& bin = bins[static_cast<std::size_t>(place)];
      bin.count += 1;
      bin.mean_probability += probability;
      bin.part_right += cases[number].right[i] ? 1 : 0;
    }
  std::vector<ReliabilityBin> filled;
  for (ReliabilityBin& bin : bins) {
    if (bin.count == 0) continue;
    bin.mean_probability /= static_cast<double>(bin.count);
    bin.part_right /= static_cast<double>(bin.count);
    filled.push_back(bin);
  }
  return filled;
}

double error_of(const std::vector<ReliabilityBin>& bins) {
  double sum = 0;
  double count = 0;
  for (const ReliabilityBin& bin : bins) {
    sum += static_cast<double>(bin.count) * std::abs(bin.part_right - bin.mean_probability);
    count += static_cast<double>(bin.count);
  }
  return count > 0 ? sum / count : 0;
}

std::vector<std::size_t> all_of(std::size_t count) {
  std::vector<std::size_t> numbers(count);
  for (std::size_t i = 0; i < count; ++i) numbers[i] = i;
  return numbers;
}

}  // namespace

std::vector<ReliabilityBin> reliability_bins(std::span<const Forecasts> cases) {
  return bins_of(cases, all_of(cases.size()));
}

double expected_calibration_error(std::span<const Forecasts> cases) { return error_of(reliability_bins(cases)); }

Estimate calibration_error(std::span<const Forecasts> cases) {
  return resampled(cases.size(),
                   [&](const std::vector<std::size_t>& drawn) { return error_of(bins_of(cases, drawn)); });
}

Estimate mean_over_cases(std::span<const std::vector<double>> cases) {
  return resampled(cases.size(), [&](const std::vector<std::size_t>& drawn) {
    double sum = 0;
    double count = 0;
    for (const std::size_t number : drawn)
      for (const double value : cases[number]) {
        sum += value;
        count += 1;
      }
    return count > 0 ? sum / count : 0;
  });
}

std::string text_of(const Estimate& estimate, double scale, int decimals) {
  return fmt::format("{:.{}f} ({:.{}f}-{:.{}f})", estimate.value * scale, decimals, estimate.low * scale, decimals,
                     estimate.high * scale, decimals);
}

std::string reliability_diagram(const std::string& title, std::span<const Forecasts> cases) {
  constexpr double kSide = 300;
  constexpr double kMargin = 45;
  const auto x = [&](double part) { return kMargin + part * kSide; };
  const auto y = [&](double part) { return kMargin + (1 - part) * kSide; };
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{0}\" font-family=\"sans-serif\" "
      "font-size=\"11\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/><text x=\"{1}\" y=\"25\">{2}</text>\n",
      kSide + 2 * kMargin, kMargin, title);
  svg += fmt::format("<path d=\"M{} {}H{}V{}H{}ZL{} {}\" fill=\"none\" stroke=\"#888\"/>\n", x(0), y(0), x(1), y(1),
                     x(0), x(1), y(1));
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0})
    svg += fmt::format("<text x=\"{}\" y=\"{}\">{}</text><text x=\"{}\" y=\"{}\">{}</text>\n", x(tick) - 8, y(0) + 16,
                       tick, x(0) - 30, y(tick) + 4, tick);
  svg += fmt::format("<text x=\"{}\" y=\"{}\">probability stated</text><text x=\"{}\" y=\"{}\">part right</text>\n",
                     x(0.35), y(0) + 34, x(0) + 6, y(1) + 16);
  for (const ReliabilityBin& bin : reliability_bins(cases)) {
    const auto count = static_cast<double>(bin.count);
    const auto [low, high] = wilson_interval(bin.part_right * count, bin.count);
    const double at = x(bin.mean_probability);
    svg += fmt::format(
        "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\" stroke=\"#246\"/><circle cx=\"{0:.1f}\" "
        "cy=\"{3:.1f}\" r=\"{4:.1f}\" fill=\"#246\"><title>{5} forecasts</title></circle>\n",
        at, y(low), y(high), y(bin.part_right), 2 + std::log10(count + 1), bin.count);
  }
  return svg + "</svg>\n";
}

}  // namespace tributary::lab
