// What an audit asks of a generative model: losses under given noise, gradients of single items, and its name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "audit/draws.h"
#include "audit/projection.h"
#include "tributary/result.h"

namespace tributary::audit {

struct GeneratorInfo {
  std::string checkpoint;  // SHA-256 of the model file: which weights were asked
  std::size_t frames = 0;
  std::size_t bands = 0;
  std::vector<std::string> tags;   // what it can be told about an item, by number; tags.size() stands for nothing
  std::vector<LayerShape> layers;  // whose weights an audit looks at
};

// Items as the model was trained on them: levels [items][frames][bands] and the numbers of their tags.
struct ItemBatch {
  std::span<const float> levels;
  std::span<const std::int64_t> tags;
};

// Not thread safe. Every number that comes back is finite; kInternal where the model gives another.
class Generator {
 public:
  virtual ~Generator() = default;

  virtual const GeneratorInfo& info() const = 0;

  // The loss of each item under one draw.
  virtual Result<std::vector<float>> losses(const ItemBatch& batch, const Draw& draw) = 0;

  // The gradient of each item's loss, seen through the projection of each layer's weight: [items][dimensions], layer by
  // layer, [left][right] (LoGra: Choe et al. 2024).
  virtual Result<std::vector<float>> gradients(const ItemBatch& batch, const Draw& draw,
                                               const Projection& projection) = 0;

  // Adds to the weights of all layers, one after another, [outputs][inputs]. Nothing is written to the model's file.
  virtual Result<void> move_weights(std::span<const float> by) = 0;
};

// The number of a tag for a model: that of its name, or of no tag.
std::int64_t tag_number(const GeneratorInfo& info, const std::string& tag);

}  // namespace tributary::audit
