#include "lab/audit/self_attribution.h"

#include "audit/gradient_store.h"
#include "lab/audit/store_scores.h"
#include "lab/random/random.h"

namespace tributary::lab {
namespace {

constexpr std::uint64_t kSeed = 0x5E1F;

audit::SegmentSet changed(audit::SegmentSet set) {
  Random random(kSeed);
  for (float& level : set.levels) level += static_cast<float>(kNearCopyChange * random.normal());
  return set;
}

// The row of query q is `first + q`.
Result<SelfAttribution> asked(const std::string& name, audit::Generator& model, const audit::GradientStore& store,
                              const audit::SegmentSet& queries, std::size_t first) {
  TRIBUTARY_ASSIGN(const std::vector<float> products, store_products(model, store, queries));
  SelfAttribution found{name, queries.size(), 0, 0};
  const double count = static_cast<double>(queries.size());
  for (std::size_t q = 0; q < queries.size(); ++q) {
    const float own = products[q * store.size() + first + q];
    std::size_t higher = 0;
    for (std::size_t row = 0; row < store.size(); ++row) higher += products[q * store.size() + row] > own ? 1U : 0U;
    found.first += (higher == 0 ? 1 : 0) / count;
    found.reciprocal_rank += 1 / static_cast<double>(1 + higher) / count;
  }
  return found;
}

}  // namespace

Result<std::vector<SelfAttribution>> self_attribution(const ShareLab& lab) {
  TRIBUTARY_ASSIGN(const audit::GradientStore store, audit::GradientStore::open(lab.store));
  const std::size_t learned = lab.catalog.size();
  std::vector<SelfAttribution> all;
  const auto add = [&](const std::string& name, const audit::SegmentSet& queries, std::size_t first) -> Result<void> {
    TRIBUTARY_ASSIGN(const SelfAttribution found, asked(name, *lab.model, store, queries, first));
    all.push_back(found);
    return {};
  };
  TRIBUTARY_TRY(add("learned", lab.catalog, 0));
  TRIBUTARY_TRY(add("learned, changed a little", changed(lab.catalog), 0));
  TRIBUTARY_TRY(add("strangers", lab.strangers, learned));
  TRIBUTARY_TRY(add("strangers, changed a little", changed(lab.strangers), learned));
  return all;
}

}  // namespace tributary::lab
