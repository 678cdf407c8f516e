// A composition set: the catalog and the queries that `lab_render audio` makes, with what is true of them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "lab/composition/arrangement/time_map.h"
#include "tributary/result.h"

namespace tributary::lab {

struct SetRecording {
  std::filesystem::path audio;
  std::string work_id;
  std::string version_id;   // of the piece that is played
  std::string artist = {};  // of a set of lab_recording

  // Music of one owner may share themes and loops.
  const std::string& owner() const { return artist.empty() ? work_id : artist; }
};

struct SetQuery {
  std::filesystem::path audio;
  std::string condition;
  std::string tradition;
  std::string work_id;     // empty where no work of the catalog is inside
  std::string version_id;  // of the piece that is played
  std::string under;       // version_id of the piece that is mixed with it; empty where there is none

  // The seconds of the piece that are played, give or take some.
  double piece_start_s = 0;
  double piece_end_s = 0;

  // Seconds of the query on the version's side, and the recording's as the original's; empty where none are known.
  std::vector<Stretch> truth;
  std::vector<double> repeats_s;  // by how much the recording's seconds may be later and be as true

  bool is_negative() const { return work_id.empty(); }
};

struct CompositionSet {
  std::vector<SetRecording> catalog;
  std::vector<SetQuery> queries;
};

// Reads catalog.csv and queries.csv of `folder`; their paths are relative to it. A set of lab_recording is one as well:
// there every recording is a work of its own, no seconds are known, and queries with two recordings are left out.
// kInvalidInput names the file and line of what is wrong, also of a query for a work that the catalog lacks.
Result<CompositionSet> read_composition_set(const std::filesystem::path& folder);

}  // namespace tributary::lab
