#include "index/style_features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "base/check.h"

namespace tributary::index {
namespace {

using Vector = std::array<double, kStyleValues>;

void append(const Vector& vector, std::vector<std::int8_t>& vectors) {
  double power = 0;
  for (const double value : vector) power += value * value;
  const double scale = power > 0 ? kStyleNorm / std::sqrt(power) : 0;
  for (const double value : vector) vectors.push_back(static_cast<std::int8_t>(std::lround(value * scale)));
}

bool sounds(std::span<const std::int8_t> vector) {
  return std::any_of(vector.begin(), vector.end(), [](std::int8_t value) { return value != 0; });
}

}  // namespace

std::vector<std::int8_t> quantise_style(std::span<const float> vectors) {
  TRIBUTARY_CHECK(vectors.size() % kStyleValues == 0);
  std::vector<std::int8_t> quantised;
  quantised.reserve(vectors.size());
  for (std::size_t first = 0; first < vectors.size(); first += kStyleValues) {
    Vector vector;
    for (std::size_t i = 0; i < kStyleValues; ++i) {
      const float value = vectors[first + i];
      vector[i] = std::isfinite(value) ? static_cast<double>(value) : 0;
    }
    append(vector, quantised);
  }
  return quantised;
}

StyleFeatures summarise_style(std::span<const std::int8_t> windows) {
  TRIBUTARY_CHECK(windows.size() % kStyleValues == 0);
  std::vector<std::span<const std::int8_t>> sounding;
  for (std::size_t first = 0; first < windows.size(); first += kStyleValues)
    if (const auto window = windows.subspan(first, kStyleValues); sounds(window)) sounding.push_back(window);
  StyleFeatures features;
  const std::size_t sections = std::min(sounding.size(), kStyleSectionsMax);
  for (std::size_t section = 0; section < sections; ++section) {
    Vector sum{};
    for (std::size_t i = section * sounding.size() / sections; i < (section + 1) * sounding.size() / sections; ++i)
      std::transform(sum.begin(), sum.end(), sounding[i].begin(), sum.begin(), std::plus<>());
    append(sum, features.sections);
  }
  return features;
}

}  // namespace tributary::index
