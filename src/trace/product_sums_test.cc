#include "trace/product_sums.h"

#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace tributary::trace {
namespace {

ProductSums one_by_one(const std::vector<std::int32_t>& products) {
  ProductSums sums;
  for (const std::int64_t product : products) {
    sums.values += product;
    sums.squares += product / 16 * (product / 16);
  }
  return sums;
}

TEST(ProductSums, AreExactForEverySignAndLength) {
  std::mt19937 random(1);
  for (const std::size_t count : {0U, 16U, 256U, 272U, 4096U, 4112U, 20000U}) {
    std::vector<std::int32_t> products(count);
    for (std::int32_t& product : products) product = static_cast<std::int32_t>(random() % (1U << 24)) - (1 << 23) + 1;
    const ProductSums sums = sum_products(products);
    EXPECT_EQ(sums.values, one_by_one(products).values) << count;
    EXPECT_EQ(sums.squares, one_by_one(products).squares) << count;
  }
}

TEST(ProductSums, HoldTheLargestValues) {
  for (const std::int32_t most : {(1 << 23) - 1, 1 - (1 << 23)}) {
    const std::vector<std::int32_t> products(10240, most);
    EXPECT_EQ(sum_products(products).values, one_by_one(products).values);
    EXPECT_EQ(sum_products(products).squares, one_by_one(products).squares);
  }
}

}  // namespace
}  // namespace tributary::trace
