#include "lab/render/query_plan.h"

#include <algorithm>
#include <array>
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

QueryPlan plan_queries(std::span<const Piece> corpus, const PlanOptions& options) {
  Pieces catalog;
  Pieces others;
  Pieces outside;
  choose_catalog(corpus, options, catalog, others);
  for (const Piece& piece : corpus)
    if (piece.split == options.outside_split && !piece.notes.empty()) outside.push_back(&piece);
  QueryPlan plan;
  for (const Piece* piece : catalog)
    plan.catalog.push_back({piece, arrange(*piece, catalog_range(*piece), seed_for(options.seed, piece->version_id))});
  for (const Condition condition : {Condition::kReinstrumented, Condition::kNearKey, Condition::kAnyKey,
                                    Condition::kMelodyOnly, Condition::kMixture})
    plan_condition(condition, catalog, outside, options, options.queries_per_condition, plan.queries);
  plan_condition(Condition::kOtherVersion, others, outside, options, options.queries_per_condition, plan.queries);
  plan_condition(Condition::kNegative, outside, outside, options, options.negatives, plan.queries);
  return plan;
}

}  // namespace tributary::lab
