#include "lab/style/training.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "lab/style/symmetric_matrix.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kSize = encoder::kStyleStatistics;
constexpr double kLargestDeviation = 4;  // as the encoder clips
constexpr double kLeastDeviation = 1e-3;

using Vector = std::vector<double>;

class Covariance {
 public:
  void add(const Vector& difference, double weight) {
    for (std::size_t i = 0; i < kSize; ++i)
      for (std::size_t j = 0; j < kSize; ++j) values_[i * kSize + j] += weight * difference[i] * difference[j];
  }
  void add(const Covariance& other, double weight) {
    for (std::size_t i = 0; i < values_.size(); ++i) values_[i] += weight * other.values_[i];
  }
  // Towards the sphere of the same trace.
  std::vector<double> shrunk(double part) const {
    double trace = 0;
    for (std::size_t i = 0; i < kSize; ++i) trace += values_[i * (kSize + 1)];
    std::vector<double> result = values_;
    for (double& value : result) value *= 1 - part;
    for (std::size_t i = 0; i < kSize; ++i) result[i * (kSize + 1)] += part * trace / kSize;
    return result;
  }
  const std::vector<double>& values() const { return values_; }

 private:
  std::vector<double> values_ = std::vector<double>(kSize * kSize);
};

Vector minus(const Vector& a, const Vector& b) {
  Vector difference(kSize);
  std::transform(a.begin(), a.end(), b.begin(), difference.begin(), std::minus<>());
  return difference;
}

Vector mean_of(const std::vector<Vector>& vectors) {
  Vector mean(kSize);
  for (const Vector& vector : vectors)
    for (std::size_t i = 0; i < kSize; ++i) mean[i] += vector[i] / static_cast<double>(vectors.size());
  return mean;
}

// Mean and deviation of each statistic over the windows that sound.
encoder::StyleWeights standardisation(std::span<const HeardTrack* const> tracks) {
  Vector sums(kSize);
  Vector squares(kSize);
  double count = 0;
  for (const HeardTrack* track : tracks)
    for (std::size_t window = 0; window < track->statistics.windows; ++window) {
      if (!track->statistics.sounding[window]) continue;
      ++count;
      const auto values = track->statistics.window(window);
      for (std::size_t i = 0; i < kSize; ++i) {
        sums[i] += static_cast<double>(values[i]);
        squares[i] += static_cast<double>(values[i]) * static_cast<double>(values[i]);
      }
    }
  encoder::StyleWeights weights;
  for (std::size_t i = 0; i < kSize; ++i) {
    const double mean = sums[i] / std::max(count, 1.0);
    const double deviation = std::sqrt(std::max(squares[i] / std::max(count, 1.0) - mean * mean, 0.0));
    weights.mean.push_back(static_cast<float>(mean));
    weights.scale.push_back(static_cast<float>(1 / std::max(deviation, kLeastDeviation)));
  }
  return weights;
}

Vector standardised(std::span<const float> values, const encoder::StyleWeights& weights) {
  Vector result(kSize);
  for (std::size_t i = 0; i < kSize; ++i)
    result[i] = std::clamp(static_cast<double>((values[i] - weights.mean[i]) * weights.scale[i]), -kLargestDeviation,
                           kLargestDeviation);
  return result;
}

struct LearnedTrack {
  Vector mean;
  Covariance within;       // of its windows around their mean
  Covariance disturbance;  // of what disturbing them changes
};

// None where nothing sounds.
std::vector<LearnedTrack> learn(const HeardTrack& track, const encoder::StyleWeights& weights) {
  std::vector<Vector> windows;
  std::vector<Vector> changes;
  for (std::size_t i = 0; i < track.statistics.windows; ++i) {
    if (!track.statistics.sounding[i]) continue;
    windows.push_back(standardised(track.statistics.window(i), weights));
    if (i < track.disturbed.windows && track.disturbed.sounding[i])
      changes.push_back(minus(standardised(track.disturbed.window(i), weights), windows.back()));
  }
  if (windows.empty()) return {};
  LearnedTrack learned{mean_of(windows), {}, {}};
  for (const Vector& window : windows)
    learned.within.add(minus(window, learned.mean), 1.0 / static_cast<double>(windows.size()));
  for (const Vector& change : changes) learned.disturbance.add(change, 1.0 / static_cast<double>(changes.size()));
  return {std::move(learned)};
}

using ByArtist = std::map<std::string, std::vector<LearnedTrack>>;

// What does not tell artists apart: every artist of two tracks counts the same.
Covariance nuisance(const ByArtist& artists, const StyleTraining& settings) {
  Covariance sum;
  for (const auto& [name, tracks] : artists) {
    if (tracks.size() < 2) continue;
    std::vector<Vector> means;
    for (const LearnedTrack& track : tracks) means.push_back(track.mean);
    const Vector centre = mean_of(means);
    const double count = static_cast<double>(tracks.size());
    for (const LearnedTrack& track : tracks) {
      sum.add(track.within, settings.track_weight / count);
      sum.add(track.disturbance, settings.disturbance_weight / count);
      sum.add(minus(track.mean, centre), 1 / (count - 1));
    }
  }
  return sum;
}

std::vector<double> product(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> result(kSize * kSize);
  for (std::size_t i = 0; i < kSize; ++i)
    for (std::size_t k = 0; k < kSize; ++k)
      for (std::size_t j = 0; j < kSize; ++j) result[i * kSize + j] += a[i * kSize + k] * b[k * kSize + j];
  return result;
}

}  // namespace

Result<encoder::StyleWeights> train_style(std::span<const std::string> artists,
                                          std::span<const HeardTrack* const> tracks, const StyleTraining& settings) {
  encoder::StyleWeights weights = standardisation(tracks);
  ByArtist by_artist;
  for (std::size_t i = 0; i < tracks.size(); ++i)
    for (LearnedTrack& learned : learn(*tracks[i], weights)) by_artist[artists[i]].push_back(std::move(learned));
  if (std::count_if(by_artist.begin(), by_artist.end(), [](const auto& one) { return one.second.size() >= 2; }) < 2)
    return Error{ErrorCode::kInvalidInput, "fewer than two artists have two tracks to learn from"};
  const std::vector<double> whitening =
      power_of(eigen_decomposition(nuisance(by_artist, settings).shrunk(settings.shrinkage), kSize), -0.5);

  std::vector<Vector> means;
  for (const auto& [name, learned] : by_artist)
    for (const LearnedTrack& track : learned) means.push_back(track.mean);
  const Vector centre = mean_of(means);
  Covariance spread;
  for (const Vector& mean : means) spread.add(minus(mean, centre), 1.0 / static_cast<double>(means.size()));
  const std::vector<double> whitened = product(product(whitening, spread.values()), whitening);
  const std::vector<double> projection = product(eigen_decomposition(whitened, kSize).vectors, whitening);
  weights.projection.assign(projection.begin(), projection.begin() + encoder::kStyleDimensions * kSize);
  return weights;
}

}  // namespace tributary::lab
