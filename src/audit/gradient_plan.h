// What a gradient store measures: under which noise, through which projection, in which coordinates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "audit/draws.h"
#include "audit/generator.h"
#include "tributary/result.h"

namespace tributary::audit {

struct GradientSettings {
  std::size_t draws = 4;   // of noise, the same for every item
  double earliest = 0.75;  // times of the draws: near the noise, where gradients say most of what retraining changes
  double latest = 1;
  std::uint64_t seed = 1;
  std::size_t rank = 16;      // of each side of each layer's projection; 0: gradients are seen whole
  bool unit_layers = true;    // each layer's part of an item's gradient counts the same, however large
  std::size_t columns = 256;  // numbers kept of an item; of diagonal curvature all are kept
  double damping = 0.3;       // of the curvature, relative to its mean

  bool operator==(const GradientSettings&) const = default;
};

// Coordinates in which the inner product of two gradients is what moving along one changes of the other's loss:
// g_i^T (F + damping)^-1 g_x, F the curvature that was estimated (Koh, Liang 2017; Park et al. 2023).
struct GradientPlan {
  GradientSettings settings;
  std::string checkpoint;  // of the model
  std::size_t frames = 0;
  std::size_t bands = 0;
  std::size_t dimensions = 0;    // of a projected gradient
  std::size_t columns = 0;       // of a row
  bool diagonal = false;         // the transform is a factor for each dimension, and columns == dimensions
  std::vector<float> transform;  // [columns][dimensions], or [dimensions]

  bool operator==(const GradientPlan&) const = default;
};

// The gradient of each item [items][dimensions]: the mean over the draws, then each layer's part of unit norm where
// settings say so.
Result<std::vector<float>> mean_gradients(Generator& generator, const ItemBatch& batch,
                                          const GradientSettings& settings, const Projection& projection);

// Brings each layer's part of each gradient [items][dimensions] to unit norm; a part that is zero stays so.
void make_layers_unit(const Projection& projection, std::span<float> gradients);

// A plan whose curvature is the mean square of each number, over the draws of the items; projection as settings say.
// Gradients stay as large as they are, whatever settings say of layers.
Result<GradientPlan> plan_diagonal(Generator& generator, const ItemBatch& sample, const GradientSettings& settings);

// Rows [items][columns] of gradients [items][dimensions].
std::vector<float> rows_of(const GradientPlan& plan, std::span<const float> gradients);

// The file of a plan. It may be hostile: kCorrupt or kUnsupported name it.
std::vector<std::byte> encode_plan(const GradientPlan& plan);
Result<GradientPlan> decode_plan(std::span<const std::byte> bytes, const std::string& name);

}  // namespace tributary::audit
