// The plan of a test set for the composition tier: what goes into the catalog, and which queries are asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lab/composition/arrangement/arrangement.h"
#include "lab/composition/corpus/note_corpus.h"

namespace tributary::lab {

// What a query does with a piece of the catalog. Instruments are always others.
enum class Condition {
  kReinstrumented,  // the same key and tempo
  kNearKey,         // at most two semitones away, tempo 0.8 to 1.25
  kAnyKey,          // at most six semitones away, that tempo
  kMelodyOnly,      // that, and nothing but the tune
  kMixture,         // as kNearKey, with a piece from outside the catalog under it
  kEdited,          // as kNearKey, and a passage is repeated or left out within the query
  kRoom,            // as kNearKey, in a room
  kMastered,        // as kNearKey, with other tone and dynamics
  kCodecMp3,        // as kNearKey, 64 kbit/s
  kCodecAac,        // as kNearKey, 48 kbit/s
  kCodecOpus,       // as kNearKey, 24 kbit/s
  kEachTradition,   // as kNearKey, as many of each tradition
  kOtherVersion,    // as kNearKey, of another version of the work: no seconds are known to match
  kNegative,        // as kNearKey, of a piece from outside the catalog
};
std::string condition_name(Condition condition);

struct PlanOptions {
  Split catalog_split = Split::kTest;
  Split outside_split = Split::kValidation;  // negatives and mixtures come from here
  std::size_t most_works = 0;                // 0: all of the split
  std::size_t queries_per_condition = 300;
  std::size_t queries_per_tradition = 40;  // of kEachTradition
  std::size_t negatives = 300;
  double query_s = 15;
  std::uint64_t seed = 1;
};

struct PlannedQuery {
  Condition condition = Condition::kReinstrumented;
  const Piece* piece = nullptr;
  Arrangement version;
  double start_s = 0;            // the query is the version from here on
  std::uint64_t seed = 0;        // of what is left to draw
  const Piece* under = nullptr;  // for mixtures
  Arrangement under_version;
  double under_start_s = 0;
  double under_db = 0;  // how far the other piece lies below

  // Stretches with the times of the query on the version's side, and the original's as in the catalog; empty where
  // no seconds match.
  std::vector<Stretch> truth(double query_s) const;
};

struct PlannedRecording {
  const Piece* piece = nullptr;
  Arrangement version;  // at its own key and tempo: its seconds are the score's
};

// The piece as a catalog records it: at its own key and tempo, with instruments and perhaps chords of its own.
PlannedRecording plan_recording(const Piece& piece, std::uint64_t seed);

struct QueryPlan {
  std::vector<PlannedRecording> catalog;  // one for each work, by work_id
  std::vector<PlannedQuery> queries;      // by condition
};

// `corpus` outlives the plan. The same corpus and options give the same plan. A query holds sounding tune for at least
// 60% of its time; pieces too short for one are not asked for. A piece is asked for again, in another version, once all
// others were.
QueryPlan plan_queries(std::span<const Piece> corpus, const PlanOptions& options);

}  // namespace tributary::lab
