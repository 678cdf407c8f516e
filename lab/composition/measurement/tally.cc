#include "lab/composition/measurement/tally.h"

#include <algorithm>

#include "lab/composition/measurement/proportion.h"

namespace tributary::lab {
namespace {

const std::string kEachTradition = "each_tradition";

TallyRow& row_named(std::vector<TallyRow>& rows, const std::string& name) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const TallyRow& row) { return row.name == name; });
  if (found != rows.end()) return *found;
  rows.emplace_back().name = name;
  return rows.back();
}

void choose_threshold(std::span<const Answer> answers, const CompositionSet& set, std::optional<double> given,
                      Tally& result) {
  std::vector<double> chosen_on;
  std::vector<double> others;
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (set.queries[i].is_negative())
      (!given && chosen_on.size() <= others.size() ? chosen_on : others).push_back(answers[i].score);
  result.threshold = given ? *given : threshold_for(chosen_on, kMostFalsePositives);
  result.chosen_on = chosen_on.size();
  std::vector<double> all = chosen_on;
  all.insert(all.end(), others.begin(), others.end());
  result.lowest_threshold = threshold_for(all, kMostFalsePositives);
  result.negatives = others.size();
  result.false_positives = static_cast<std::size_t>(
      std::count_if(others.begin(), others.end(), [&](double score) { return score > result.threshold; }));
}

std::size_t count_shared(std::span<const Answer> answers, double threshold) {
  return static_cast<std::size_t>(std::count_if(answers.begin(), answers.end(),
                                                [&](const Answer& answer) { return answer.shared_score > threshold; }));
}

void add(const Answer& answer, const SetQuery& query, double threshold, TallyRow& row) {
  const bool located = answer.localisation_error_s && *answer.localisation_error_s <= kLocalised_s;
  ++row.queries;
  if (answer.is_right()) ++row.right;
  if (answer.rank >= 1 && answer.rank <= kNear) ++row.near;
  row.precision += answer.rank == 0 ? 0 : 1 / static_cast<double>(answer.rank);
  if (answer.is_right() && answer.score > threshold) ++row.accepted;
  if (!query.truth.empty()) ++row.with_truth;
  if (located) ++row.localised;
}

}  // namespace

Tally tally(std::span<const Answer> answers, const CompositionSet& set, std::optional<double> threshold) {
  Tally result;
  choose_threshold(answers, set, threshold, result);
  const bool has_traditions = std::any_of(set.queries.begin(), set.queries.end(),
                                          [](const SetQuery& query) { return query.condition == kEachTradition; });
  result.shared_tunes = count_shared(answers, std::max(0.0, result.threshold));
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const SetQuery& query = set.queries[i];
    if (query.is_negative()) continue;
    result.names_seconds = result.names_seconds || answers[i].localisation_error_s.has_value();
    add(answers[i], query, result.threshold, row_named(result.conditions, query.condition));
    if (!has_traditions || query.condition == kEachTradition)
      add(answers[i], query, result.threshold, row_named(result.traditions, query.tradition));
  }
  std::sort(result.traditions.begin(), result.traditions.end(),
            [](const TallyRow& a, const TallyRow& b) { return a.name < b.name; });
  return result;
}

}  // namespace tributary::lab
