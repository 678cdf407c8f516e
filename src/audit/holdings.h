// Which recording, work and owner each row of a store counts for, with copies counted once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "audit/gradient_store.h"

namespace tributary::audit {

// Made once for a store and read by any thread. Numbers are places in the sorted names.
struct Holdings {
  std::vector<std::string> recordings;
  std::vector<std::string> works;
  std::vector<std::string> owners;
  std::vector<std::uint32_t> recording_of;  // of each row
  std::vector<std::uint32_t> work_of;
  std::vector<std::uint32_t> owner_of;
  std::vector<std::size_t> group_of;  // see copy_groups
  std::vector<double> weight_of;      // of each row: 1, or what its copies leave of the times the passage is played
  std::size_t copies = 0;             // rows that count together with a lower one
};

Holdings holdings_of(const GradientStore& store, std::size_t threads);

// What a work's segments score together, and how that is its owners'.
struct WorkScore {
  std::uint32_t work = 0;
  double score = 0;                        // of the strongest of its recordings
  double items = 0;                        // segments that this is the sum of
  std::map<std::uint32_t, double> owners;  // each owner's part of `score`, adding up to it where it is positive
};

// Of each work with a row.
//
// Copies of one passage count as often as the recording that plays it most often, at their mean score; owners who hold
// one share it equally, and the works of an owner share the owner's part. So neither more uploads nor more names bring
// more. Of several recordings under one work the strongest counts: they are versions of one track.
std::vector<WorkScore> work_scores(const Holdings& holdings, std::span<const float> scores);

}  // namespace tributary::audit
