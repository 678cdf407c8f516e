// Query independence: whether a batch is answered with the same works whatever is asked.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "tributary/trace_answer.h"

namespace tributary::pipeline {

// Attribution collapses when scores depend on the catalog and not on the query: the same works come out for everything.
// A batch shows it. Not thread safe.
class QueryIndependence {
 public:
  static constexpr std::size_t kQueriesMin = 10;
  static constexpr double kPartMax = 0.8;

  // The same file asked twice counts once.
  void add(const TraceAnswer& answer);

  // What to tell people: which work at least kPartMax of kQueriesMin or more different files are answered with. Empty
  // where there is none. A batch of excerpts of one recording looks the same, which the text says.
  std::string warning() const;

 private:
  std::set<std::string> queries_;                                      // SHA-256
  std::map<std::pair<Tier, std::string>, std::size_t> answered_with_;  // by work_id
};

}  // namespace tributary::pipeline
