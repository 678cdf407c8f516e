// The sizes of a composition network.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace tributary::encoder {

struct CompositionProfile {
  const char* name;
  int stem_channels;   // at 10 Hz
  int trunk_channels;  // at 5 Hz
  int trunk_blocks;
  int squeezed_channels;  // what each tap of the harmonic convolution carries
  int fold_heads;         // ways of choosing among octaves, beside the maximum
  int chroma_channels;    // on the circle of 12 pitch classes
  int chroma_blocks;      // with dilations 1, 2, 4, 1, 2, 4, ...
  int pooled_channels;    // attended over a segment
  int attention_heads;    // divide pooled_channels
  int spectrum_channels;  // of the circular spectrum of a segment
};

// "small" trains usefully in an hour on two cores; "full" is the largest the budget of a trace allows.
std::optional<CompositionProfile> find_composition_profile(std::string_view name);
std::vector<std::string_view> composition_profile_names();

}  // namespace tributary::encoder
