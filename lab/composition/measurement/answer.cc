#include "lab/composition/measurement/answer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace tributary::lab {
namespace {

// The number of works that score at least as well as the right one, itself included.
std::size_t rank_of(double right, std::span<const Match> matches, const SetQuery& query, const CompositionSet& set) {
  std::set<std::string> before;
  for (std::size_t i = 0; i < matches.size(); ++i)
    if (matches[i].score >= right && set.catalog[i].work_id != query.work_id) before.insert(set.catalog[i].work_id);
  return before.size() + 1;
}

bool scores_less(const Match& a, const Match& b) { return a.score < b.score; }

Answer judge_negative(std::span<const Match> matches, const SharesTune& shares_tune) {
  Answer answer;
  std::vector<Match> left(matches.begin(), matches.end());
  while (true) {
    const auto best = std::max_element(left.begin(), left.end(), scores_less);
    answer.recording = static_cast<std::size_t>(best - left.begin());
    answer.score = best->score;
    answer.passage = best->passage;
    if (std::isinf(best->score) || !shares_tune || !shares_tune(answer.recording)) return answer;
    answer.shared_score = std::max(answer.shared_score, best->score);
    best->score = -std::numeric_limits<double>::infinity();
  }
}

}  // namespace

Answer judge(std::span<const Match> matches, const SetQuery& query, const CompositionSet& set,
             const SharesTune& shares_tune) {
  if (query.is_negative()) return judge_negative(matches, shares_tune);
  const auto best = std::max_element(matches.begin(), matches.end(), scores_less);
  Answer answer;
  answer.recording = static_cast<std::size_t>(best - matches.begin());
  answer.score = best->score;
  answer.passage = best->passage;
  const Match* right = nullptr;
  for (std::size_t i = 0; i < matches.size(); ++i)
    if (set.catalog[i].work_id == query.work_id && (right == nullptr || matches[i].score > right->score))
      right = &matches[i];
  if (right == nullptr || std::isinf(right->score)) return answer;
  answer.rank = rank_of(right->score, matches, query, set);
  if (answer.is_right() && right->passage)
    answer.localisation_error_s = localisation_error_s(*right->passage, query.truth, query.repeats_s);
  return answer;
}

}  // namespace tributary::lab
