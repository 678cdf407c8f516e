// Residual vector quantisation: each codebook codes what the ones before it left over.
#pragma once

#include <cstdint>

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include "lab/codec/parameter_set.h"

namespace tributary::lab {

struct ResidualQuantiserShape {
  std::int64_t books = 7;
  std::int64_t entries = 256;
  std::int64_t dimensions = 32;
};

struct Quantised {
  at::Tensor values;      // as many as went in; gradients pass as if nothing had been done to them
  at::Tensor commitment;  // how far what went in is from the codebooks, to be made small
};

// The codebooks follow the vectors they code by exponential averages (van den Oord and others 2017; Zeghidour and
// others 2021); entries that hardly anything is near to are replaced by vectors of the batch. They live in
// `parameters`.
class ResidualQuantiser {
 public:
  ResidualQuantiser(ParameterSet& parameters, const ResidualQuantiserShape& shape);

  // Vectors are [count, dimensions]. The first call chooses the codebooks; each moves them.
  Quantised learn(const at::Tensor& vectors, at::Generator& generator);

  // Numbers of entries, long [count, books], and the vectors that they stand for. decode() takes any number.
  at::Tensor encode(const at::Tensor& vectors) const;
  at::Tensor decode(const at::Tensor& codes) const;

 private:
  at::Tensor nearest(std::int64_t book, const at::Tensor& vectors) const;
  void follow(std::int64_t book, const at::Tensor& vectors, const at::Tensor& codes, at::Generator& generator);

  ResidualQuantiserShape shape_;
  at::Tensor books_;   // [books, entries, dimensions]
  at::Tensor counts_;  // [books, entries]: how many vectors an entry codes, averaged; -1 before the first batch
};

}  // namespace tributary::lab
