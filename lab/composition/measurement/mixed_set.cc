#include "lab/composition/measurement/mixed_set.h"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "lab/composition/arrangement/repeated_passages.h"
#include "lab/composition/mixing/version_plan.h"

namespace tributary::lab {
namespace {

bool treats_audio(const PlannedQuery& query) {
  switch (query.condition) {
    case Condition::kRoom:
    case Condition::kMastered:
    case Condition::kCodecMp3:
    case Condition::kCodecAac:
    case Condition::kCodecOpus:
      return true;
    default:
      return false;
  }
}

SetQuery described(const PlannedQuery& plan, std::size_t number, double query_s) {
  SetQuery query;
  query.audio = "mixed/" + std::to_string(number);
  query.condition = condition_name(plan.condition);
  query.tradition = plan.piece->tradition;
  if (plan.condition != Condition::kNegative) query.work_id = plan.piece->work_id;
  query.version_id = plan.piece->version_id;
  if (plan.under != nullptr) query.under = plan.under->version_id;
  query.piece_start_s = plan.start_s * plan.version.tempo_ratio;
  query.piece_end_s = (plan.start_s + query_s) * plan.version.tempo_ratio;
  query.truth = plan.truth(query_s);
  if (query.truth.empty()) return query;
  double start_s = query.truth.front().original_start_s;
  double end_s = query.truth.front().original_end_s;
  for (const Stretch& s : query.truth) {
    start_s = std::min(start_s, s.original_start_s);
    end_s = std::max(end_s, s.original_end_s);
  }
  query.repeats_s = repeated_passages(plan.piece->notes, tune_parts(*plan.piece), start_s, end_s);
  return query;
}

}  // namespace

Result<MixedSet> MixedSet::open(const std::filesystem::path& corpus, const TemplateBanks& banks,
                                const PlanOptions& options) {
  MixedSet mixed;
  mixed.query_s_ = options.query_s;
  TRIBUTARY_ASSIGN(const base::MappedFile file, base::MappedFile::open(corpus));
  TRIBUTARY_ASSIGN(std::vector<Piece> pieces, decode_note_corpus(file.bytes(), corpus.string()));
  mixed.corpus_ = std::make_shared<const std::vector<Piece>>(std::move(pieces));
  TRIBUTARY_ASSIGN(MixedOrchestra orchestra, MixedOrchestra::open(banks));
  mixed.orchestra_ = std::make_shared<const MixedOrchestra>(std::move(orchestra));
  mixed.plan_ = plan_queries(*mixed.corpus_, options);
  std::erase_if(mixed.plan_.queries, treats_audio);
  if (mixed.plan_.catalog.empty() || mixed.plan_.queries.empty())
    return Error{ErrorCode::kInvalidInput, corpus.string() + ": has no such piece"};
  for (const PlannedRecording& recording : mixed.plan_.catalog)
    mixed.set_.catalog.push_back({{}, recording.piece->work_id, recording.piece->version_id});
  for (std::size_t i = 0; i < mixed.plan_.queries.size(); ++i)
    mixed.set_.queries.push_back(described(mixed.plan_.queries[i], i, options.query_s));
  const std::string recipe = fmt::format(
      "{}{}{} {} {} {} {} {} {} {}", base::checksum128_hex(file.bytes()), mixed.orchestra_->checksum(),
      static_cast<int>(options.catalog_split), static_cast<int>(options.outside_split), options.most_works,
      options.queries_per_condition, options.queries_per_tradition, options.negatives, options.query_s, options.seed);
  mixed.recipe_ = base::checksum128_hex(std::as_bytes(std::span(recipe)));
  return mixed;
}

Result<ConstantQWindow> MixedSet::recording(std::size_t i) const { return orchestra_->play(plan_.catalog[i], i); }

Result<ConstantQWindow> MixedSet::query(std::size_t i) const { return orchestra_->play(plan_.queries[i], query_s_); }

}  // namespace tributary::lab
