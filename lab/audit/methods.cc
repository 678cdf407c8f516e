#include "lab/audit/methods.h"

#include <cmath>
#include <ctime>

#include <fmt/core.h>

#include "audit/gradient_store.h"
#include "audit/model/curvature.h"
#include "audit/sparse_scores.h"
#include "audit/unlearning.h"
#include "lab/audit/statistics.h"
#include "lab/random/random.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kLossDraws = 16;
constexpr std::uint64_t kLossSeed = 0x1055;

double processor_s() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double product(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += static_cast<double>(a[k]) * static_cast<double>(b[k]);
  return sum;
}

// [queries][segments] of rows of `columns` numbers.
std::vector<double> products(const std::vector<float>& queries, const std::vector<float>& segments,
                             std::size_t columns) {
  std::vector<double> all;
  for (std::size_t q = 0; q < queries.size(); q += columns)
    for (std::size_t i = 0; i < segments.size(); i += columns)
      all.push_back(product(std::span(queries).subspan(q, columns), std::span(segments).subspan(i, columns)));
  return all;
}

// What 8 bits leave of rows.
void round_rows(std::vector<float>& rows, std::size_t columns) {
  std::vector<std::int8_t> values(columns);
  for (std::size_t start = 0; start < rows.size(); start += columns) {
    const auto row = std::span(rows).subspan(start, columns);
    float scale = 0;
    audit::quantise(row, scale, values);
    for (std::size_t k = 0; k < columns; ++k) row[k] = scale * static_cast<float>(values[k]);
  }
}

// What each item of a set sounds like: [items][2 * bands].
std::vector<double> sounds_of(const audit::SegmentSet& set) {
  std::vector<double> all;
  for (std::size_t i = 0; i < set.size(); ++i) {
    std::vector<double> sums(set.bands);
    std::vector<double> squares(set.bands);
    for (std::size_t k = 0; k < set.frames * set.bands; ++k) {
      const double level = static_cast<double>(set.item(i)[k]);
      sums[k % set.bands] += level / static_cast<double>(set.frames);
      squares[k % set.bands] += level * level / static_cast<double>(set.frames);
    }
    all.insert(all.end(), sums.begin(), sums.end());
    for (std::size_t b = 0; b < set.bands; ++b) all.push_back(std::sqrt(std::max(0.0, squares[b] - sums[b] * sums[b])));
  }
  return all;
}

}  // namespace

Result<MeasuredGradients> measure_gradients(audit::Generator& generator, const audit::SegmentSet& segments,
                                            const audit::SegmentSet& queries, audit::GradientSettings settings) {
  settings.unit_layers = false;
  const audit::Projection projection = audit::make_projection(generator.info().layers, settings.rank, settings.seed);
  const std::vector<std::int64_t> tags = audit::tag_numbers(generator.info(), segments);
  const std::vector<std::int64_t> query_tags = audit::tag_numbers(generator.info(), queries);
  MeasuredGradients measured{settings, {}, {}, 0};
  TRIBUTARY_ASSIGN(measured.segments, audit::mean_gradients(generator, {segments.levels, tags}, settings, projection));
  const double start = processor_s();
  TRIBUTARY_ASSIGN(measured.queries,
                   audit::mean_gradients(generator, {queries.levels, query_tags}, settings, projection));
  measured.query_s = (processor_s() - start) / static_cast<double>(queries.size());
  return measured;
}

Result<std::vector<MethodScores>> gradient_methods(const audit::GeneratorInfo& info, MeasuredGradients measured,
                                                   bool as_store, const std::vector<double>& dampings,
                                                   const std::string& name) {
  audit::GradientSettings& settings = measured.settings;
  settings.unit_layers = as_store;
  const audit::Projection projection = audit::make_projection(info.layers, settings.rank, settings.seed);
  if (as_store) audit::make_layers_unit(projection, measured.segments);
  if (as_store) audit::make_layers_unit(projection, measured.queries);
  const std::size_t queries = measured.queries.size() / audit::dimensions_of(projection);
  std::vector<MethodScores> results;
  for (const double damping : dampings) {
    settings.damping = damping;
    TRIBUTARY_ASSIGN(const audit::GradientPlan plan, audit::plan_whitened(info, measured.segments, settings));
    std::vector<float> rows = audit::rows_of(plan, measured.segments);
    if (as_store) round_rows(rows, plan.columns);
    const double start = processor_s();
    std::vector<float> asked = audit::rows_of(plan, measured.queries);
    if (as_store) round_rows(asked, plan.columns);
    MethodScores method{fmt::format("{}, times from {:g}, damping {:g}", name, settings.earliest, damping),
                        products(asked, rows, plan.columns), 0};
    method.query_s = measured.query_s + (processor_s() - start) / static_cast<double>(queries);
    results.push_back(std::move(method));
  }
  return results;
}

Result<MethodScores> unlearning_method(audit::Generator& generator, const audit::SegmentSet& segments,
                                       const audit::SegmentSet& queries, audit::GradientSettings settings) {
  settings.rank = 0;
  settings.unit_layers = false;
  const std::vector<std::int64_t> tags = audit::tag_numbers(generator.info(), segments);
  const std::vector<std::int64_t> query_tags = audit::tag_numbers(generator.info(), queries);
  const audit::ItemBatch items{segments.levels, tags};
  TRIBUTARY_ASSIGN(const audit::GradientPlan plan, audit::plan_diagonal(generator, items, settings));
  MethodScores method{
      fmt::format("one-step unlearning, times from {:g}, damping {:g}", settings.earliest, settings.damping), {}, 0};
  const double start = processor_s();
  for (std::size_t q = 0; q < queries.size(); ++q) {
    const audit::ItemBatch suspect{queries.item(q), std::span(query_tags).subspan(q, 1)};
    TRIBUTARY_ASSIGN(const std::vector<float> scores, audit::unlearning_scores(generator, plan, suspect, items, {}));
    method.scores.insert(method.scores.end(), scores.begin(), scores.end());
  }
  method.query_s = (processor_s() - start) / static_cast<double>(queries.size());
  return method;
}

Result<MethodScores> mucs_method(audit::Generator& generator, audit::Generator& untrained,
                                 const audit::SegmentSet& segments, const audit::SegmentSet& queries,
                                 const MucsSettings& settings) {
  const std::vector<std::int64_t> tags = audit::tag_numbers(generator.info(), segments);
  const std::vector<std::int64_t> query_tags = audit::tag_numbers(generator.info(), queries);
  const audit::ItemBatch items{segments.levels, tags};
  TRIBUTARY_ASSIGN(const std::vector<std::vector<float>> before, mucs_losses(generator, items, settings));
  MethodScores method{"MUCS", {}, 0};
  std::size_t steps = 0;
  const double start = processor_s();
  for (std::size_t q = 0; q < queries.size(); ++q) {
    const audit::ItemBatch query{queries.item(q), std::span(query_tags).subspan(q, 1)};
    TRIBUTARY_ASSIGN(const MucsScores found, mucs_scores(generator, untrained, query, items, before, settings));
    method.scores.insert(method.scores.end(), found.scores.begin(), found.scores.end());
    steps += found.steps;
  }
  method.query_s = (processor_s() - start) / static_cast<double>(queries.size());
  method.name += fmt::format(", {:.0f} steps", static_cast<double>(steps) / static_cast<double>(queries.size()));
  return method;
}

MethodScores sparse_method(MethodScores method, std::size_t segments) {
  std::vector<double> sparse;
  for (std::size_t start = 0; start < method.scores.size(); start += segments) {
    const auto own = std::span(method.scores).subspan(start, segments);
    for (const float score : audit::sparse_scores(std::vector<float>(own.begin(), own.end()))) sparse.push_back(score);
  }
  return {method.name + ", sparse", std::move(sparse), method.query_s};
}

MethodScores method_with_worth(const MethodScores& method, std::size_t segments, double worth) {
  MethodScores result{fmt::format("{}, segment worth {:g}", method.name, worth), {}, method.query_s};
  for (std::size_t start = 0; start < method.scores.size(); start += segments) {
    const auto own = std::span(method.scores).subspan(start, segments);
    const double shift = worth * deviation(own) - mean(own);
    for (const double score : own) result.scores.push_back(score + shift);
  }
  return result;
}

MethodScores similarity_method(const audit::SegmentSet& segments, const audit::SegmentSet& queries) {
  std::vector<double> learned = sounds_of(segments);
  std::vector<double> asked = sounds_of(queries);
  const std::size_t columns = 2 * segments.bands;
  for (std::size_t c = 0; c < columns; ++c) {
    double middle = 0;
    double square = 0;
    const double count = static_cast<double>(segments.size());
    for (std::size_t i = c; i < learned.size(); i += columns) middle += learned[i] / count;
    for (std::size_t i = c; i < learned.size(); i += columns)
      square += (learned[i] - middle) * (learned[i] - middle) / count;
    const double scale = 1 / std::sqrt(square + 1e-9);
    for (std::size_t i = c; i < learned.size(); i += columns) learned[i] = (learned[i] - middle) * scale;
    for (std::size_t i = c; i < asked.size(); i += columns) asked[i] = (asked[i] - middle) * scale;
  }
  const auto cosine = [&](const double* a, const double* b) {
    double ab = 0;
    double aa = 1e-12;
    double bb = 1e-12;
    for (std::size_t c = 0; c < columns; ++c) {
      ab += a[c] * b[c];
      aa += a[c] * a[c];
      bb += b[c] * b[c];
    }
    return ab / std::sqrt(aa * bb);
  };
  MethodScores method{"similarity of sound", {}, 0};
  const double start = processor_s();
  for (std::size_t q = 0; q < queries.size(); ++q)
    for (std::size_t i = 0; i < segments.size(); ++i)
      method.scores.push_back(cosine(asked.data() + q * columns, learned.data() + i * columns));
  method.query_s = (processor_s() - start) / static_cast<double>(queries.size());
  return method;
}

Result<MethodScores> own_loss_method(audit::Generator& generator, const audit::SegmentSet& segments,
                                     std::size_t queries) {
  const std::vector<std::int64_t> tags = audit::tag_numbers(generator.info(), segments);
  const std::vector<audit::Draw> draws = audit::make_draws(kLossDraws, kLossSeed);
  std::vector<double> losses(segments.size());
  for (const audit::Draw& draw : draws) {
    TRIBUTARY_ASSIGN(const std::vector<float> one, generator.losses({segments.levels, tags}, draw));
    for (std::size_t i = 0; i < losses.size(); ++i)
      losses[i] += static_cast<double>(one[i]) / static_cast<double>(draws.size());
  }
  MethodScores method{"a segment's own loss, whatever the query", {}, 0};
  for (std::size_t q = 0; q < queries; ++q) method.scores.insert(method.scores.end(), losses.begin(), losses.end());
  return method;
}

MethodScores random_method(std::size_t segments, std::size_t queries, std::uint64_t seed) {
  Random random(seed);
  MethodScores method{"random", {}, 0};
  for (std::size_t i = 0; i < segments * queries; ++i) method.scores.push_back(random.normal());
  return method;
}

}  // namespace tributary::lab
