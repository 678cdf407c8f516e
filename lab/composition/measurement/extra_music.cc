#include "lab/composition/measurement/extra_music.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "lab/recording/random.h"

namespace tributary::lab {
namespace {

using Works = std::set<std::string>;

// So many works of the split, drawn from the seed.
Works draw_works(std::span<const Piece> corpus, Split split, std::size_t most, std::uint64_t seed) {
  Works all;
  for (const Piece& piece : corpus)
    if (piece.split == split && !piece.notes.empty()) all.insert(piece.work_id);
  const std::vector<std::string> names(all.begin(), all.end());
  std::vector<std::size_t> order = Random(seed_for(seed, "works of negatives")).permutation(names.size());
  order.resize(std::min(most, order.size()));
  Works drawn;
  for (const std::size_t i : order) drawn.insert(names[i]);
  return drawn;
}

std::vector<Piece> pieces_of(std::span<const Piece> corpus, const Works& works) {
  std::vector<Piece> pieces;
  std::copy_if(corpus.begin(), corpus.end(), std::back_inserter(pieces),
               [&](const Piece& piece) { return works.contains(piece.work_id); });
  return pieces;
}

// The works of the set's catalog, and of all that its queries play.
Works works_in(const CompositionSet& set, std::span<const Piece> corpus) {
  std::set<std::string> versions;
  for (const SetQuery& query : set.queries) versions.insert({query.version_id, query.under});
  Works works;
  for (const SetRecording& recording : set.catalog) works.insert(recording.work_id);
  for (const Piece& piece : corpus)
    if (versions.contains(piece.version_id)) works.insert(piece.work_id);
  return works;
}

}  // namespace

struct ExtraMusic::Pieces {
  std::vector<Piece> distractors;  // of the split, less what queries play
  std::vector<Piece> negatives;
};

Result<ExtraMusic> ExtraMusic::open(const ExtraMusicOptions& options, const CompositionSet& set) {
  ExtraMusic extra;
  extra.seed_ = options.seed;
  extra.query_s_ = options.query_s;
  TRIBUTARY_ASSIGN(const base::MappedFile file, base::MappedFile::open(options.corpus));
  TRIBUTARY_ASSIGN(const std::vector<Piece> corpus, decode_note_corpus(file.bytes(), options.corpus.string()));
  TRIBUTARY_ASSIGN(MixedOrchestra orchestra, MixedOrchestra::open(options.banks));
  extra.orchestra_ = std::make_shared<const MixedOrchestra>(std::move(orchestra));

  Pieces pieces;
  const Works asked = draw_works(corpus, options.negative_split, kMostNegativeWorks, options.seed);
  pieces.negatives = pieces_of(corpus, asked);
  Works excluded = works_in(set, corpus);
  excluded.insert(asked.begin(), asked.end());
  for (const Piece& piece : corpus)
    if (piece.split == options.distractor_split && !piece.notes.empty() && !excluded.contains(piece.work_id))
      pieces.distractors.push_back(piece);
  if (pieces.distractors.empty() || pieces.negatives.empty())
    return Error{ErrorCode::kInvalidInput, options.corpus.string() + ": has no pieces for distractors or negatives"};
  extra.pieces_ = std::make_shared<const Pieces>(std::move(pieces));

  std::vector<const Piece*> sources;
  std::map<std::string, const Piece*> works;
  for (const Piece& piece : extra.pieces_->distractors) {
    sources.push_back(&piece);
    works.try_emplace(piece.work_id, &piece);
  }
  extra.inventor_ = std::make_shared<const PieceInventor>(sources);
  std::vector<const Piece*> in_order;
  for (const auto& [work, piece] : works) in_order.push_back(piece);
  for (const std::size_t i : Random(seed_for(options.seed, "distractors")).permutation(in_order.size()))
    extra.works_.push_back(in_order[i]);

  PlanOptions plan;
  plan.outside_split = options.negative_split;
  plan.queries_per_condition = 0;
  plan.queries_per_tradition = 0;
  plan.negatives = extra.orchestra_->plays_queries() ? options.negatives : 0;
  plan.query_s = options.query_s;
  plan.seed = seed_for(options.seed, "extra negatives");
  extra.negatives_ = plan_queries(extra.pieces_->negatives, plan).queries;

  std::string recipe = fmt::format("{}{}{} {} {} {}", base::checksum128_hex(file.bytes()), extra.orchestra_->checksum(),
                                   options.seed, options.query_s, static_cast<int>(options.distractor_split),
                                   static_cast<int>(options.negative_split));
  for (const std::string& work : excluded) recipe += "\n" + work;
  extra.recipe_ = base::checksum128_hex(std::as_bytes(std::span(recipe)));
  return extra;
}

SetRecording ExtraMusic::distractor_name(std::size_t number) const {
  if (number >= works_.size()) return {{}, "invented:" + std::to_string(number), {}};
  return {{}, works_[number]->work_id, works_[number]->version_id};
}

SetQuery ExtraMusic::negative_name(std::size_t number) const {
  const PlannedQuery& plan = negatives_[number];
  SetQuery query;
  query.audio = "extra/" + std::to_string(number);
  query.condition = condition_name(plan.condition);
  query.tradition = plan.piece->tradition;
  query.version_id = plan.piece->version_id;
  query.piece_start_s = plan.start_s * plan.version.tempo_ratio;
  query.piece_end_s = (plan.start_s + query_s_) * plan.version.tempo_ratio;
  return query;
}

Result<ConstantQWindow> ExtraMusic::distractor(std::size_t number) const {
  const std::uint64_t seed = seed_for(seed_, "distractor " + std::to_string(number));
  Piece invented;
  if (number >= works_.size()) invented = inventor_->invent(seed);
  const PlannedRecording recording = plan_recording(number < works_.size() ? *works_[number] : invented, seed);
  return orchestra_->play(recording, seed);
}

Result<ConstantQWindow> ExtraMusic::negative(std::size_t number) const {
  return orchestra_->play(negatives_[number], query_s_);
}

}  // namespace tributary::lab
