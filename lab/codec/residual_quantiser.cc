#include "lab/codec/residual_quantiser.h"

#include <ATen/ATen.h>

namespace tributary::lab {
namespace {

constexpr double kAveraging = 0.98;
constexpr double kFewest = 0.05;  // of the mean count; an entry with less is replaced

// Vectors of the batch, drawn with replacement and moved a little, so that no two are the same.
at::Tensor drawn(const at::Tensor& vectors, std::int64_t count, at::Generator& generator) {
  const at::Tensor rows = at::randint(0, vectors.size(0), {count}, generator, at::TensorOptions().dtype(at::kLong));
  const at::Tensor noise = at::randn({count, vectors.size(1)}, generator, at::TensorOptions().dtype(at::kFloat));
  return vectors.index_select(0, rows) + noise * (vectors.square().mean().sqrt() * 0.01);
}

}  // namespace

ResidualQuantiser::ResidualQuantiser(ParameterSet& parameters, const ResidualQuantiserShape& shape) : shape_(shape) {
  parameters.add("quantiser.books", at::zeros({shape.books, shape.entries, shape.dimensions}), false);
  parameters.add("quantiser.counts", at::full({shape.books, shape.entries}, -1.0F), false);
  books_ = parameters.at("quantiser.books");
  counts_ = parameters.at("quantiser.counts");
}

at::Tensor ResidualQuantiser::nearest(std::int64_t book, const at::Tensor& vectors) const {
  const at::Tensor& entries = books_[book];
  return (entries.square().sum(1) - 2 * at::mm(vectors, entries.t())).argmin(1);
}

void ResidualQuantiser::follow(std::int64_t book, const at::Tensor& vectors, const at::Tensor& codes,
                               at::Generator& generator) {
  at::Tensor entries = books_[book];
  at::Tensor counts = counts_[book];
  const at::Tensor coded = at::zeros_like(counts).index_add(0, codes, at::ones_like(codes, at::kFloat));
  const at::Tensor sums = at::zeros_like(entries).index_add(0, codes, vectors);
  const at::Tensor new_counts = counts * kAveraging + coded * (1 - kAveraging);
  const at::Tensor moved = (entries * (counts * kAveraging).unsqueeze(1) + sums * (1 - kAveraging)) /
                           new_counts.clamp_min(1e-8).unsqueeze(1);
  const double mean = static_cast<double>(vectors.size(0)) / static_cast<double>(shape_.entries);
  const at::Tensor dead = new_counts < kFewest * mean;
  entries.copy_(at::where(dead.unsqueeze(1), drawn(vectors, shape_.entries, generator), moved));
  counts.copy_(new_counts.masked_fill(dead, mean));
}

Quantised ResidualQuantiser::learn(const at::Tensor& vectors, at::Generator& generator) {
  at::Tensor rest = vectors;
  at::Tensor commitment = at::zeros({});
  for (std::int64_t book = 0; book < shape_.books; ++book) {
    at::Tensor entry;
    {
      const at::NoGradGuard no_gradients;
      const at::Tensor target = rest.detach();
      if (counts_[book][0].item<float>() < 0) {
        books_[book].copy_(drawn(target, shape_.entries, generator));
        counts_[book].fill_(static_cast<double>(target.size(0)) / static_cast<double>(shape_.entries));
      }
      const at::Tensor codes = nearest(book, target);
      entry = books_[book].index_select(0, codes);
      follow(book, target, codes, generator);
    }
    commitment = commitment + (rest - entry).square().mean();
    rest = rest - entry;
  }
  return {vectors - rest.detach(), commitment / static_cast<double>(shape_.books)};
}

at::Tensor ResidualQuantiser::encode(const at::Tensor& vectors) const {
  at::Tensor rest = vectors;
  std::vector<at::Tensor> codes;
  for (std::int64_t book = 0; book < shape_.books; ++book) {
    codes.push_back(nearest(book, rest));
    rest = rest - books_[book].index_select(0, codes.back());
  }
  return at::stack(codes, 1);
}

at::Tensor ResidualQuantiser::decode(const at::Tensor& codes) const {
  at::Tensor sum = at::zeros({codes.size(0), shape_.dimensions});
  for (std::int64_t book = 0; book < shape_.books; ++book)
    sum = sum + books_[book].index_select(0, codes.select(1, book));
  return sum;
}

}  // namespace tributary::lab
