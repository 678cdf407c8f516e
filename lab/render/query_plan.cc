#include "lab/render/query_plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "lab/composition/mixing/version_plan.h"
#include "lab/recording/random.h"

namespace tributary::lab {
namespace {

using Pieces = std::vector<const Piece*>;

// General MIDI without percussive instruments and sound effects.
std::vector<std::uint8_t> melodic_programs() {
  std::vector<std::uint8_t> programs;
  for (std::uint8_t program = 0; program < 112; ++program)
    if (program < 96 || program > 103) programs.push_back(program);
  return programs;
}

bool has_accompaniment(const Piece& piece) {
  return std::any_of(piece.notes.begin(), piece.notes.end(),
                     [&](const Note& note) { return note.part != piece.notes.front().part; });
}

ArrangementRange catalog_range(const Piece& piece) {
  ArrangementRange range;
  range.programs = melodic_programs();
  range.made_up_chords = has_accompaniment(piece) ? 0 : 0.5;
  return range;
}

ArrangementRange query_range(Condition condition) {
  ArrangementRange range;
  range.programs = melodic_programs();
  range.made_up_chords = 0.3;
  range.dropped_parts = 0.2;
  if (condition == Condition::kReinstrumented) return range;
  range.tempo = {0.8, 1.25, 0.05};
  range.most_semitones = condition == Condition::kAnyKey || condition == Condition::kMelodyOnly ? 6 : 2;
  if (condition == Condition::kMelodyOnly) {
    range.melody_only = 1;
    range.made_up_chords = 0;
  }
  if (condition == Condition::kEdited) range.structure = {0.7, 0.7};
  return range;
}

double tune_seconds(const std::vector<Note>& notes, const std::vector<std::uint8_t>& tune, double start_s,
                    double end_s) {
  double sum_s = 0;
  double reached_s = start_s;
  for (const Note& note : notes) {
    if (std::find(tune.begin(), tune.end(), note.part) == tune.end()) continue;
    const double from_s = std::max(reached_s, static_cast<double>(note.onset_s));
    const double to_s = std::min(end_s, static_cast<double>(note.onset_s) + static_cast<double>(note.duration_s));
    if (to_s <= from_s) continue;
    sum_s += to_s - from_s;
    reached_s = to_s;
  }
  return sum_s;
}

// A moment from which the tune sounds for most of the query.
std::optional<double> draw_start(const Piece& piece, const Arrangement& version, double query_s, Random& random) {
  constexpr double kSounding = 0.6;
  if (version.duration_s < query_s) return std::nullopt;
  const std::vector<std::uint8_t> tune = tune_parts(piece);
  for (int attempt = 0; attempt < 20; ++attempt) {
    const double start_s = random.uniform(0, version.duration_s - query_s);
    if (tune_seconds(version.notes, tune, start_s, start_s + query_s) >= kSounding * query_s) return start_s;
  }
  return std::nullopt;
}

// How long the query plays on before its first edit and behind its last one; all of it where there is none.
double unedited_ends_s(const std::vector<Stretch>& truth) {
  constexpr double kBend = 0.05;  // the tempo bends stretches, edits cut them
  double first_s = truth.back().version_end_s;
  double last_s = first_s;
  for (std::size_t i = 1; i < truth.size(); ++i) {
    if (std::abs(truth[i].original_start_s - truth[i - 1].original_end_s) < kBend) continue;
    first_s = std::min(first_s, truth[i].version_start_s);
    last_s = truth.back().version_end_s - truth[i].version_start_s;
  }
  return std::min(first_s, last_s);
}

// Whether an edit is well inside the query.
bool is_edited(const PlannedQuery& query, double query_s) {
  const std::vector<Stretch> truth = query.truth(query_s);
  return !truth.empty() && unedited_ends_s(truth) >= 0.25 * query_s && unedited_ends_s(truth) <= 0.75 * query_s;
}

// A version that is edited, and a query in it that the edit falls into.
bool plan_edit(const Piece& piece, double query_s, Random& random, PlannedQuery& query) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    query.version = arrange(piece, query_range(Condition::kEdited), random.next());
    for (int place = 0; place < 10; ++place) {
      const auto start_s = draw_start(piece, query.version, query_s, random);
      if (!start_s) break;
      query.start_s = *start_s;
      if (is_edited(query, query_s)) return true;
    }
  }
  return false;
}

bool add_under(const Pieces& outside, double query_s, Random& random, PlannedQuery& query) {
  for (int attempt = 0; attempt < 20 && !outside.empty(); ++attempt) {
    query.under = outside[random.below(outside.size())];
    query.under_version = arrange(*query.under, query_range(Condition::kReinstrumented), random.next());
    const auto start_s = draw_start(*query.under, query.under_version, query_s, random);
    if (!start_s) continue;
    query.under_start_s = *start_s;
    query.under_db = random.uniform(-3, 6);
    return true;
  }
  return false;
}

std::optional<PlannedQuery> plan_query(Condition condition, const Piece& piece, std::size_t round,
                                       const Pieces& outside, const PlanOptions& options) {
  PlannedQuery query;
  query.condition = condition;
  query.piece = &piece;
  query.seed = seed_for(options.seed, condition_name(condition) + " " + std::to_string(round) + " " + piece.version_id);
  Random random(query.seed);
  if (condition == Condition::kEdited)
    return plan_edit(piece, options.query_s, random, query) ? std::optional(std::move(query)) : std::nullopt;
  query.version = arrange(piece, query_range(condition), random.next());
  const auto start_s = draw_start(piece, query.version, options.query_s, random);
  if (!start_s) return std::nullopt;
  query.start_s = *start_s;
  if (condition == Condition::kMixture && !add_under(outside, options.query_s, random, query)) return std::nullopt;
  return query;
}

// Queries of all pieces, in an order that only the seed decides, and then other queries of them, until there are as
// many as are wanted.
void plan_condition(Condition condition, const Pieces& pieces, const Pieces& outside, const PlanOptions& options,
                    std::size_t wanted, std::vector<PlannedQuery>& queries) {
  Random random(seed_for(options.seed, "order of " + condition_name(condition)));
  const std::vector<std::size_t> order = random.permutation(pieces.size());
  std::size_t planned = 0;
  bool more = true;
  for (std::size_t round = 0; more; ++round) {
    more = false;
    for (const std::size_t i : order) {
      if (planned == wanted) return;
      auto query = plan_query(condition, *pieces[i], round, outside, options);
      if (!query) continue;
      queries.push_back(std::move(*query));
      ++planned;
      more = true;
    }
  }
}

// One piece of each work, and the other versions of those works.
void choose_catalog(std::span<const Piece> corpus, const PlanOptions& options, Pieces& catalog, Pieces& others) {
  std::map<std::string, Pieces> works;
  for (const Piece& piece : corpus)
    if (piece.split == options.catalog_split && !piece.notes.empty()) works[piece.work_id].push_back(&piece);
  std::vector<const Pieces*> versions;
  versions.reserve(works.size());
  for (const auto& [work, pieces] : works) versions.push_back(&pieces);
  const std::size_t count = options.most_works == 0 ? versions.size() : std::min(options.most_works, versions.size());
  std::vector<std::size_t> order = Random(seed_for(options.seed, "works")).permutation(versions.size());
  order.resize(count);
  std::sort(order.begin(), order.end());
  for (const std::size_t i : order) {
    catalog.push_back(versions[i]->front());
    others.insert(others.end(), versions[i]->begin() + 1, versions[i]->end());
  }
}

std::map<std::string, Pieces> by_tradition(const Pieces& pieces) {
  std::map<std::string, Pieces> traditions;
  for (const Piece* piece : pieces) traditions[piece->tradition].push_back(piece);
  return traditions;
}

}  // namespace

std::string condition_name(Condition condition) {
  switch (condition) {
    case Condition::kReinstrumented:
      return "reinstrumented";
    case Condition::kNearKey:
      return "near_key";
    case Condition::kAnyKey:
      return "any_key";
    case Condition::kMelodyOnly:
      return "melody_only";
    case Condition::kMixture:
      return "mixture";
    case Condition::kEdited:
      return "edited";
    case Condition::kRoom:
      return "room";
    case Condition::kMastered:
      return "mastered";
    case Condition::kCodecMp3:
      return "codec_mp3";
    case Condition::kCodecAac:
      return "codec_aac";
    case Condition::kCodecOpus:
      return "codec_opus";
    case Condition::kEachTradition:
      return "each_tradition";
    case Condition::kOtherVersion:
      return "other_version";
    case Condition::kNegative:
      return "negative";
  }
  return {};
}

std::vector<Stretch> PlannedQuery::truth(double query_s) const {
  if (condition == Condition::kOtherVersion || condition == Condition::kNegative) return {};
  std::vector<Stretch> inside;
  for (const Stretch& s : version.time_map.stretches()) {
    const double from_s = std::max(s.version_start_s, start_s);
    const double to_s = std::min(s.version_end_s, start_s + query_s);
    if (to_s <= from_s) continue;
    const double tempo = (s.original_end_s - s.original_start_s) / (s.version_end_s - s.version_start_s);
    inside.push_back({s.original_start_s + (from_s - s.version_start_s) * tempo,
                      s.original_start_s + (to_s - s.version_start_s) * tempo, from_s - start_s, to_s - start_s});
  }
  return inside;
}

PlannedRecording plan_recording(const Piece& piece, std::uint64_t seed) {
  return {&piece, arrange(piece, catalog_range(piece), seed_for(seed, piece.version_id))};
}

QueryPlan plan_queries(std::span<const Piece> corpus, const PlanOptions& options) {
  Pieces catalog;
  Pieces others;
  Pieces outside;
  choose_catalog(corpus, options, catalog, others);
  for (const Piece& piece : corpus)
    if (piece.split == options.outside_split && !piece.notes.empty()) outside.push_back(&piece);
  QueryPlan plan;
  for (const Piece* piece : catalog) plan.catalog.push_back(plan_recording(*piece, options.seed));
  for (const Condition condition :
       {Condition::kReinstrumented, Condition::kNearKey, Condition::kAnyKey, Condition::kMelodyOnly,
        Condition::kMixture, Condition::kEdited, Condition::kRoom, Condition::kMastered, Condition::kCodecMp3,
        Condition::kCodecAac, Condition::kCodecOpus})
    plan_condition(condition, catalog, outside, options, options.queries_per_condition, plan.queries);
  for (const auto& [tradition, pieces] : by_tradition(catalog))
    plan_condition(Condition::kEachTradition, pieces, outside, options, options.queries_per_tradition, plan.queries);
  plan_condition(Condition::kOtherVersion, others, outside, options, options.queries_per_condition, plan.queries);
  plan_condition(Condition::kNegative, outside, outside, options, options.negatives, plan.queries);
  return plan;
}

}  // namespace tributary::lab
