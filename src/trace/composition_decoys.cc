#include "trace/composition_decoys.h"

namespace tributary::trace {

std::vector<CompositionFrames> decoys_of(const CompositionFrames& query) {
  const CompositionFrames backwards = query.backwards();
  return {backwards, query.inverted(), backwards.inverted()};
}

}  // namespace tributary::trace
