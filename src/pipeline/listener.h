// The models that hear recordings, with the weights this program is built with.
#pragma once

#include <memory>
#include <string>

#include "encoder/composition_network.h"
#include "encoder/style_encoder.h"
#include "index/composition_cohort.h"
#include "tributary/result.h"

namespace tributary::pipeline {

// Immutable, and so safe from several threads; cheap to copy.
class Listener {
 public:
  static Result<Listener> create();

  // Names the composition network, its weights and what is stored of its answer: whatever changes one of them changes
  // the name. 32 lower-case hexadecimal digits.
  const std::string& composition_name() const { return composition_name_; }

  // What the network heard in music of no catalog; see trace::CompositionSearch.
  std::shared_ptr<const index::CompositionCohort> composition_cohort() const { return composition_cohort_; }

  // Names the style encoder in the same way.
  const std::string& style_name() const { return style_name_; }

  Result<encoder::CompositionNetwork> composition() const {
    return encoder::CompositionNetwork::make(*composition_weights_);
  }
  const encoder::StyleEncoder& style() const { return *style_; }

 private:
  std::shared_ptr<const encoder::CompositionWeights> composition_weights_;
  std::string composition_name_;
  std::shared_ptr<const index::CompositionCohort> composition_cohort_;
  std::shared_ptr<const encoder::StyleEncoder> style_;
  std::string style_name_;
};

}  // namespace tributary::pipeline
