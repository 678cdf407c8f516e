#include "trace/segment_scan.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "base/check.h"
#include "base/parallel.h"
#include "base/vector_clones.h"
#include "trace/coarse_columns.h"
#include "trace/key_alignment.h"

namespace tributary::trace {
namespace {

constexpr std::size_t kValues = index::kCompositionSegmentValues;
constexpr double kLengthCost = 2;
constexpr double kLengthOffset = 20;
constexpr std::size_t kLikelyKeys = 4;
constexpr double kUnit = index::kCompositionSegmentNorm * index::kCompositionSegmentNorm;

TRIBUTARY_VECTOR_CLONES
void multiply(const std::int16_t* query, const std::int8_t* segments, std::size_t count, std::int32_t* products) {
  for (std::size_t segment = 0; segment < count; ++segment) {
    const std::int8_t* values = segments + segment * kValues;
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < kValues; ++i) sum += query[i] * values[i];
    products[segment] = sum;
  }
}

struct Scored {
  std::int32_t product = 0;
  std::size_t recording = 0;
  std::size_t segment = 0;
};

bool nearer(const Scored& a, const Scored& b) {
  return a.product != b.product ? a.product > b.product : a.recording < b.recording;
}

// The nearest segment of each recording that has any and is not left out.
std::vector<Scored> nearest_segments(std::span<const std::int32_t> products,
                                     std::span<const std::size_t> first_segments, const std::vector<bool>& left_out) {
  std::vector<Scored> scored;
  for (std::size_t recording = 0; recording + 1 < first_segments.size(); ++recording) {
    const auto own =
        products.subspan(first_segments[recording], first_segments[recording + 1] - first_segments[recording]);
    if (own.empty() || (!left_out.empty() && left_out[recording])) continue;
    const auto best = std::max_element(own.begin(), own.end());
    scored.push_back({*best, recording, static_cast<std::size_t>(best - own.begin())});
  }
  return scored;
}

std::vector<SegmentCandidate> keep_nearest(std::vector<Scored> scored, std::size_t most) {
  const std::size_t kept = std::min(most, scored.size());
  std::partial_sort(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(kept), scored.end(), nearer);
  std::vector<SegmentCandidate> candidates;
  for (const Scored& one : std::span(scored).first(kept))
    candidates.push_back({one.recording, one.segment, one.product / kUnit});
  return candidates;
}

KeySet highest_keys(std::span<const double> scores) {
  std::vector<std::size_t> keys(scores.size());
  std::iota(keys.begin(), keys.end(), std::size_t{0});
  std::stable_sort(keys.begin(), keys.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  keys.resize(std::min(kLikelyKeys, keys.size()));
  KeySet highest;
  for (const std::size_t key : keys) highest.set(key);
  return highest;
}

}  // namespace

void SegmentTable::add(std::string recording_id, std::span<const std::int8_t> segments) {
  TRIBUTARY_CHECK(segments.size() % kValues == 0);
  recording_ids_.push_back(std::move(recording_id));
  values_.insert(values_.end(), segments.begin(), segments.end());
  first_segments_.push_back(values_.size() / kValues);
  coarse_frames_.resize(recording_ids_.size());
  first_coarse_.push_back(coarse_.size());
}

void SegmentTable::add(std::string recording_id, const index::CompositionFeatures& features) {
  add(std::move(recording_id), CompositionFrames(features.frames), features.segments);
}

void SegmentTable::add(std::string recording_id, const CompositionFrames& frames,
                       std::span<const std::int8_t> segments) {
  const std::vector<std::int8_t> coarse = frames.coarse();
  append_columns(coarse, coarse_);
  coarse_frames_.push_back(coarse.size() / kFrameValues);
  ++frames_of_;
  add(std::move(recording_id), segments);
}

std::vector<std::vector<SegmentCandidate>> SegmentTable::nearest(std::span<const std::int8_t> query_segments,
                                                                 std::size_t most, const LeftOut& left_out) const {
  TRIBUTARY_CHECK(query_segments.size() % kValues == 0);
  std::vector<bool> is_left_out;
  if (left_out)
    for (const std::string& id : recording_ids_) is_left_out.push_back(left_out(id));
  std::vector<std::vector<SegmentCandidate>> candidates;
  std::vector<std::int32_t> products(segments());
  for (std::size_t first = 0; first < query_segments.size(); first += kValues) {
    const auto values = query_segments.subspan(first, kValues);
    const std::vector<std::int16_t> query(values.begin(), values.end());
    candidates.emplace_back();
    if (std::all_of(query.begin(), query.end(), [](std::int16_t value) { return value == 0; })) continue;
    multiply(query.data(), values_.data(), segments(), products.data());
    candidates.back() = keep_nearest(nearest_segments(products, first_segments_, is_left_out), most);
  }
  return candidates;
}

std::vector<CoarseLook> SegmentTable::look_coarsely(const CompositionFrames& query, bool any_key,
                                                    const PathCosts& costs, std::size_t threads,
                                                    const LeftOut& left_out) const {
  TRIBUTARY_CHECK(has_frames());
  const CompositionFrames coarse = query.halved().halved();
  std::vector<CoarseLook> looks(recordings(), CoarseLook{-std::numeric_limits<double>::infinity(), {}});
  const std::size_t workers = std::clamp<std::size_t>(threads, 1, recordings());
  base::parallel_for(workers, workers, [&](std::size_t worker) {
    KeyAlignment alignment(coarse, any_key, costs);
    for (std::size_t recording = worker; recording < recordings(); recording += workers) {
      if (left_out && left_out(recording_ids_[recording])) continue;
      const std::size_t frames = coarse_frames_[recording];
      const KeyAlignment::Scores all = alignment.best_scores({coarse_.data() + first_coarse_[recording], frames});
      const std::span<const double> scores(all.data(), any_key ? all.size() : 1);
      looks[recording] = {*std::max_element(scores.begin(), scores.end()) -
                              kLengthCost * std::log(static_cast<double>(frames) + kLengthOffset),
                          highest_keys(scores)};
    }
  });
  return looks;
}

}  // namespace tributary::trace
