#include "audit/model/curvature.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>
#include <exception>

namespace tributary::audit {
namespace {

// Of a covariance of so many items the smallest eigenvalues are rounding.
constexpr double kSmallestPart = 1e-6;

struct Directions {
  at::Tensor vectors;  // [count][dimensions]
  at::Tensor values;   // [count], falling
};

// Through the smaller of the two products: they share their eigenvalues.
Directions principal(const at::Tensor& rows, std::int64_t most) {
  const at::Tensor scaled = rows / std::sqrt(static_cast<double>(rows.size(0)));
  const bool few_items = rows.size(0) < rows.size(1);
  const auto [values, vectors] = at::linalg_eigh(few_items ? scaled.matmul(scaled.t()) : scaled.t().matmul(scaled));
  const double smallest = values.max().item<double>() * kSmallestPart;
  const std::int64_t kept = std::min(most, (values > smallest).sum().item<std::int64_t>());
  const at::Tensor top = values.slice(0, values.size(0) - kept).flip(0);
  at::Tensor columns = vectors.slice(1, values.size(0) - kept).flip(1);
  if (few_items) columns = scaled.t().matmul(columns) / top.sqrt();
  return {columns.t().contiguous(), top};
}

}  // namespace

Result<GradientPlan> plan_whitened(const GeneratorInfo& info, std::span<const float> gradients,
                                   const GradientSettings& settings) {
  const std::size_t dimensions = dimensions_of(make_projection(info.layers, settings.rank, settings.seed));
  const auto items = static_cast<std::int64_t>(gradients.size() / dimensions);
  try {
    at::Tensor rows = at::empty({items, static_cast<std::int64_t>(dimensions)}, at::kFloat);
    std::memcpy(rows.data_ptr<float>(), gradients.data(), gradients.size_bytes());
    const Directions found = principal(rows.to(at::kDouble), static_cast<std::int64_t>(settings.columns));
    if (found.values.size(0) == 0)
      return Error{ErrorCode::kInvalidInput, "the gradients of the sample are zero: there is nothing to measure"};
    const at::Tensor damped = found.values + settings.damping * found.values.mean();
    const at::Tensor transform = (found.vectors / damped.sqrt().unsqueeze(1)).to(at::kFloat).contiguous();
    GradientPlan plan{settings,    info.checkpoint,
                      info.frames, info.bands,
                      dimensions,  static_cast<std::size_t>(found.values.size(0)),
                      false,       {}};
    plan.transform.assign(transform.data_ptr<float>(), transform.data_ptr<float>() + transform.numel());
    return plan;
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInternal, std::string("the curvature cannot be computed: ") + error.what()};
  }
}

Result<GradientPlan> plan_whitened(Generator& generator, const ItemBatch& sample, const GradientSettings& settings) {
  const Projection projection = make_projection(generator.info().layers, settings.rank, settings.seed);
  TRIBUTARY_ASSIGN(const std::vector<float> gradients, mean_gradients(generator, sample, settings, projection));
  return plan_whitened(generator.info(), gradients, settings);
}

}  // namespace tributary::audit
