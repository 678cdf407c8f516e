#include "audit/gradient_plan.h"

#include <algorithm>
#include <cmath>

#include "index/byte_stream.h"
#include "index/sealed_file.h"

namespace tributary::audit {
namespace {

constexpr index::FileKind kPlanKind{{'T', 'R', 'B', 'G', 'P', 'L', 'A', 'N'}, 2, "plan of a gradient store"};
constexpr std::size_t kItemsAtOnce = 32;
constexpr std::size_t kMostDimensions = std::size_t{1} << 24;
constexpr std::size_t kMostColumns = std::size_t{1} << 13;
constexpr std::size_t kLongestCheckpoint = 128;

ItemBatch part_of(const ItemBatch& batch, std::size_t first, std::size_t size) {
  const std::size_t count = std::min(kItemsAtOnce, batch.tags.size() - first);
  return {batch.levels.subspan(first * size, count * size), batch.tags.subspan(first, count)};
}

// In a fixed order, whatever the processor: four sums side by side.
double product(std::span<const float> gradient, const float* direction) {
  double sums[4] = {};
  std::size_t k = 0;
  for (; k + 4 <= gradient.size(); k += 4)
    for (std::size_t lane = 0; lane < 4; ++lane)
      sums[lane] += static_cast<double>(gradient[k + lane]) * static_cast<double>(direction[k + lane]);
  for (; k < gradient.size(); ++k) sums[0] += static_cast<double>(gradient[k]) * static_cast<double>(direction[k]);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

// Calls add(item, its gradient) for every draw of every item.
template <typename Add>
Result<void> for_each_gradient(Generator& generator, const ItemBatch& batch, const GradientSettings& settings,
                               const Projection& projection, Add add) {
  const std::size_t size = generator.info().frames * generator.info().bands;
  const std::size_t dimensions = dimensions_of(projection);
  for (std::size_t first = 0; first < batch.tags.size(); first += kItemsAtOnce) {
    const ItemBatch part = part_of(batch, first, size);
    for (const Draw& draw : make_draws(settings.draws, settings.seed, settings.earliest, settings.latest)) {
      TRIBUTARY_ASSIGN(const std::vector<float> gradients, generator.gradients(part, draw, projection));
      for (std::size_t i = 0; i < part.tags.size(); ++i)
        add(first + i, std::span(gradients).subspan(i * dimensions, dimensions));
    }
  }
  return {};
}

}  // namespace

Result<std::vector<float>> mean_gradients(Generator& generator, const ItemBatch& batch,
                                          const GradientSettings& settings, const Projection& projection) {
  const std::size_t dimensions = dimensions_of(projection);
  std::vector<float> means(batch.tags.size() * dimensions);
  const auto factor = static_cast<float>(1 / static_cast<double>(settings.draws));
  TRIBUTARY_TRY(
      for_each_gradient(generator, batch, settings, projection, [&](std::size_t item, std::span<const float> gradient) {
        float* mean = means.data() + item * dimensions;
        for (std::size_t k = 0; k < dimensions; ++k) mean[k] += factor * gradient[k];
      }));
  if (settings.unit_layers) make_layers_unit(projection, means);
  return means;
}

void make_layers_unit(const Projection& projection, std::span<float> gradients) {
  while (!gradients.empty())
    for (const LayerProjection& layer : projection) {
      const std::span<float> part = gradients.first(layer.dimensions());
      double square = 0;
      for (const float value : part) square += static_cast<double>(value) * static_cast<double>(value);
      const auto scale = static_cast<float>(square > 0 ? 1 / std::sqrt(square) : 0);
      for (float& value : part) value *= scale;
      gradients = gradients.subspan(layer.dimensions());
    }
}

Result<GradientPlan> plan_diagonal(Generator& generator, const ItemBatch& sample, const GradientSettings& settings) {
  const Projection projection = make_projection(generator.info().layers, settings.rank, settings.seed);
  const std::size_t dimensions = dimensions_of(projection);
  std::vector<double> squares(dimensions);
  TRIBUTARY_TRY(
      for_each_gradient(generator, sample, settings, projection, [&](std::size_t, std::span<const float> gradient) {
        for (std::size_t k = 0; k < dimensions; ++k)
          squares[k] += static_cast<double>(gradient[k]) * static_cast<double>(gradient[k]);
      }));
  const double count = static_cast<double>(sample.tags.size() * settings.draws);
  double mean = 0;
  for (double& square : squares) mean += (square /= count) / static_cast<double>(dimensions);
  GradientPlan plan{settings,
                    generator.info().checkpoint,
                    generator.info().frames,
                    generator.info().bands,
                    dimensions,
                    dimensions,
                    true,
                    {}};
  plan.settings.unit_layers = false;
  for (const double square : squares)
    plan.transform.push_back(static_cast<float>(1 / std::sqrt(square + settings.damping * mean + 1e-30)));
  return plan;
}

std::vector<float> rows_of(const GradientPlan& plan, std::span<const float> gradients) {
  const std::size_t items = gradients.size() / plan.dimensions;
  std::vector<float> rows;
  rows.reserve(items * plan.columns);
  for (std::size_t i = 0; i < items; ++i) {
    const auto gradient = gradients.subspan(i * plan.dimensions, plan.dimensions);
    for (std::size_t c = 0; c < plan.columns; ++c) {
      if (plan.diagonal) {
        rows.push_back(gradient[c] * plan.transform[c]);
        continue;
      }
      rows.push_back(static_cast<float>(product(gradient, plan.transform.data() + c * plan.dimensions)));
    }
  }
  return rows;
}

std::vector<std::byte> encode_plan(const GradientPlan& plan) {
  index::ByteWriter writer;
  const GradientSettings& s = plan.settings;
  for (const std::size_t number : {s.draws, s.rank, s.columns, plan.frames, plan.bands, plan.dimensions, plan.columns})
    writer.put(static_cast<std::uint64_t>(number));
  writer.put(s.seed);
  for (const double number : {s.earliest, s.latest, s.damping}) writer.put(number);
  writer.put(static_cast<std::uint32_t>(s.unit_layers ? 1 : 0));
  writer.put(static_cast<std::uint32_t>(plan.diagonal ? 1 : 0));
  writer.put(static_cast<std::uint32_t>(plan.checkpoint.size()));
  writer.put_all(std::span<const char>(plan.checkpoint));
  writer.put_all(std::span<const float>(plan.transform));
  return index::seal(kPlanKind, writer.bytes());
}

Result<GradientPlan> decode_plan(std::span<const std::byte> bytes, const std::string& name) {
  TRIBUTARY_ASSIGN(const std::span<const std::byte> body, index::unseal(kPlanKind, bytes, name));
  const auto corrupt = [&](const char* what) { return Error{ErrorCode::kCorrupt, name + ": " + what}; };
  index::ByteReader reader(body);
  GradientPlan plan;
  GradientSettings& s = plan.settings;
  for (std::size_t* number :
       {&s.draws, &s.rank, &s.columns, &plan.frames, &plan.bands, &plan.dimensions, &plan.columns})
    *number = static_cast<std::size_t>(reader.get<std::uint64_t>());
  s.seed = reader.get<std::uint64_t>();
  for (double* number : {&s.earliest, &s.latest, &s.damping}) *number = reader.get<double>();
  const auto unit = reader.get<std::uint32_t>();
  const auto diagonal = reader.get<std::uint32_t>();
  const auto length = reader.get<std::uint32_t>();
  if (reader.failed() || unit > 1 || diagonal > 1 || length > kLongestCheckpoint)
    return corrupt("has a header that makes no sense");
  s.unit_layers = unit == 1;
  plan.diagonal = diagonal == 1;
  for (const std::byte letter : reader.take(length)) plan.checkpoint.push_back(std::to_integer<char>(letter));
  const bool sizes_fit = plan.dimensions >= 1 && plan.dimensions <= kMostDimensions && plan.columns >= 1 &&
                         (plan.diagonal ? plan.columns == plan.dimensions : plan.columns <= kMostColumns);
  if (!sizes_fit || s.draws < 1 || s.draws > 4096 || !(s.earliest >= 0 && s.earliest <= s.latest && s.latest <= 1) ||
      plan.frames < 1 || plan.bands < 1 || plan.frames > 1 << 20 || plan.bands > 1 << 20)
    return corrupt("has sizes or times out of range");
  const std::size_t count = plan.diagonal ? plan.dimensions : plan.columns * plan.dimensions;
  if (reader.failed() || reader.remaining() != count * sizeof(float))
    return corrupt("has a transform of another size than it says");
  plan.transform.resize(count);
  for (float& value : plan.transform) {
    value = reader.get<float>();
    if (!std::isfinite(value)) return corrupt("has a transform that is not finite");
  }
  return plan;
}

}  // namespace tributary::audit
