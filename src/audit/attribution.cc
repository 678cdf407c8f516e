#include "audit/attribution.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace tributary::audit {
namespace {

constexpr double kNoiseDeviations = 3;
constexpr double kCollapsed = 0.95;

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

std::string reason_to_abstain(const GradientStore& store, const AuditAnswer& answer,
                              const std::optional<Calibration>& calibration) {
  if (!calibration) return "there is no calibration: scores rank segments, and stand for no known part";
  if (calibration->checkpoint != store.plan().checkpoint) return "the calibration is of another model";
  if (calibration->store != store.name()) return "the calibration is of another store of this model";
  if (!answer.has_reference) return "there is no reference model: what training gained on this track is not known";
  if (answer.likelihood_gain <= calibration->own_gain + kNoiseDeviations * calibration->noise)
    return "what training gained on this track is no more than a model gains on what it made itself";
  if (answer.sameness > kCollapsed) return "the scores are those that every track gets";
  return {};
}

Ppm to_ppm(double fraction) { return static_cast<Ppm>(std::lround(std::clamp(fraction, 0.0, 1.0) * kWholePpm)); }

bool comes_first(const ModelShare& a, const ModelShare& b) {
  if (a.share_ppm != b.share_ppm) return a.share_ppm > b.share_ppm;
  return a.owner != b.owner ? a.owner < b.owner : a.work_id < b.work_id;
}

// Foreseen of an owner's works together, those that do not count among them.
struct OwnerEffect {
  double effect = 0;
  double items = 0;
  double fraction = 0;  // of those that count
};

// A work that counts, in the hands of one owner.
struct Counted {
  ModelShare share;
  double fraction = 0;
};

std::vector<Counted> counted_works(const Holdings& holdings, const Evidence& evidence, const Calibration& calibration,
                                   std::map<std::string, OwnerEffect>& owners) {
  std::vector<Counted> counted;
  for (const WorkScore& work : work_scores(holdings, evidence.scores)) {
    const double effect = calibration.slope * work.score;
    const double half_width = half_width_of(calibration, work.items);
    for (const auto& [number, score] : work.owners) {
      const double part = work.score > 0 ? score / work.score : 1 / static_cast<double>(work.owners.size());
      OwnerEffect& owner = owners[holdings.owners[number]];
      owner.effect += effect * part;
      owner.items += work.items * part;
      if (effect <= half_width || part <= 0) continue;
      const double gain = evidence.likelihood_gain;
      counted.push_back(
          {{holdings.owners[number], holdings.works[work.work], 0, to_ppm((effect - half_width) * part / gain),
            to_ppm((effect + half_width) * part / gain), effect * part},
           effect * part / gain});
      owner.fraction += effect * part / gain;
    }
  }
  return counted;
}

// The interval reaches to the share where works that do not count pull it away.
ModelShare share_of(const std::string& name, const OwnerEffect& owner, const Calibration& calibration, double gain,
                    double scale) {
  const double half_width = half_width_of(calibration, owner.items);
  const double share = owner.fraction * scale;
  return {name,
          "",
          0,
          to_ppm(std::min(share, (owner.effect - half_width) / gain * scale)),
          to_ppm(std::max(share, (owner.effect + half_width) / gain)),
          owner.effect};
}

}  // namespace

double sameness(const GradientStore& store, std::span<const float> products) {
  std::vector<float> mean(store.plan().columns);
  for (std::size_t i = 0; i < store.size(); ++i) {
    const std::vector<float> row = store.row(i);
    for (std::size_t k = 0; k < row.size(); ++k) mean[k] += row[k] / static_cast<float>(store.size());
  }
  return correlation(products, store.products(mean, 1));
}

std::vector<std::size_t> strongest_rows(std::span<const float> scores, std::size_t count) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto kept = order.begin() + static_cast<std::ptrdiff_t>(std::min(count, order.size()));
  std::partial_sort(order.begin(), kept, order.end(), [&](std::size_t a, std::size_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  });
  order.erase(std::find_if(order.begin(), kept, [&](std::size_t row) { return !(scores[row] > 0); }), order.end());
  return order;
}

double half_width_of(const Calibration& calibration, double items) {
  if (!(calibration.items > 0)) return calibration.half_width;
  const double sizes = std::max(0.0, items) / calibration.items;
  return calibration.half_width * std::max(std::sqrt(sizes), sizes);
}

void attribute(const GradientStore& store, const Holdings& holdings, const Evidence& evidence,
               const std::optional<Calibration>& calibration, AuditAnswer& answer) {
  answer.segments = static_cast<std::int64_t>(store.size());
  answer.copies = static_cast<std::int64_t>(holdings.copies);
  answer.has_reference = evidence.has_reference;
  answer.likelihood_gain = evidence.likelihood_gain;
  answer.own_gain = calibration ? calibration->own_gain : 0;
  answer.gain_noise = calibration ? calibration->noise : 0;
  answer.sameness = evidence.sameness;
  answer.reason = reason_to_abstain(store, answer, calibration);
  if (!answer.reason.empty()) return;
  std::map<std::string, OwnerEffect> effects;
  std::vector<Counted> works = counted_works(holdings, evidence, *calibration, effects);
  double total = 0;
  for (const Counted& work : works) total += work.fraction;
  const double scale = total > 1 ? 1 / total : 1;  // effects of single works need not add up to less than the gain
  std::vector<double> fractions;
  for (const Counted& work : works) fractions.push_back(work.fraction * scale);
  const std::vector<Ppm> parts = apportion_ppm(fractions);
  std::map<std::string, Ppm> shares;
  for (std::size_t i = 0; i < works.size(); ++i) {
    ModelShare& work = works[i].share;
    work.share_ppm = parts[i];
    work.low_ppm = std::min(work.low_ppm, work.share_ppm);
    shares[work.owner] += parts[i];
    answer.works.push_back(work);
  }
  for (const auto& [owner, share_ppm] : shares) {
    answer.owners.push_back(share_of(owner, effects[owner], *calibration, evidence.likelihood_gain, scale));
    answer.owners.back().share_ppm = share_ppm;
  }
  answer.unattributed_ppm = parts.back();
  std::sort(answer.owners.begin(), answer.owners.end(), comes_first);
  std::sort(answer.works.begin(), answer.works.end(), comes_first);
  answer.attributed = !answer.owners.empty();
  if (!answer.attributed) answer.reason = "no work's effect stands clear of zero";
}

}  // namespace tributary::audit
