// Scores: how often the right recordings were found, per treatment and length.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lab/recording/query_set.h"

namespace tributary::lab {

// What tracing one query gave.
struct QueryAnswer {
  std::vector<std::filesystem::path> found;  // catalog files, the largest share first
  double cpu_s = 0;
};

// The queries of one treatment and length.
struct Cell {
  std::size_t queries = 0;
  double first_right = 0;  // of them, those whose largest share is one of the truth
  double all_right = 0;    // sum of the parts of the truth that were found
  double answered = 0;     // those that attribute anything: for negatives, the false positives
  double cpu_s = 0;

  double top1() const { return first_right / static_cast<double>(queries); }
  double recall() const { return all_right / static_cast<double>(queries); }
  double false_positives() const { return answered / static_cast<double>(queries); }
};

class Scores {
 public:
  void add(const Query& query, const QueryAnswer& answer);

  const std::vector<std::string>& treatments() const { return treatments_; }  // as they first came
  std::vector<int> lengths_s() const;
  const Cell* cell(const std::string& treatment, int length_s) const;  // null where nothing was asked

 private:
  std::vector<std::string> treatments_;
  std::map<std::pair<std::string, int>, Cell> cells_;
};

}  // namespace tributary::lab
