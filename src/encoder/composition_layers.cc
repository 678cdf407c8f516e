#include "encoder/composition_layers.h"

namespace tributary::encoder {

std::string trunk_block_name(int block) { return "trunk_block" + std::to_string(block); }
std::string chroma_block_name(int block) { return "chroma_block" + std::to_string(block); }

std::vector<CompositionLayer> composition_layers(const CompositionProfile& p) {
  const auto taps = static_cast<std::int64_t>(kHarmonicTaps.size());
  const std::int64_t folded_channels = std::int64_t{p.fold_heads + 1} * p.trunk_channels;
  const std::int64_t spectrum_values = std::int64_t{p.spectrum_channels} * kFourierBins;
  std::vector<CompositionLayer> layers;
  const auto add = [&](const CompositionLayer& layer) { layers.push_back(layer); };
  add({.name = "stem",
       .inputs = 2,
       .outputs = p.stem_channels,
       .time_taps = 5,
       .pitch_taps = 9,
       .time_stride = 2,
       .pitch_stride = 3});
  add({.name = "trunk",
       .inputs = p.stem_channels,
       .outputs = p.trunk_channels,
       .time_taps = 3,
       .pitch_taps = 3,
       .time_stride = 2});
  for (int block = 0; block < p.trunk_blocks; ++block)
    add({.name = trunk_block_name(block),
         .inputs = p.trunk_channels,
         .outputs = p.trunk_channels,
         .time_taps = 3,
         .pitch_taps = 3});
  add({.name = "squeeze", .inputs = p.trunk_channels, .outputs = p.squeezed_channels});
  add({.name = "harmonic", .inputs = p.trunk_channels + taps * p.squeezed_channels, .outputs = p.trunk_channels});
  add({.name = "fold", .inputs = p.trunk_channels, .outputs = p.fold_heads, .normalised = false});
  add({.name = "chroma", .inputs = folded_channels, .outputs = p.chroma_channels, .pitch_taps = kPitchClasses});
  for (int block = 0; block < p.chroma_blocks; ++block)
    add({.name = chroma_block_name(block),
         .inputs = p.chroma_channels,
         .outputs = p.chroma_channels,
         .time_taps = 3,
         .pitch_taps = kPitchClasses,
         .time_dilation = std::int64_t{1} << (block % 3)});
  add({.name = "features",
       .inputs = p.chroma_channels,
       .outputs = kFeatureChannels,
       .pitch_taps = kPitchClasses,
       .normalised = false});
  add({.name = "pooled", .inputs = p.chroma_channels, .outputs = p.pooled_channels, .pitch_taps = kPitchClasses});
  add({.name = "attention", .inputs = p.pooled_channels, .outputs = p.attention_heads, .normalised = false});
  add({.name = "segment", .inputs = p.pooled_channels, .outputs = p.spectrum_channels, .pitch_taps = kPitchClasses});
  add({.name = "spectrum",
       .inputs = p.spectrum_channels,
       .outputs = p.spectrum_channels,
       .pitch_taps = kPitchClasses,
       .normalised = false});
  add({.name = "projection", .inputs = spectrum_values, .outputs = kSegmentDimensions, .normalised = false});
  return layers;
}

}  // namespace tributary::encoder
