#include "trace/frame_products.h"

#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace tributary::trace {
namespace {

CompositionFrames random_frames(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::int8_t> levels(count * kFrameValues);
  for (std::int8_t& level : levels) level = static_cast<std::int8_t>(static_cast<int>(random() % 7) - 3);
  return CompositionFrames(levels);
}

void expect_exact(const CompositionFrames& query, const CompositionFrames& reference, VectorUnit unit) {
  const FrameColumns columns(reference);
  const std::size_t rows = product_rows(query.size());
  std::vector<std::int32_t> products(rows * columns.width(), -1);
  multiply_frames(query, columns, products, unit);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns.width(); ++j) {
      std::int32_t expected = 0;
      if (i < query.size() && j < reference.size())
        for (std::size_t k = 0; k < kFrameValues; ++k)
          expected += query.values()[i * kFrameValues + k] * reference.values()[j * kFrameValues + k];
      ASSERT_EQ(products[i * columns.width() + j], expected) << i << " " << j;
    }
}

void expect_exact(const CompositionFrames& query, const CompositionFrames& reference) {
  for (const VectorUnit unit : vector_units()) expect_exact(query, reference, unit);
}

TEST(FrameProducts, AreExactForAnyNumberOfFrames) {
  for (const std::size_t rows : {0U, 1U, 3U, 4U, 9U})
    for (const std::size_t columns : {0U, 1U, 15U, 16U, 17U, 33U, 63U, 64U, 65U, 200U})
      expect_exact(random_frames(rows, rows + 1), random_frames(columns, columns + 50));
}

// The longest that are ever multiplied: frames added up in fours.
TEST(FrameProducts, AreExactForTheLongestFrames) {
  const std::vector<std::int8_t> most(40 * kFrameValues, 3);
  const CompositionFrames longest = CompositionFrames(most).halved().halved();
  expect_exact(longest, longest);
  expect_exact(random_frames(40, 1).centred().halved().halved(), CompositionFrames::from_coarse(longest.coarse()));
}

}  // namespace
}  // namespace tributary::trace
