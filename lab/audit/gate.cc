#include "lab/audit/gate.h"

#include <ctime>

#include "audit/gradient_store.h"
#include "audit/unlearning.h"
#include "lab/audit/statistics.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kRowsPerFile = 64;

double processor_s() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::vector<double> as_double(const std::vector<float>& values) { return {values.begin(), values.end()}; }

}  // namespace

Result<GateResult> measure_gate(audit::Generator& generator, const audit::SegmentSet& segments,
                                const audit::SegmentSet& suspects, const std::filesystem::path& folder,
                                const GateSettings& settings) {
  audit::GradientSettings gradients = settings.gradients;
  gradients.rank = 0;
  gradients.unit_layers = false;
  const std::vector<std::int64_t> tags = audit::tag_numbers(generator.info(), segments);
  const std::vector<std::int64_t> suspect_tags = audit::tag_numbers(generator.info(), suspects);
  const audit::ItemBatch items{segments.levels, tags};
  TRIBUTARY_ASSIGN(const audit::GradientPlan plan, audit::plan_diagonal(generator, items, gradients));
  TRIBUTARY_TRY(audit::append_to_store(folder, plan, generator, segments, kRowsPerFile, [](audit::StoreProgress) {}));
  TRIBUTARY_ASSIGN(const audit::GradientStore store, audit::GradientStore::open(folder));
  GateResult result;
  const std::size_t queries = std::min(settings.queries, suspects.size());
  for (std::size_t q = 0; q < queries; ++q) {
    const std::size_t index = q * suspects.size() / queries;
    const audit::ItemBatch suspect{suspects.item(index), std::span(suspect_tags).subspan(index, 1)};
    const double start = processor_s();
    TRIBUTARY_ASSIGN(const std::vector<float> query, audit::query_rows(plan, generator, suspect));
    const std::vector<float> scores = store.products(query, 1);
    const double between = processor_s();
    TRIBUTARY_ASSIGN(const std::vector<float> unlearned,
                     audit::unlearning_scores(generator, plan, suspect, items, {settings.step}));
    result.store_query_s += (between - start) / static_cast<double>(queries);
    result.unlearning_query_s += (processor_s() - between) / static_cast<double>(queries);
    result.agreements.push_back(rank_correlation(as_double(scores), as_double(unlearned)));
  }
  return result;
}

}  // namespace tributary::lab
