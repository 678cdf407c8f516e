#include "lab/audit/protocols.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lab/audit/subset_plan.h"

namespace tributary::lab {
namespace {

constexpr std::uint64_t kBootstrapSeed = 0xB007;

std::size_t query_count(const RetrainedTruth& truth) { return truth.queries.size(); }

double query_loss(const RetrainedTruth& truth, std::size_t seed, std::size_t model, std::size_t query) {
  return static_cast<double>(truth.seeds[seed].query_losses[model * query_count(truth) + query]);
}

std::vector<std::size_t> models_named(const RetrainedTruth& truth, const std::string& start) {
  std::vector<std::size_t> found;
  for (std::size_t m = 0; m < truth.models.size(); ++m)
    if (truth.models[m].starts_with(start)) found.push_back(m);
  return found;
}

std::vector<std::size_t> models_without(const RetrainedTruth& truth, const std::vector<std::string>& artists) {
  std::vector<std::size_t> models;
  for (const std::string& artist : artists)
    models.push_back(static_cast<std::size_t>(std::find(truth.models.begin(), truth.models.end(), "without " + artist) -
                                              truth.models.begin()));
  return models;
}

// Losses of one query under the half models, of one seed or the mean over all.
std::vector<double> half_losses(const RetrainedTruth& truth, const std::vector<std::size_t>& halves,
                                std::size_t query) {
  std::vector<double> losses;
  for (const std::size_t model : halves) {
    double sum = 0;
    for (std::size_t s = 0; s < truth.seeds.size(); ++s) sum += query_loss(truth, s, model, query);
    losses.push_back(sum / static_cast<double>(truth.seeds.size()));
  }
  return losses;
}

std::vector<double> foreseen_losses(const RetrainedTruth& truth, const std::vector<std::size_t>& halves,
                                    const double* scores) {
  std::vector<double> losses;
  const std::size_t items = truth.segments.size();
  for (const std::size_t model : halves) {
    double sum = 0;
    for (std::size_t i = 0; i < items; ++i) sum -= scores[i] * static_cast<double>(truth.membership[model * items + i]);
    losses.push_back(sum);
  }
  return losses;
}

std::vector<double> artist_sums(const RetrainedTruth& truth, const std::vector<std::string>& artists,
                                const double* scores) {
  std::vector<double> sums(artists.size());
  for (std::size_t i = 0; i < truth.segments.size(); ++i) {
    const auto place = std::lower_bound(artists.begin(), artists.end(), truth.segments.segments[i].artist);
    sums[static_cast<std::size_t>(place - artists.begin())] += scores[i];
  }
  return sums;
}

std::size_t largest(std::span<const double> values) {
  return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

using Sample = std::span<const std::size_t>;

// The correlation of two tables [queries][artists] over the queries of a sample, once the mean of each column is taken
// out of both.
double specific_correlation(const std::vector<double>& a, const std::vector<double>& b, std::size_t artists,
                            Sample sample) {
  std::vector<double> left;
  std::vector<double> right;
  for (std::size_t k = 0; k < artists; ++k) {
    double mean_a = 0;
    double mean_b = 0;
    for (const std::size_t q : sample) {
      mean_a += a[q * artists + k] / static_cast<double>(sample.size());
      mean_b += b[q * artists + k] / static_cast<double>(sample.size());
    }
    for (const std::size_t q : sample) {
      left.push_back(a[q * artists + k] - mean_a);
      right.push_back(b[q * artists + k] - mean_b);
    }
  }
  return correlation(left, right);
}

// Means over queries with their bootstrap intervals.
Agreement summary(const std::vector<double>& top1, const std::vector<double>& spearman,
                  const std::vector<double>& lds) {
  const auto interval = [](const std::vector<double>& values) { return interval_of_mean(values, kBootstrapSeed); };
  return {mean(top1), mean(spearman), 0, mean(lds), lds, interval(top1), interval(spearman), {}, interval(lds)};
}

// How much lower the loss of the full model that made a query is than that of the full models of other seeds.
std::vector<double> own_gains(const RetrainedTruth& truth) {
  std::vector<double> gains;
  const std::size_t full = models_named(truth, "full").front();
  for (std::size_t q = 0; truth.seeds.size() > 1 && q < query_count(truth); ++q) {
    double others = 0;
    for (std::size_t s = 1; s < truth.seeds.size(); ++s) others += query_loss(truth, s, full, q);
    gains.push_back(others / static_cast<double>(truth.seeds.size() - 1) - query_loss(truth, 0, full, q));
  }
  return gains;
}

double reliability_of_mean(double between, double seeds) {
  const double r = std::max(0.0, between);
  return std::sqrt(seeds * r / (1 + (seeds - 1) * r));
}

}  // namespace

RetrainedTruth with_fewer_queries(RetrainedTruth truth, std::size_t every) {
  const auto keep = [&](auto& values, std::size_t columns, std::size_t width) {
    std::size_t kept = 0;
    for (std::size_t k = 0; k < values.size(); ++k)
      if (k / width % columns / 2 % every == 0) values[kept++] = values[k];
    values.resize(kept);
  };
  const std::size_t queries = query_count(truth);
  for (RetrainedSeed& seed : truth.seeds) keep(seed.query_losses, queries, 1);
  keep(truth.queries.levels, queries, truth.queries.frames * truth.queries.bands);
  keep(truth.queries.segments, queries, 1);
  return truth;
}

LeaveOutEffects leave_out_effects(const RetrainedTruth& truth) {
  LeaveOutEffects effects{artists_of(truth.segments), {}, {}};
  const std::vector<std::size_t> models = models_without(truth, effects.artists);
  effects.mean.resize(query_count(truth) * models.size());
  for (std::size_t s = 0; s < truth.seeds.size(); ++s) {
    std::vector<double> one;
    for (std::size_t q = 0; q < query_count(truth); ++q) {
      std::vector<double> losses;
      for (const std::size_t model : models) losses.push_back(query_loss(truth, s, model, q));
      const double middle = median(losses);
      for (const double loss : losses) one.push_back(loss - middle);
    }
    for (std::size_t k = 0; k < one.size(); ++k) effects.mean[k] += one[k] / static_cast<double>(truth.seeds.size());
    effects.by_seed.push_back(std::move(one));
  }
  return effects;
}

NoiseFloor noise_floor(const RetrainedTruth& truth, const LeaveOutEffects& effects) {
  NoiseFloor floor;
  floor.effect_deviation = deviation(effects.mean);
  const double seeds = static_cast<double>(truth.seeds.size());
  if (seeds > 1) {
    double squares = 0;
    for (const std::vector<double>& one : effects.by_seed)
      for (std::size_t k = 0; k < one.size(); ++k) squares += (one[k] - effects.mean[k]) * (one[k] - effects.mean[k]);
    const double spread = squares / (seeds - 1) / static_cast<double>(effects.mean.size());
    floor.noise_deviation = std::sqrt(spread / seeds);
    const double signal = floor.effect_deviation * floor.effect_deviation - spread / seeds;
    floor.ratio = std::sqrt(std::max(0.0, signal)) / floor.noise_deviation;
  }
  const std::vector<std::size_t> models = models_without(truth, effects.artists);
  const std::size_t items = truth.segments.size();
  std::vector<double> own;
  double others = 0;
  for (std::size_t a = 0; a < models.size(); ++a)
    for (std::size_t i = 0; i < items; ++i) {
      double effect = 0;
      for (const RetrainedSeed& seed : truth.seeds)
        effect += static_cast<double>(seed.item_losses[models[a] * items + i] - seed.item_losses[i]) / seeds;
      if (truth.segments.segments[i].artist == effects.artists[a])
        own.push_back(effect);
      else
        others += effect * effect;
    }
  floor.own_effect = mean(own);
  floor.other_effect = std::sqrt(others / static_cast<double>(models.size() * items - own.size()));
  return floor;
}

Agreement agreement(const RetrainedTruth& truth, const LeaveOutEffects& effects, const std::vector<double>& scores,
                    const std::vector<std::size_t>& chosen) {
  const std::size_t artists = effects.artists.size();
  const std::vector<std::size_t> halves = models_named(truth, "half ");
  std::vector<double> top1;
  std::vector<double> spearman;
  std::vector<double> lds;
  std::vector<double> all_foreseen(effects.mean.size());
  for (const std::size_t q : chosen) {
    const double* own = scores.data() + q * truth.segments.size();
    const auto real = std::span(effects.mean).subspan(q * artists, artists);
    const std::vector<double> foreseen = artist_sums(truth, effects.artists, own);
    std::copy(foreseen.begin(), foreseen.end(), all_foreseen.begin() + static_cast<std::ptrdiff_t>(q * artists));
    top1.push_back(largest(foreseen) == largest(real) ? 1 : 0);
    spearman.push_back(rank_correlation(foreseen, real));
    if (halves.size() > 2)
      lds.push_back(rank_correlation(foreseen_losses(truth, halves, own), half_losses(truth, halves, q)));
  }
  Agreement found = summary(top1, spearman, lds);
  const auto specific = [&](Sample places) {
    std::vector<std::size_t> sample;
    for (const std::size_t place : places) sample.push_back(chosen[place]);
    return specific_correlation(all_foreseen, effects.mean, artists, sample);
  };
  std::vector<std::size_t> all(chosen.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  found.specific = specific(all);
  found.specific_interval = bootstrap(all.size(), kBootstrapSeed, specific);
  return found;
}

Ratio ratio_of_means(const std::vector<double>& ours, const std::vector<double>& theirs) {
  const auto ratio = [&](std::span<const std::size_t> sample) {
    double upper = 0;
    double lower = 0;
    for (const std::size_t i : sample) {
      upper += ours[i];
      lower += theirs[i];
    }
    return lower > 0 ? upper / lower : 0;
  };
  std::vector<std::size_t> all(ours.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return {ratio(all), bootstrap(all.size(), kBootstrapSeed, ratio)};
}

Calibrated calibrate(const RetrainedTruth& truth, const LeaveOutEffects& effects, const std::vector<double>& scores,
                     const std::vector<std::size_t>& fitted, const std::vector<std::size_t>& rest) {
  const std::size_t artists = effects.artists.size();
  const auto sums_of = [&](std::size_t q) {
    const auto own = std::span(scores).subspan(q * truth.segments.size(), truth.segments.size());
    const double common = median({own.begin(), own.end()});
    std::vector<double> centred;
    for (const double score : own) centred.push_back(score - common);
    return artist_sums(truth, effects.artists, centred.data());
  };
  double product = 0;
  double square = 1e-30;
  for (const std::size_t q : fitted) {
    const std::vector<double> sums = sums_of(q);
    for (std::size_t a = 0; a < artists; ++a) {
      product += sums[a] * effects.mean[q * artists + a];
      square += sums[a] * sums[a];
    }
  }
  Calibrated found;
  found.slope = product / square;
  std::vector<double> errors[2];
  for (std::size_t k = 0; k < rest.size(); ++k) {
    const std::vector<double> sums = sums_of(rest[k]);
    for (std::size_t a = 0; a < artists; ++a)
      errors[k % 2].push_back(std::abs(effects.mean[rest[k] * artists + a] - found.slope * sums[a]));
  }
  std::sort(errors[0].begin(), errors[0].end());
  const double count = static_cast<double>(errors[0].size());
  const auto place = static_cast<std::size_t>(std::min(count, std::ceil(0.9 * (count + 1))));
  found.half_width = place == 0 ? 0 : errors[0][place - 1];
  const auto covered =
      std::count_if(errors[1].begin(), errors[1].end(), [&](double e) { return e <= found.half_width; });
  found.coverage = errors[1].empty() ? 0 : static_cast<double>(covered) / static_cast<double>(errors[1].size());
  const std::vector<double> gains = own_gains(truth);
  found.own_gain = std::max(0.0, mean(gains));
  found.noise = deviation(gains);
  return found;
}

Agreement ceiling(const RetrainedTruth& truth, const LeaveOutEffects& effects, const std::vector<std::size_t>& chosen) {
  const std::size_t seeds = truth.seeds.size();
  if (seeds < 2) return {};
  const std::size_t artists = effects.artists.size();
  const std::vector<std::size_t> halves = models_named(truth, "half ");
  double top1 = 0;
  double spearman = 0;
  double lds = 0;
  double pairs = 0;
  double specific = 0;
  for (std::size_t a = 0; a < seeds; ++a)
    for (std::size_t b = a + 1; b < seeds; ++b)
      specific += specific_correlation(effects.by_seed[a], effects.by_seed[b], artists, chosen) /
                  (static_cast<double>(seeds * (seeds - 1)) / 2);
  for (const std::size_t q : chosen)
    for (std::size_t a = 0; a < seeds; ++a)
      for (std::size_t b = a + 1; b < seeds; ++b) {
        const auto first = std::span(effects.by_seed[a]).subspan(q * artists, artists);
        const auto second = std::span(effects.by_seed[b]).subspan(q * artists, artists);
        top1 += largest(first) == largest(second) ? 1 : 0;
        spearman += rank_correlation(first, second);
        std::vector<double> one;
        std::vector<double> other;
        for (const std::size_t model : halves) {
          one.push_back(query_loss(truth, a, model, q));
          other.push_back(query_loss(truth, b, model, q));
        }
        if (halves.size() > 2) lds += rank_correlation(one, other);
        ++pairs;
      }
  Agreement found;
  found.top1 = top1 / pairs;
  found.spearman = reliability_of_mean(spearman / pairs, static_cast<double>(seeds));
  found.specific = reliability_of_mean(specific, static_cast<double>(seeds));
  found.lds = reliability_of_mean(lds / pairs, static_cast<double>(seeds));
  return found;
}

}  // namespace tributary::lab
