#include "audit/gradient_plan.h"

#include <algorithm>
#include <cmath>

#include "index/byte_stream.h"
#include "index/sealed_file.h"

namespace tributary::audit {
namespace {

constexpr index::FileKind kPlanKind{{'T', 'R', 'B', 'G', 'P', 'L', 'A', 'N'}, 1, "plan of a gradient store"};
constexpr std::size_t kItemsAtOnce = 32;
constexpr std::size_t kMostDimensions = std::size_t{1} << 24;
constexpr std::size_t kMostColumns = std::size_t{1} << 13;
constexpr std::size_t kLongestCheckpoint = 128;

ItemBatch part_of(const ItemBatch& batch, std::size_t first, std::size_t size) {
  const std::size_t count = std::min(kItemsAtOnce, batch.tags.size() - first);
  return {batch.levels.subspan(first * size, count * size), batch.tags.subspan(first, count)};
}

double scale_of(std::span<const float> gradient, bool unit) {
  if (!unit) return 1;
  double square = 0;
  for (const float value : gradient) square += static_cast<double>(value) * static_cast<double>(value);
  return square > 0 ? 1 / std::sqrt(square) : 0;
}

// Calls add(item, dimension 0 of its gradient, scale) for every draw of every item.
template <typename Add>
Result<void> for_each_gradient(Generator& generator, const ItemBatch& batch, const GradientSettings& settings,
                               const Projection& projection, Add add) {
  const std::size_t size = generator.info().frames * generator.info().bands;
  const std::size_t dimensions = dimensions_of(projection);
  for (std::size_t first = 0; first < batch.tags.size(); first += kItemsAtOnce) {
    const ItemBatch part = part_of(batch, first, size);
    for (const Draw& draw : make_draws(settings.draws, settings.seed, settings.earliest, settings.latest)) {
      TRIBUTARY_ASSIGN(const std::vector<float> gradients, generator.gradients(part, draw, projection));
      for (std::size_t i = 0; i < part.tags.size(); ++i) {
        const auto gradient = std::span(gradients).subspan(i * dimensions, dimensions);
        add(first + i, gradient, scale_of(gradient, settings.unit_draws));
      }
    }
  }
  return {};
}

}  // namespace

Result<std::vector<float>> mean_gradients(Generator& generator, const ItemBatch& batch,
                                          const GradientSettings& settings, const Projection& projection) {
  const std::size_t dimensions = dimensions_of(projection);
  std::vector<float> means(batch.tags.size() * dimensions);
  TRIBUTARY_TRY(for_each_gradient(generator, batch, settings, projection,
                                  [&](std::size_t item, std::span<const float> gradient, double scale) {
                                    const auto factor = static_cast<float>(scale / static_cast<double>(settings.draws));
                                    float* mean = means.data() + item * dimensions;
                                    for (std::size_t k = 0; k < dimensions; ++k) mean[k] += factor * gradient[k];
                                  }));
  return means;
}

Result<GradientPlan> plan_diagonal(Generator& generator, const ItemBatch& sample, const GradientSettings& settings) {
  const Projection projection = make_projection(generator.info().layers, settings.rank, settings.seed);
  const std::size_t dimensions = dimensions_of(projection);
  std::vector<double> squares(dimensions);
  TRIBUTARY_TRY(for_each_gradient(generator, sample, settings, projection,
                                  [&](std::size_t, std::span<const float> gradient, double scale) {
                                    for (std::size_t k = 0; k < dimensions; ++k) {
                                      const double value = scale * static_cast<double>(gradient[k]);
                                      squares[k] += value * value;
                                    }
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
      const float* direction = plan.transform.data() + c * plan.dimensions;
      double sum = 0;
      for (std::size_t k = 0; k < plan.dimensions; ++k)
        sum += static_cast<double>(gradient[k]) * static_cast<double>(direction[k]);
      rows.push_back(static_cast<float>(sum));
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
  writer.put(static_cast<std::uint32_t>(s.unit_draws ? 1 : 0));
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
  s.unit_draws = unit == 1;
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
