// The generator's network as TorchScript: the one definition that trains, generates and is audited.
//
// A transformer over patches of frames (Peebles, Xie 2023: adaptive layer normalisation with zero gates) that predicts
// the velocity from a segment to noise (Lipman et al. 2023), told the time and a tag. Every parameter has a leading
// size for models that are trained side by side; a file for others holds one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tributary::lab {

struct NetworkShape {
  std::int64_t frames = 64;  // a multiple of patch_frames
  std::int64_t bands = 72;
  std::int64_t patch_frames = 4;
  std::int64_t width = 64;  // a multiple of twice the heads
  std::int64_t heads = 4;
  std::int64_t blocks = 3;
  std::int64_t tags = 1;  // one more is learned: no tag

  bool operator==(const NetworkShape&) const = default;
};

struct NetworkParameter {
  std::string name;
  std::vector<std::int64_t> shape;  // without the models
  double deviation = 0;             // of the normal numbers it starts from
};

// In the order of their layers; a bias follows its weight.
std::vector<NetworkParameter> network_parameters(const NetworkShape& shape);

// The linear layers, whose weights an audit looks at: names without "_weight", in the order of the probes.
std::vector<std::string> linear_layers(const NetworkShape& shape);

// What `losses` and `probed_losses` of a script measure: the loss that training lowers, or the mean square of what the
// network says, whose gradients D-TRAK (Zheng et al. 2024) compares in place of the loss's.
enum class ScriptMeasure { kLoss, kOutput };

// Methods of a module that has the parameters: `losses`, `probed_losses`, `layers`, `tags`, `segment_shape` of the
// contract in docs/formats/generator-script.md, and `ensemble_losses`, `velocity` and `network_shape` for all models at
// once. `tags` are the names in the order of their numbers.
std::string network_script(const NetworkShape& shape, const std::vector<std::string>& tags,
                           ScriptMeasure measure = ScriptMeasure::kLoss);

}  // namespace tributary::lab
