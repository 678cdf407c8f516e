#include "lab/style/style_methods.h"

#include <array>
#include <cmath>
#include <span>

#include "lab/random/random.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kValues = index::kStyleValues;
static_assert(kValues == encoder::kStyleDimensions);

std::array<double, kValues> sum_of(std::span<const std::int8_t> vectors) {
  std::array<double, kValues> sum{};
  for (std::size_t i = 0; i < vectors.size(); ++i) sum[i % kValues] += vectors[i];
  return sum;
}

double dot(const std::array<double, kValues>& a, const std::array<double, kValues>& b) {
  double product = 0;
  for (std::size_t i = 0; i < kValues; ++i) product += a[i] * b[i];
  return product;
}

}  // namespace

StyleCatalog style_catalog(const encoder::StyleEncoder& encoder, const std::vector<LabelledRecording>& recordings,
                           const std::vector<HeardTrack>& heard, bool disturbs) {
  StyleCatalog catalog;
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    const auto clean = index::quantise_style(encoder.project(heard[i].statistics).values);
    catalog.stored.push_back(index::summarise_style(clean));
    catalog.table.add(std::to_string(i), recordings[i].artist, catalog.stored.back());
    catalog.windows.push_back(disturbs ? index::quantise_style(encoder.project(heard[i].disturbed).values) : clean);
  }
  return catalog;
}

ArtistRanking tier_ranking(const StyleCatalog& catalog, bool window_only) {
  return [&catalog, window_only](std::size_t query, const std::vector<bool>& left_out) {
    std::span<const std::int8_t> windows = catalog.windows[query];
    if (window_only) windows = windows.subspan(windows.size() / kValues / 2 * kValues, kValues);
    std::vector<std::string> names;
    trace::StyleSearch search;
    search.recordings_min = search.artists_min = 1;
    for (const auto& one : trace::rank_styles(windows, catalog.table, search,
                                              [&](const std::string& id) { return left_out[std::stoul(id)]; }))
      names.push_back(one.artist);
    return names;
  };
}

PairScore tier_score(const StyleCatalog& catalog) {
  return [&catalog](std::size_t query, std::size_t recording) {
    const auto a = sum_of(catalog.windows[query]);
    const auto b = sum_of(catalog.stored[recording].sections);
    return dot(a, b) / std::sqrt(dot(a, a) * dot(b, b) + 1);
  };
}

PairScore gaussian_score(const std::vector<HeardTrack>& heard) {
  return [&heard](std::size_t query, std::size_t recording) {
    return resemblance(heard[query].cepstra, heard[recording].cepstra);
  };
}

PairScore random_score(std::uint64_t seed) {
  return [seed](std::size_t query, std::size_t recording) {
    return Random(seed + query * 1000003 + recording).uniform(0, 1);
  };
}

}  // namespace tributary::lab
