// Makes a seeded set of queries with known answers out of any folder of music.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lab/recording/query_set.h"
#include "lab/recording/treatment.h"
#include "tributary/result.h"

namespace tributary::lab {

struct QueryMakerOptions {
  std::vector<std::filesystem::path> music;  // folders, searched to the bottom
  std::filesystem::path out;
  std::size_t excerpts = 60;
  std::size_t negatives = 200;
  double held_fraction = 0.2;  // of the tracks: kept out of the catalog, for negatives and mixes
  std::uint64_t seed = 1;
  std::size_t jobs = 1;
  std::vector<int> lengths_s = {5, 10, 15};
  std::vector<std::string> treatments = treatment_names();
};

using QueryProgress = std::function<void(std::size_t done, std::size_t total)>;

// Each of `excerpts` places goes through every treatment at every length, and each of `negatives` places
// in held-out tracks through none. Tracks shorter than 25 s are left out, excerpts never lie in
// silence (below -45 dB). Equal music, seed and tools give equal files, whatever the number of jobs.
Result<QuerySet> make_query_set(const QueryMakerOptions& options, const QueryProgress& progress);

}  // namespace tributary::lab
