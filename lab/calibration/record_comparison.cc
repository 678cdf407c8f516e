#include "lab/calibration/record_comparison.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace tributary::lab {
namespace {

using Key = std::pair<Tier, std::string>;

std::map<Key, ShareRecord> named_shares(const CaseRecord& record) {
  std::map<Key, ShareRecord> shares;
  for (const ShareRecord& one : record.shares)
    if (one.named) shares.emplace(Key{one.tier, one.owner}, one);
  return shares;
}

void compare_case(const CaseRecord& before, const CaseRecord& after, RecordComparison& comparison) {
  ++comparison.cases;
  if (before.attributed != after.attributed) comparison.verdict_changes.push_back(before.mix_case.name);
  const std::map<Key, ShareRecord> first = named_shares(before);
  const std::map<Key, ShareRecord> second = named_shares(after);
  std::map<Key, std::pair<ShareRecord, double>> both;  // an owner that was not named had nothing, for sure
  for (const auto& [key, one] : first) both[key] = {one, 0};
  for (const auto& [key, one] : second)
    both.try_emplace(key, std::pair{ShareRecord{}, 0.0}).first->second.second = one.share;
  for (const auto& [key, one] : both) {
    const auto& [was, is] = one;
    ++comparison.shares;
    comparison.largest_change = std::max(comparison.largest_change, std::abs(is - was.share));
    if (is < was.low - 1e-6 || is > was.high + 1e-6)
      comparison.beyond_interval.push_back(fmt::format(
          "{} {} {}: {:.3f} ({:.3f}-{:.3f}) became {:.3f}", before.mix_case.name,
          key.first == Tier::kRecording ? "recording" : "composition", key.second, was.share, was.low, was.high, is));
  }
}

}  // namespace

RecordComparison compare_records(std::span<const CaseRecord> before, std::span<const CaseRecord> after) {
  std::map<std::string, const CaseRecord*> by_name;
  for (const CaseRecord& record : after) by_name[record.mix_case.name] = &record;
  RecordComparison comparison;
  for (const CaseRecord& record : before)
    if (const auto other = by_name.find(record.mix_case.name); other != by_name.end())
      compare_case(record, *other->second, comparison);
  return comparison;
}

std::string comparison_text(const RecordComparison& comparison) {
  std::string text = fmt::format(
      "{} cases in both: {} verdicts changed; of {} shares of owners {} left their interval; the largest change is "
      "{:.2f} points\n",
      comparison.cases, comparison.verdict_changes.size(), comparison.shares, comparison.beyond_interval.size(),
      100 * comparison.largest_change);
  for (const std::string& name : comparison.verdict_changes) text += "  verdict: " + name + "\n";
  for (const std::string& line : comparison.beyond_interval) text += "  share: " + line + "\n";
  return text;
}

}  // namespace tributary::lab
