#include "lab/demo/comparison.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/display_text.h"

namespace tributary::lab {
namespace {

double percent_of(Ppm share_ppm) { return 100.0 * share_ppm / kWholePpm; }

// Adds a line and keeps the worst difference.
void add_line(Comparison& comparison, const std::string& title, double truth, double answer,
              const report::Terminal& terminal) {
  const double points = answer - truth;
  comparison.worst_points = std::max(comparison.worst_points, std::abs(points));
  const std::string difference = fmt::format("{:>+10.1f}", points);
  const bool holds = std::abs(points) <= kTolerancePoints;
  comparison.text +=
      fmt::format("  {} {:>8.1f}% {:>8.1f}% {}\n", report::fitted(report::printable(title), 32), truth, answer,
                  report::painted(difference, holds ? report::Colour::kGreen : report::Colour::kRed, terminal));
}

}  // namespace

Comparison compare(const Suspect& suspect, const TraceAnswer& answer, const report::Terminal& terminal) {
  Comparison comparison;
  const TierAnswer& tier = suspect.tier == Tier::kRecording ? answer.recording : answer.composition;
  comparison.text = fmt::format("  {:<32} {:>9} {:>9} {:>10}\n", "", "truth", "answer", "points");
  double nobody = 100;
  for (const TruePart& part : suspect.truth) {
    const auto share = std::find_if(tier.shares.begin(), tier.shares.end(),
                                    [&](const RecordingShare& one) { return one.path == part.recording; });
    const Ppm found_ppm = share == tier.shares.end() ? 0 : share->share_ppm;
    add_line(comparison, part.title, part.percent, percent_of(found_ppm), terminal);
    nobody -= part.percent;
  }
  for (const RecordingShare& share : tier.shares) {
    const bool known = std::any_of(suspect.truth.begin(), suspect.truth.end(),
                                   [&](const TruePart& part) { return part.recording == share.path; });
    if (!known) add_line(comparison, share.title, 0, percent_of(share.share_ppm), terminal);
  }
  add_line(comparison, "unattributed", nobody, percent_of(tier.unattributed_ppm), terminal);
  return comparison;
}

}  // namespace tributary::lab
