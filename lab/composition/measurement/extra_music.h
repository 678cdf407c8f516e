// Extra music: what a set is measured with beside its audio, mixed as constant-Q levels because it is too much to play.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "lab/composition/invention/piece_inventor.h"
#include "lab/composition/measurement/composition_set.h"
#include "lab/composition/measurement/mixed_notes.h"
#include "lab/render/query_plan.h"
#include "tributary/result.h"

namespace tributary::lab {

struct ExtraMusicOptions {
  std::filesystem::path corpus;
  TemplateBanks banks;
  Split distractor_split = Split::kTrain;
  Split negative_split = Split::kValidation;
  std::size_t negatives = 0;
  double query_s = 15;
  std::uint64_t seed = 1;
};

// Distractors are recordings that no query asks for: a piece of every work of their split, in an order that the seed
// decides, and after those invented pieces, without end. Negatives are queries of up to 600 works of their split. No
// work that any query plays or the set's catalog holds is a distractor or inside one. Thread safe.
class ExtraMusic {
 public:
  static constexpr std::size_t kMostNegativeWorks = 600;

  // An error names the file. kInvalidInput where a split has no pieces.
  static Result<ExtraMusic> open(const ExtraMusicOptions& options, const CompositionSet& set);

  Result<ConstantQWindow> distractor(std::size_t number) const;
  // Its work and version; an invented piece has no version that any corpus knows.
  SetRecording distractor_name(std::size_t number) const;

  std::size_t negatives() const { return negatives_.size(); }
  Result<ConstantQWindow> negative(std::size_t number) const;
  SetQuery negative_name(std::size_t number) const;

  // The checksum of everything that decides what each of them sounds like, however many there are.
  const std::string& recipe() const { return recipe_; }

 private:
  struct Pieces;

  ExtraMusic() = default;

  std::shared_ptr<const Pieces> pieces_;  // to which the rest points
  std::vector<const Piece*> works_;       // the real distractors
  std::vector<PlannedQuery> negatives_;
  std::shared_ptr<const PieceInventor> inventor_;
  std::shared_ptr<const MixedOrchestra> orchestra_;
  std::uint64_t seed_ = 1;
  double query_s_ = 15;
  std::string recipe_;
};

}  // namespace tributary::lab
