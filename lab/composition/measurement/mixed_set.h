// A mixed set: a composition set that is planned as lab_render audio plans it, and mixed instead of played.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "lab/composition/measurement/composition_set.h"
#include "lab/composition/measurement/mixed_notes.h"
#include "lab/render/query_plan.h"
#include "tributary/result.h"

namespace tributary::lab {

// Made in a fraction of the time, for choosing what sets of audio then measure. Conditions that treat audio (rooms,
// mastering, codecs) are not asked. Thread safe.
class MixedSet {
 public:
  // An error names the file; kInvalidInput where there is no piece of the split.
  static Result<MixedSet> open(const std::filesystem::path& corpus, const TemplateBanks& banks,
                               const PlanOptions& options);

  const CompositionSet& set() const { return set_; }
  Result<ConstantQWindow> recording(std::size_t i) const;
  Result<ConstantQWindow> query(std::size_t i) const;

  // The checksum of everything that decides what it sounds like.
  const std::string& recipe() const { return recipe_; }

 private:
  MixedSet() = default;

  std::shared_ptr<const std::vector<Piece>> corpus_;  // to which the plan points
  std::shared_ptr<const MixedOrchestra> orchestra_;
  QueryPlan plan_;
  CompositionSet set_;
  double query_s_ = 15;
  std::string recipe_;
};

}  // namespace tributary::lab
