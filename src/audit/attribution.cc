#include "audit/attribution.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace tributary::audit {
namespace {

constexpr double kNoiseDeviations = 3;
constexpr double kCollapsed = 0.95;

struct OwnerSum {
  double sum = 0;
  std::map<std::string, double> works;
};

double correlation(std::span<const float> a, std::span<const float> b) {
  double sums[5] = {};
  const double n = static_cast<double>(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = static_cast<double>(a[i]);
    const double y = static_cast<double>(b[i]);
    sums[0] += x;
    sums[1] += y;
    sums[2] += x * y;
    sums[3] += x * x;
    sums[4] += y * y;
  }
  const double xx = sums[3] - sums[0] * sums[0] / n;
  const double yy = sums[4] - sums[1] * sums[1] / n;
  return xx > 0 && yy > 0 ? (sums[2] - sums[0] * sums[1] / n) / std::sqrt(xx * yy) : 0;
}

double median(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return static_cast<double>(*middle);
}

std::vector<SegmentInfluence> strongest(const GradientStore& store, std::span<const float> scores, std::size_t count) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto kept = order.begin() + static_cast<std::ptrdiff_t>(std::min(count, order.size()));
  std::partial_sort(order.begin(), kept, order.end(), [&](std::size_t a, std::size_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  });
  std::vector<SegmentInfluence> influences;
  for (auto row = order.begin(); row != kept; ++row) {
    const Segment segment = store.segment(*row);
    influences.push_back(
        {segment.recording, segment.work, segment.owner, segment.start_s, static_cast<double>(scores[*row])});
  }
  return influences;
}

std::string reason_to_abstain(const GradientStore& store, const Evidence& evidence,
                              const std::optional<Calibration>& calibration) {
  if (!calibration) return "there is no calibration: scores rank segments, and stand for no known part";
  if (calibration->checkpoint != store.plan().checkpoint) return "the calibration is of another model";
  if (!evidence.has_reference) return "there is no reference model: what training gained on this track is not known";
  if (evidence.likelihood_gain <= kNoiseDeviations * calibration->noise)
    return "what training gained on this track lies within retraining noise";
  if (sameness(store, evidence.scores) > kCollapsed) return "the scores are those that every track gets";
  return {};
}

Ppm to_ppm(double fraction) { return static_cast<Ppm>(std::lround(std::clamp(fraction, 0.0, 1.0) * kWholePpm)); }

bool comes_first(const ModelShare& a, const ModelShare& b) {
  if (a.share_ppm != b.share_ppm) return a.share_ppm > b.share_ppm;
  return a.owner != b.owner ? a.owner < b.owner : a.work_id < b.work_id;
}

// Works of an owner divide its share by what each is foreseen to have moved.
void add_works(const ModelShare& owner, const OwnerSum& sum, double slope, std::vector<ModelShare>& works,
               std::vector<double>& fractions, double fraction) {
  double positive = 0;
  for (const auto& [name, value] : sum.works) positive += std::max(0.0, value);
  for (const auto& [name, value] : sum.works) {
    if (value <= 0) continue;
    const double part = value / positive;
    works.push_back({owner.owner, name, 0, static_cast<Ppm>(owner.low_ppm * part),
                     static_cast<Ppm>(owner.high_ppm * part), slope * value});
    fractions.push_back(fraction * part);
  }
}

}  // namespace

double sameness(const GradientStore& store, std::span<const float> scores) {
  std::vector<float> mean(store.plan().columns);
  for (std::size_t i = 0; i < store.size(); ++i) {
    const std::vector<float> row = store.row(i);
    for (std::size_t k = 0; k < row.size(); ++k) mean[k] += row[k] / static_cast<float>(store.size());
  }
  return correlation(scores, store.scores(mean, 1));
}

void attribute(const GradientStore& store, const Evidence& evidence, const std::optional<Calibration>& calibration,
               std::size_t influences, AuditAnswer& answer) {
  answer.influences = strongest(store, evidence.scores, influences);
  answer.segments = static_cast<std::int64_t>(store.size());
  answer.likelihood_gain = evidence.likelihood_gain;
  answer.reason = reason_to_abstain(store, evidence, calibration);
  if (!answer.reason.empty()) return;
  std::map<std::string, OwnerSum> sums;
  const double common = median(evidence.scores);  // what a segment scores that has no part in it
  for (std::size_t i = 0; i < store.size(); ++i) {
    const Segment segment = store.segment(i);
    sums[segment.owner].sum += static_cast<double>(evidence.scores[i]) - common;
    sums[segment.owner].works[segment.work] += static_cast<double>(evidence.scores[i]) - common;
  }
  double total = 0;
  std::map<std::string, double> shares;
  for (const auto& [owner, sum] : sums) {
    const double effect = calibration->slope * sum.sum;
    if (effect - calibration->half_width <= 0) continue;
    shares[owner] = effect / evidence.likelihood_gain;
    total += shares[owner];
  }
  const double scale = total > 1 ? 1 / total : 1;  // effects of single owners need not add up to less than the gain
  std::vector<double> fractions;
  for (const auto& [owner, share] : shares) {
    const double effect = calibration->slope * sums[owner].sum;
    ModelShare found{owner,
                     "",
                     to_ppm(share * scale),
                     to_ppm((effect - calibration->half_width) / evidence.likelihood_gain * scale),
                     to_ppm((effect + calibration->half_width) / evidence.likelihood_gain),
                     effect};
    add_works(found, sums[owner], calibration->slope, answer.works, fractions, share * scale);
    answer.owners.push_back(std::move(found));
  }
  const std::vector<Ppm> parts = apportion_ppm(fractions);
  for (ModelShare& owner : answer.owners) owner.share_ppm = 0;
  for (std::size_t i = 0; i < answer.works.size(); ++i) {
    answer.works[i].share_ppm = parts[i];
    for (ModelShare& owner : answer.owners)
      if (owner.owner == answer.works[i].owner) owner.share_ppm += parts[i];
  }
  answer.unattributed_ppm = parts.back();
  std::sort(answer.owners.begin(), answer.owners.end(), comes_first);
  std::sort(answer.works.begin(), answer.works.end(), comes_first);
  answer.attributed = !answer.owners.empty();
  if (!answer.attributed) answer.reason = "no owner's effect stands clear of zero";
}

}  // namespace tributary::audit
