// Style features: what the style tier keeps of a track, a few vectors of 64 bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tributary::index {

inline constexpr std::size_t kStyleValues = 64;
inline constexpr int kStyleNorm =
    127;  // the length of a style vector, so that a dot product over its square is a cosine
inline constexpr double kStyleWindowHop_s = 5;  // the i-th window of a track begins at 5 i s
inline constexpr double kStyleWindow_s = 15;
inline constexpr std::size_t kStyleSectionsMax = 12;

// Whole vectors. A track's sections are as many parts of equal length, in order, each the mean direction of its
// windows.
struct StyleFeatures {
  std::vector<std::int8_t> sections;  // [sections][kStyleValues], of length kStyleNorm up to rounding

  std::size_t section_count() const { return sections.size() / kStyleValues; }
  bool operator==(const StyleFeatures&) const = default;
};

// `vectors` is [windows][kStyleValues] as encoder::StyleEncoder gives it; what is not finite counts as zero. A vector
// of zeros, of a window without sound, stays one.
std::vector<std::int8_t> quantise_style(std::span<const float> vectors);

// At most kStyleSectionsMax sections of the windows that sound; none where none does.
StyleFeatures summarise_style(std::span<const std::int8_t> windows);

}  // namespace tributary::index
