#include "lab/audit/store_scores.h"

#include <span>

#include "audit/holdings.h"
#include "audit/sparse_scores.h"

namespace tributary::lab {

Result<std::vector<float>> store_products(audit::Generator& model, const audit::GradientStore& store,
                                          const audit::SegmentSet& queries) {
  const std::vector<std::int64_t> tags = audit::tag_numbers(model.info(), queries);
  TRIBUTARY_ASSIGN(const std::vector<float> asked, audit::query_rows(store.plan(), model, {queries.levels, tags}));
  std::vector<float> all;
  const std::size_t columns = store.plan().columns;
  for (std::size_t q = 0; q < queries.size(); ++q) {
    const std::vector<float> products = store.products(std::span(asked).subspan(q * columns, columns), 1);
    all.insert(all.end(), products.begin(), products.end());
  }
  return all;
}

Result<std::vector<float>> store_scores(audit::Generator& model, const audit::GradientStore& store,
                                        const audit::SegmentSet& queries) {
  TRIBUTARY_ASSIGN(const std::vector<float> products, store_products(model, store, queries));
  const audit::Holdings holdings = audit::holdings_of(store, 1);
  std::vector<float> all;
  for (std::size_t q = 0; q < queries.size(); ++q) {
    const auto own = std::span(products).subspan(q * store.size(), store.size());
    const std::vector<float> scores = audit::sparse_scores(own, holdings.weight_of);
    all.insert(all.end(), scores.begin(), scores.end());
  }
  return all;
}

}  // namespace tributary::lab
