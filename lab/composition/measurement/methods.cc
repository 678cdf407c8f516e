#include "lab/composition/measurement/methods.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "lab/composition/measurement/key_alignment.h"
#include "trace/composition_alignment.h"

namespace tributary::lab {
namespace {

constexpr double kUnseen = -std::numeric_limits<double>::infinity();
constexpr double kFrame_s = 0.2;

using Places = std::vector<std::size_t>;
using Catalog = std::span<const RecordingFeatures>;

Match aligned(const PitchClassFrames& query, const PitchClassFrames& reference) {
  const SubsequenceAlignment found = align_over_keys(query, reference);
  const MatchedPassage passage{0, static_cast<double>(query.frames - 1) * kFrame_s,
                               static_cast<double>(found.begin) * kFrame_s, static_cast<double>(found.end) * kFrame_s};
  return {static_cast<double>(found.score), query.frames > 1 ? std::optional(passage) : std::nullopt};
}

std::vector<Match> nearest(const SegmentVectors& query, Catalog catalog, SegmentVectors RecordingFeatures::*vectors) {
  std::vector<Match> matches;
  matches.reserve(catalog.size());
  for (const RecordingFeatures& recording : catalog)
    matches.push_back({static_cast<double>(nearest_segments(query, recording.*vectors)), std::nullopt});
  return matches;
}

std::vector<Match> align_with(const PitchClassFrames& query, Catalog catalog, const Places& places,
                              PitchClassFrames RecordingFeatures::*frames) {
  std::vector<Match> matches(catalog.size(), Match{kUnseen, std::nullopt});
  for (const std::size_t place : places)
    if (std::isinf(matches[place].score)) matches[place] = aligned(query, catalog[place].*frames);
  return matches;
}

Places everything(std::size_t count) {
  Places places(count);
  std::iota(places.begin(), places.end(), 0);
  return places;
}

Places spread_evenly(std::size_t wanted, std::size_t count) {
  Places places(std::min(wanted, count));
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i * count / places.size();
  return places;
}

// The strongest region of each of these recordings.
std::vector<Match> align_locally(const index::CompositionFeatures& query, Catalog catalog, const Places& places) {
  std::vector<Match> matches(catalog.size(), Match{kUnseen, std::nullopt});
  trace::CompositionAligner aligner;
  aligner.set_query(trace::CompositionFrames(query.frames));
  for (const std::size_t place : places) {
    if (!std::isinf(matches[place].score)) continue;
    const auto regions = aligner.align(trace::ReferenceFrames(trace::CompositionFrames(catalog[place].stored.frames)));
    matches[place].score = 0;
    if (regions.empty()) continue;
    const trace::CompositionRegion& best = regions.front();
    matches[place] = {
        best.score, MatchedPassage{best.query_begin_s, best.query_end_s, best.reference_begin_s, best.reference_end_s}};
  }
  return matches;
}

// The cohort was aligned for the sake of its scores; only candidates may be answers.
std::vector<Match> only(std::vector<Match> matches, const Places& candidates) {
  std::vector<Match> kept(matches.size(), Match{kUnseen, std::nullopt});
  for (const std::size_t place : candidates) kept[place] = matches[place];
  return kept;
}

}  // namespace

std::vector<Match> cohort_normalised(std::span<const Match> matches, std::span<const std::size_t> cohort) {
  std::vector<Match> normalised(matches.begin(), matches.end());
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (std::isinf(matches[i].score)) continue;
    std::vector<double> others;
    for (const std::size_t place : cohort)
      if (place != i && !std::isinf(matches[place].score)) others.push_back(matches[place].score);
    const double count = static_cast<double>(others.size());
    const double mean = std::accumulate(others.begin(), others.end(), 0.0) / std::max(count, 1.0);
    double squares = 0;
    for (const double score : others) squares += (score - mean) * (score - mean);
    normalised[i].score = count < 2 ? 0 : (matches[i].score - mean) / std::sqrt(squares / (count - 1) + 1e-12);
  }
  return normalised;
}

Methods::Methods(Catalog catalog, const MethodOptions& options)
    : catalog_(catalog), options_(options), cohort_(spread_evenly(options.cohort, catalog.size())) {}

Methods::Places Methods::candidates_of(std::span<const Match> matches) const {
  Places places = everything(matches.size());
  std::stable_sort(places.begin(), places.end(),
                   [&](std::size_t a, std::size_t b) { return matches[a].score > matches[b].score; });
  places.resize(std::min(options_.candidates, places.size()));
  return places;
}

Methods::Places Methods::with_cohort(const Places& candidates) const {
  Places places = candidates;
  places.insert(places.end(), cohort_.begin(), cohort_.end());
  return places;
}

std::vector<MethodMatches> Methods::match(const RecordingFeatures& query) const {
  std::vector<MethodMatches> all;
  const auto add = [&](const std::string& method, std::vector<Match> matches) {
    all.push_back({method, std::move(matches), std::nullopt});
  };
  add("2DFTM", nearest(query.fourier, catalog_, &RecordingFeatures::fourier));
  const auto chroma = align_with(query.chroma, catalog_, everything(catalog_.size()), &RecordingFeatures::chroma);
  add("chroma DTW", chroma);
  add("chroma DTW, cohort", cohort_normalised(chroma, cohort_));
  const auto segments = nearest(query.segments, catalog_, &RecordingFeatures::segments);
  add("segments", segments);
  const Places candidates = candidates_of(segments);
  const auto frames = align_with(query.network, catalog_, with_cohort(candidates), &RecordingFeatures::network);
  add("alignment", only(frames, candidates));
  add("alignment, cohort", only(cohort_normalised(frames, cohort_), candidates));
  add("local alignment", align_locally(query.stored, catalog_, candidates));
  return all;
}

}  // namespace tributary::lab
