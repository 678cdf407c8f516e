#include "lab/recording/scores.h"

#include <algorithm>
#include <set>

namespace tributary::lab {

void Scores::add(const Query& query, const QueryAnswer& answer) {
  if (std::find(treatments_.begin(), treatments_.end(), query.treatment) == treatments_.end()) {
    treatments_.push_back(query.treatment);
  }
  Cell& cell = cells_[{query.treatment, query.length_s}];
  ++cell.queries;
  cell.cpu_s += answer.cpu_s;
  cell.answered += answer.found.empty() ? 0 : 1;
  if (query.truth.empty()) return;
  const auto is_found = [&](const auto& path) {
    return std::find(answer.found.begin(), answer.found.end(), path) != answer.found.end();
  };
  const auto hits = std::count_if(query.truth.begin(), query.truth.end(), is_found);
  cell.all_right += static_cast<double>(hits) / static_cast<double>(query.truth.size());
  if (answer.found.empty()) return;
  const bool right = std::find(query.truth.begin(), query.truth.end(), answer.found.front()) != query.truth.end();
  cell.first_right += right ? 1 : 0;
}

std::vector<int> Scores::lengths_s() const {
  std::set<int> lengths;
  for (const auto& [key, cell] : cells_) lengths.insert(key.second);
  return {lengths.begin(), lengths.end()};
}

const Cell* Scores::cell(const std::string& treatment, int length_s) const {
  const auto found = cells_.find({treatment, length_s});
  return found == cells_.end() ? nullptr : &found->second;
}

}  // namespace tributary::lab
