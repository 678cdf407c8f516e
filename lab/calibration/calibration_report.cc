#include "lab/calibration/calibration_report.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "base/file.h"
#include "lab/calibration/reliability.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

// Works with less of a case are no part of the recall: a passage of two seconds is below what a tier can find.
constexpr double kLeastTruth = 0.05;
constexpr std::size_t kFewForecasts = 20;

using Records = std::vector<const CaseRecord*>;

const char* name_of(Tier tier) { return tier == Tier::kRecording ? "recording" : "composition"; }

std::vector<Forecasts> forecasts_of(const Records& records, Tier tier) {
  std::vector<Forecasts> cases;
  for (const CaseRecord* record : records) {
    Forecasts forecasts;
    for (const MatchRecord& match : record->matches) {
      if (match.tier != tier) continue;
      forecasts.probabilities.push_back(match.probability);
      forecasts.right.push_back(match.right);
    }
    cases.push_back(std::move(forecasts));
  }
  return cases;
}

using Measure = std::function<void(const ShareRecord&, std::vector<double>&)>;

// What `measure` makes of the works of a tier, case by case.
std::vector<std::vector<double>> measured(const Records& records, Tier tier, const Measure& measure) {
  std::vector<std::vector<double>> cases;
  for (const CaseRecord* record : records) {
    std::vector<double> values;
    for (const ShareRecord& one : record->shares)
      if (one.tier == tier) measure(one, values);
    cases.push_back(std::move(values));
  }
  return cases;
}

std::size_t count_of(const std::vector<std::vector<double>>& cases) {
  std::size_t count = 0;
  for (const auto& values : cases) count += values.size();
  return count;
}

// The parts are ppm, so that a true share of exactly an end is covered.
bool covers(const ShareRecord& one) { return one.low - 1e-6 <= one.truth && one.truth <= one.high + 1e-6; }

void coverage_of_named(const ShareRecord& one, std::vector<double>& values) {
  if (one.named) values.push_back(covers(one) ? 1 : 0);
}
void coverage_of_all(const ShareRecord& one, std::vector<double>& values) {
  if (one.named || one.truth >= kLeastTruth) values.push_back(one.named && covers(one) ? 1 : 0);
}
void error_of_share(const ShareRecord& one, std::vector<double>& values) {
  values.push_back(std::abs(one.share - one.truth));
}
void width_of_named(const ShareRecord& one, std::vector<double>& values) {
  if (one.named) values.push_back(one.high - one.low);
}
void found(const ShareRecord& one, std::vector<double>& values) {
  if (one.truth >= kLeastTruth) values.push_back(one.named ? 1 : 0);
}

std::string goal_line(const std::string& what, const std::string& goal, const Estimate& estimate, double scale,
                      int decimals, bool is_met, std::size_t count) {
  return fmt::format("{:<58} {:<14} {:<24} {:>6}  {}\n", what, goal, text_of(estimate, scale, decimals), count,
                     count == 0 ? "unmeasured"
                     : is_met   ? "met"
                                : "SHORT");
}

std::string tier_goals(const Records& records, Tier tier) {
  const bool recording = tier == Tier::kRecording;
  const double least = recording ? 0.85 : 0.80;
  const double most = recording ? 0.95 : 0.97;
  const double error_goal = recording ? 0.03 : 0.08;
  const auto named = measured(records, tier, coverage_of_named);
  const auto all = measured(records, tier, coverage_of_all);
  const auto widths = measured(records, tier, width_of_named);
  const auto errors = measured(records, tier, error_of_share);
  const auto recall = measured(records, tier, found);
  const auto forecasts = forecasts_of(records, tier);
  std::size_t matches = 0;
  for (const Forecasts& one : forecasts) matches += one.right.size();
  const std::string name = name_of(tier);
  const std::string range = fmt::format("{:.0f}-{:.0f}%", 100 * least, 100 * most);
  const auto in_range = [&](const Estimate& estimate) { return estimate.value >= least && estimate.value <= most; };
  const Estimate of_named = mean_over_cases(named);
  const Estimate of_all = mean_over_cases(all);
  const Estimate error = mean_over_cases(errors);
  const Estimate found_part = mean_over_cases(recall);
  const Estimate calibration = calibration_error(forecasts);
  std::string text = goal_line(name + ": 90% intervals cover, works that are named", range, of_named, 100, 1,
                               in_range(of_named), count_of(named));
  text += goal_line(name + ": the same, missed works counted as not covered", range, of_all, 100, 1, in_range(of_all),
                    count_of(all));
  text += goal_line(name + ": mean width of those intervals, points", "-", mean_over_cases(widths), 100, 1, true,
                    count_of(widths));
  text +=
      goal_line(name + ": mean absolute error of a work's share, points", fmt::format("<= {:.0f}", 100 * error_goal),
                error, 100, 2, error.value <= error_goal, count_of(errors));
  text += goal_line(name + ": expected calibration error of probabilities", "<= 0.03", calibration, 1, 3,
                    calibration.value <= 0.03, matches);
  return text +
         goal_line(name + ": works of 5% and more that are named", "-", found_part, 100, 1, true, count_of(recall));
}

std::string nothing_goal(const Records& records) {
  std::vector<std::vector<double>> cases;
  std::string attributed;
  for (const CaseRecord* record : records) {
    if (!record->mix_case.truth.empty()) continue;
    cases.push_back({record->attributed ? 0.0 : 1.0});
    if (record->attributed) attributed += " " + record->mix_case.name + " (" + record->mix_case.kind + ")";
  }
  const Estimate estimate = mean_over_cases(cases);
  return goal_line("suspects with nothing from the catalog that stay unattributed", ">= 99%", estimate, 100, 1,
                   estimate.value >= 0.99, cases.size()) +
         (attributed.empty() ? "" : "  attributed:" + attributed + "\n");
}

// What a record belongs to, in one respect; empty where unknown.
using Grouping = std::function<std::string(const CaseRecord&)>;

std::string group_of(const CaseRecord& record, const char* name) {
  const auto found_group = record.mix_case.groups.find(name);
  return found_group == record.mix_case.groups.end() ? "" : found_group->second;
}

std::string length_of(const CaseRecord& record) {
  const double length_s = record.mix_case.duration_s;
  return length_s < 30 ? "below 30 s" : length_s < 60 ? "30 to 60 s" : "60 s and more";
}

const std::vector<std::pair<std::string, Grouping>>& groupings() {
  static const std::vector<std::pair<std::string, Grouping>> kGroupings = {
      {"kind", [](const CaseRecord& record) { return record.mix_case.kind; }},
      {"treatment", [](const CaseRecord& record) { return record.mix_case.treatment; }},
      {"length", length_of},
      {"style", [](const CaseRecord& record) { return group_of(record, "style"); }},
      {"tradition", [](const CaseRecord& record) { return group_of(record, "tradition"); }},
      {"vocals", [](const CaseRecord& record) { return group_of(record, "vocals"); }}};
  return kGroupings;
}

std::map<std::string, Records> divided(const Records& records, const Grouping& grouping) {
  std::map<std::string, Records> groups;
  for (const CaseRecord* record : records)
    if (const std::string group = grouping(*record); !group.empty()) groups[group].push_back(record);
  return groups;
}

std::string cell(const Estimate& estimate, std::size_t count, double scale, int decimals) {
  return count == 0 ? "unmeasured" : text_of(estimate, scale, decimals);
}

std::string group_row(const std::string& name, const Records& records, Tier tier) {
  const auto named = measured(records, tier, coverage_of_named);
  const auto errors = measured(records, tier, error_of_share);
  const auto recall = measured(records, tier, found);
  return fmt::format("  {:<24} {:>5}  {:<20} {:<20} {:<20}\n", name, records.size(),
                     cell(mean_over_cases(recall), count_of(recall), 100, 0),
                     cell(mean_over_cases(named), count_of(named), 100, 0),
                     cell(mean_over_cases(errors), count_of(errors), 100, 1));
}

std::string group_tables(const Records& records, Tier tier) {
  std::string text;
  for (const auto& [name, grouping] : groupings()) {
    const auto groups = divided(records, grouping);
    text += fmt::format("\n{}, by {}\n  {:<24} {:>5}  {:<20} {:<20} {:<20}\n", name_of(tier), name, "", "cases",
                        "works named, %", "covered, %", "mean error, points");
    if (groups.empty()) text += "  unmeasured: no case says\n";
    for (const auto& [group, members] : groups) text += group_row(group, members, tier);
  }
  return text;
}

std::string reliability_table(const Records& records, Tier tier) {
  std::string text = fmt::format("\n{}, reliability of match probabilities\n  {:<14} {:>7} {:>12} {:>12}\n",
                                 name_of(tier), "stated", "matches", "mean stated", "part right");
  const auto forecasts = forecasts_of(records, tier);
  for (const ReliabilityBin& bin : reliability_bins(forecasts))
    text += fmt::format("  {:<14} {:>7} {:>12.3f} {:>12.3f}\n", fmt::format("{} to {}", bin.from, bin.to), bin.count,
                        bin.mean_probability, bin.part_right);
  return text;
}

Records all_of(std::span<const CaseRecord> records) {
  Records all;
  for (const CaseRecord& record : records) all.push_back(&record);
  return all;
}

std::string file_name(const std::string& text) {
  std::string name = text;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == ' ' || c == '/'; }, '_');
  return name;
}

}  // namespace

std::string calibration_report(std::span<const CaseRecord> records) {
  const Records all = all_of(records);
  double cpu_s = 0;
  for (const CaseRecord* record : all) cpu_s += record->cpu_s;
  std::string text = fmt::format("{} cases, {:.2f} core-seconds a trace; intervals are 95%, over cases\n\n", all.size(),
                                 cpu_s / static_cast<double>(std::max<std::size_t>(all.size(), 1)));
  text += fmt::format("{:<58} {:<14} {:<24} {:>6}\n", "", "goal", "measured", "count");
  text += nothing_goal(all);
  for (const Tier tier : {Tier::kRecording, Tier::kComposition}) text += tier_goals(all, tier);
  for (const Tier tier : {Tier::kRecording, Tier::kComposition})
    text += group_tables(all, tier) + reliability_table(all, tier);
  return text;
}

Result<std::size_t> draw_reliability(std::span<const CaseRecord> records, const fs::path& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) return Error{ErrorCode::kIo, folder.string() + ": " + failure.message()};
  std::size_t drawn = 0;
  const auto draw = [&](const std::string& name, const Records& group, Tier tier) -> Result<void> {
    const auto forecasts = forecasts_of(group, tier);
    std::size_t count = 0;
    for (const Forecasts& one : forecasts) count += one.right.size();
    if (count < kFewForecasts) return {};
    const std::string svg =
        reliability_diagram(fmt::format("{}, {}: {} matches", name_of(tier), name, count), forecasts);
    TRIBUTARY_TRY(base::replace_file(folder / (std::string(name_of(tier)) + "-" + file_name(name) + ".svg"),
                                     std::as_bytes(std::span(svg))));
    ++drawn;
    return {};
  };
  for (const Tier tier : {Tier::kRecording, Tier::kComposition}) {
    TRIBUTARY_TRY(draw("all", all_of(records), tier));
    for (const auto& [name, grouping] : groupings())
      for (const auto& [group, members] : divided(all_of(records), grouping))
        TRIBUTARY_TRY(draw(name + " " + group, members, tier));
  }
  return drawn;
}

}  // namespace tributary::lab
