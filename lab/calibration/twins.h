// Twins: recordings that a catalog holds twice, by two owners, so that no owner alone is the right answer.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "tributary/recording.h"
#include "tributary/result.h"
#include "tributary/trace_answer.h"

namespace tributary::lab {

// The part of a recording, 0 to 1, that each other owner's recordings play at its own tempo (within 2%) and key
// (within half a semitone), whichever tier heard it. `owners` is the owner of each recording_id.
std::map<std::string, double> parts_played_by_others(const TraceAnswer& answer, const std::string& owner,
                                                     const std::map<std::string, std::string>& owners);

struct Twins {
  std::string owner;  // of the recording that was traced; empty: nobody
  std::string other;  // of those that play it
  double part = 0;    // how much of it they play, 0 to 1

  bool operator==(const Twins&) const = default;
};

// The owners of whose recordings one is played by the other for at least half of its length: each recording of the
// workspace is traced in it, on `threads` threads. Ordered as Workspace::list(), then by `other`; a pair may come
// twice.
Result<std::vector<Twins>> find_twins(const std::filesystem::path& workspace, std::size_t threads);

// Gives both twins one owner, the first of the catalog, in a catalog table of lab_mix; what nobody owns stays so.
// Returns how many rows changed; kInvalidInput where the table has further columns, which would be lost.
Result<std::size_t> join_owners(const std::filesystem::path& catalog_csv, std::span<const Twins> twins);

}  // namespace tributary::lab
