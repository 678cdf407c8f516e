#include "lab/composition/training/validation.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "lab/composition/pairs/subsequence_alignment.h"
#include "lab/composition/training/level_tensor.h"
#include "lab/composition/training/losses.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kQueryFrames = 300;
constexpr std::size_t kReferenceFrames = 600;
constexpr std::int64_t kChunk = 20;
constexpr double kSecond_features = 5;

// The strongest levels of each pitch class within 40 dB of the frame's loudest, less their mean, of unit norm.
at::Tensor plain_chroma(const at::Tensor& levels) {
  const at::Tensor x = levels.to(at::kFloat);
  const at::Tensor heard = (x - x.amax(2, true) + 80).clamp_min(0);
  const at::Tensor folded = heard.reshape({x.size(0), x.size(1), 6, 12, 3}).amax(4).sum(2);
  const at::Tensor smooth = at::avg_pool1d(folded.transpose(1, 2), 5, 4, 2).transpose(1, 2);
  const at::Tensor centred = smooth - smooth.mean(2, true);
  return (centred / (centred.square().sum(2, true) + 1e-6).sqrt()).unsqueeze(2);
}

// What both kinds of features give for the queries and the references of the set, on the processor.
struct Encoded {
  at::Tensor queries;     // [works, 75, channels, 12]
  at::Tensor references;  // [works, 150, channels, 12]
};

struct Truth {
  const Batch& pairs;

  std::span<const float> positions(std::size_t work) const {
    return std::span<const float>(pairs.position).subspan(work * pairs.a_features(), pairs.a_features());
  }
};

double frame_accuracy(const Encoded& encoded, const Truth& truth) {
  const at::Tensor moved =
      rolled(encoded.queries, at::tensor(at::ArrayRef<std::int64_t>(truth.pairs.transposition), at::kLong));
  const at::Tensor picked =
      at::bmm(moved.flatten(2), encoded.references.flatten(2).transpose(1, 2)).argmax(2).contiguous();
  const std::int64_t* pick = picked.data_ptr<std::int64_t>();
  double asked = 0;
  double right = 0;
  for (std::size_t i = 0; i < truth.pairs.position.size(); ++i) {
    if (truth.pairs.position[i] < 0) continue;
    asked += 1;
    right += std::abs(static_cast<double>(pick[i]) - static_cast<double>(truth.pairs.position[i])) <= 1 ? 1 : 0;
  }
  return right / std::max(asked, 1.0);
}

bool within_a_second(const SubsequenceAlignment& found, std::span<const float> positions) {
  const double slope =
      (static_cast<double>(found.end) - static_cast<double>(found.begin)) / static_cast<double>(positions.size() - 1);
  double error = 0;
  double count = 0;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (positions[i] < 0) continue;
    const double there = static_cast<double>(found.begin) + slope * static_cast<double>(i);
    error += std::abs(there - static_cast<double>(positions[i]));
    count += 1;
  }
  return count > 0 && error / count <= kSecond_features;
}

// The best alignment of one query with each reference over the 12 rolls.
std::vector<SubsequenceAlignment> align_all(const at::Tensor& query, const at::Tensor& references) {
  const std::int64_t works = references.size(0);
  const std::int64_t query_time = query.size(0);
  const std::int64_t reference_time = references.size(1);
  const at::Tensor rolls = rolled(query.unsqueeze(0).expand({12, -1, -1, -1}), at::arange(12, at::kLong)).flatten(2);
  const at::Tensor every = references.flatten(2).reshape({works * reference_time, -1});
  std::vector<SubsequenceAlignment> best(static_cast<std::size_t>(works));
  for (SubsequenceAlignment& alignment : best) alignment.score = -2;
  for (std::int64_t roll = 0; roll < 12; ++roll) {
    const at::Tensor similarity = at::matmul(rolls[roll].to(at::kBFloat16), every.to(at::kBFloat16).t())
                                      .to(at::kFloat)
                                      .reshape({query_time, works, reference_time})
                                      .transpose(0, 1)
                                      .contiguous();
    const float* values = similarity.data_ptr<float>();
    for (std::int64_t work = 0; work < works; ++work) {
      const std::span<const float> own(values + work * query_time * reference_time,
                                       static_cast<std::size_t>(query_time * reference_time));
      const SubsequenceAlignment found =
          align_subsequence(own, static_cast<std::size_t>(query_time), static_cast<std::size_t>(reference_time));
      SubsequenceAlignment& kept = best[static_cast<std::size_t>(work)];
      if (found.score > kept.score) kept = found;
    }
  }
  return best;
}

void measure_alignment(const Encoded& encoded, const Truth& truth, std::size_t queries, ValidationMetrics& metrics) {
  for (std::size_t query = 0; query < queries; ++query) {
    const std::vector<SubsequenceAlignment> found =
        align_all(encoded.queries[static_cast<std::int64_t>(query)], encoded.references);
    float best_wrong = -2;
    for (std::size_t work = 0; work < found.size(); ++work)
      if (work != query) best_wrong = std::max(best_wrong, found[work].score);
    const bool right = found[query].score > best_wrong;
    metrics.alignment_top1 += right ? 1 : 0;
    metrics.alignment_margin += static_cast<double>(found[query].score - best_wrong);
    metrics.localised += right && within_a_second(found[query], truth.positions(query)) ? 1 : 0;
  }
  const double count = static_cast<double>(std::max<std::size_t>(queries, 1));
  metrics.alignment_top1 /= count;
  metrics.alignment_margin /= count;
  metrics.localised /= count;
}

struct EncodedLevels {
  at::Tensor features;
  at::Tensor segments;
};

// `encode` of a chunk of the levels after the other.
template <typename Encode>
void for_chunks(const at::Tensor& levels, Encode encode) {
  for (std::int64_t start = 0; start < levels.size(0); start += kChunk)
    encode(levels.narrow(0, start, std::min(kChunk, levels.size(0) - start)));
}

EncodedLevels encode(CompositionGraph& graph, const at::Tensor& levels) {
  std::vector<at::Tensor> features;
  std::vector<at::Tensor> segments;
  for_chunks(levels, [&](const at::Tensor& some) {
    at::Tensor some_features;
    at::Tensor some_segments;
    graph.forward(some, false, some_features, some_segments);
    features.push_back(some_features.to(at::kCPU));
    segments.push_back(some_segments.to(at::kCPU));
  });
  return {at::cat(features), at::cat(segments)};
}

at::Tensor encode_segments(const SegmentVectors& vectors, const at::Tensor& levels) {
  std::vector<at::Tensor> segments;
  for_chunks(levels, [&](const at::Tensor& some) { segments.push_back(vectors(some).to(at::kCPU)); });
  return at::cat(segments);
}

double segment_top1(const at::Tensor& queries, const at::Tensor& references) {  // [works, n], [works, segments, n]
  const at::Tensor cosines =
      at::matmul(references.flatten(0, 1), queries.t()).reshape({references.size(0), references.size(1), -1});
  const at::Tensor nearest = cosines.amax(1).argmax(0);
  return nearest.eq(at::arange(queries.size(0), at::kLong)).to(at::kDouble).mean().item<double>();
}

}  // namespace

Validation::Validation(const PairMaker& maker, const ValidationSize& size, std::uint64_t seed) : size_(size) {
  const PieceSampler sampler(maker);
  size_.works = std::min(size.works, sampler.works());
  size_.aligned = std::min(size.aligned, size_.works);
  pairs_ = make_batch({maker, sampler, nullptr}, BatchShape{size_.works, 0, kQueryFrames, kReferenceFrames}, seed, 0);
}

ValidationMetrics Validation::measure(CompositionGraph& graph) const {
  const c10::NoGradGuard no_gradients;
  const EncodedLevels queries = encode(graph, level_tensor(pairs_.a, pairs_.a_frames));
  const EncodedLevels references = encode(graph, level_tensor(pairs_.b, pairs_.b_frames));
  const Encoded encoded{queries.features, references.features};
  const Truth truth{pairs_};
  ValidationMetrics metrics;
  metrics.segment_top1 = segment_top1(queries.segments.squeeze(1), references.segments);
  metrics.frame_accuracy = frame_accuracy(encoded, truth);
  measure_alignment(encoded, truth, size_.aligned, metrics);
  return metrics;
}

double Validation::measure_segments(const SegmentVectors& vectors) const {
  const c10::NoGradGuard no_gradients;
  const at::Tensor queries = encode_segments(vectors, level_tensor(pairs_.a, pairs_.a_frames));
  const at::Tensor references = encode_segments(vectors, level_tensor(pairs_.b, pairs_.b_frames));
  return segment_top1(queries.squeeze(1), references);
}

ValidationMetrics Validation::measure_chroma() const {
  const c10::NoGradGuard no_gradients;
  const Encoded encoded{plain_chroma(level_tensor(pairs_.a, pairs_.a_frames)),
                        plain_chroma(level_tensor(pairs_.b, pairs_.b_frames))};
  const Truth truth{pairs_};
  ValidationMetrics metrics;
  metrics.frame_accuracy = frame_accuracy(encoded, truth);
  measure_alignment(encoded, truth, size_.aligned, metrics);
  return metrics;
}

}  // namespace tributary::lab
