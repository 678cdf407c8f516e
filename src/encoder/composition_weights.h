// The weights of a composition network, ready to compute with: checked against its layers, normalisations folded in.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "encoder/composition_layers.h"
#include "encoder/convolution.h"
#include "encoder/tensor_file.h"
#include "tributary/result.h"

namespace tributary::encoder {

// Immutable, and so safe from several threads.
class CompositionWeights {
 public:
  // Of the profile whose sizes the tensors have. kInvalidInput names `name` where none has them.
  static Result<CompositionWeights> from_tensors(const std::vector<NamedTensor>& tensors, const std::string& name);

  const CompositionProfile& profile() const { return profile_; }

  // A convolution of the layer with this name, which the profile has.
  Convolution convolution(const std::string& layer, Ending ending) const;

 private:
  struct Folded {
    CompositionLayer layer;
    std::vector<float> weights;
    std::vector<float> bias;
  };

  CompositionProfile profile_;
  std::map<std::string, Folded> layers_;
};

}  // namespace tributary::encoder
