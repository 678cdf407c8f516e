#include "encoder/style_statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace tributary::encoder {
namespace {

constexpr std::size_t kBins = 216;
constexpr std::size_t kBroadBands = 13;   // an octave wide, half an octave apart
constexpr std::size_t kNarrowBands = 25;  // half as wide and apart
constexpr std::size_t kOctaves = 6;
constexpr std::size_t kOctaveBins = kBins / kOctaves;
constexpr std::size_t kPeakBins = 5;    // the strongest of an octave
constexpr std::size_t kValleyBins = 9;  // the weakest
constexpr std::size_t kMiddleFirst = 14;
constexpr std::size_t kMiddleEnd = 22;
constexpr std::size_t kLongestLag = 108;
constexpr std::array<std::size_t, 25> kLags = {3,  6,  9,  12, 15,  18, 21, 24, 27, 30, 33, 36, 48,
                                               57, 72, 84, 93, 108, 1,  2,  4,  5,  7,  8,  10};
constexpr int kFineLimit = 40;               // half decibels
constexpr std::uint8_t kSoundingLevel = 60;  // -66 dB
constexpr float kRelativeFloor_db = -70;
constexpr float kPowerFloor = 1e-9F;      // of the power of level 0
constexpr std::size_t kSparseFrames = 2;  // contrast and fine structure are taken from every other frame

// Triangular filters over the bins, of unit sum, with centres at the multiples of their spacing.
template <std::size_t kBands>
struct Filterbank {
  static constexpr std::size_t kSpacing = kBins / (kBands - 1);
  std::array<std::uint8_t, kBins> band{};  // the lower of the two bands that a bin belongs to
  std::array<float, kBins> lower{};
  std::array<float, kBins> upper{};

  Filterbank() {
    std::array<float, kBands> sums{};
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      band[bin] = static_cast<std::uint8_t>(bin / kSpacing);
      upper[bin] = (static_cast<float>(bin % kSpacing) + 0.5F) / static_cast<float>(kSpacing);
      lower[bin] = 1 - upper[bin];
      sums[band[bin]] += lower[bin];
      sums[band[bin] + 1U] += upper[bin];
    }
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      lower[bin] /= sums[band[bin]];
      upper[bin] /= sums[band[bin] + 1U];
    }
  }

  std::array<float, kBands> apply(const std::array<float, kBins>& values) const {
    std::array<float, kBands> result{};
    for (std::size_t b = 0; b < kBands; ++b) {
      float sum = 0;
      if (b > 0)
        for (std::size_t bin = (b - 1) * kSpacing; bin < b * kSpacing; ++bin) sum += upper[bin] * values[bin];
      if (b + 1 < kBands)
        for (std::size_t bin = b * kSpacing; bin < (b + 1) * kSpacing; ++bin) sum += lower[bin] * values[bin];
      result[b] = sum;
    }
    return result;
  }
};

// std::lround of what is far from the limits of int, without a call.
int rounded(float value) {
  const int whole = static_cast<int>(value);
  const float rest = value - static_cast<float>(whole);
  return whole + (rest >= 0.5F ? 1 : 0) - (rest <= -0.5F ? 1 : 0);
}

float to_db(float power) { return 10 * std::log10(power + kPowerFloor); }

// What one frame adds to the windows it lies in.
struct Frame {
  float power = 0;
  float power_db = 0;
  std::array<float, kBroadBands> broad_db{};
  std::array<float, kNarrowBands> narrow_db{};
  bool sounds = false;
};

struct SparseFrame {
  std::array<float, kOctaves> valley_db{};  // how far the valleys lie below the peaks
  std::array<float, kOctaves> middle_db{};
  std::array<float, kLags.size()> correlation{};
  float energy = 0;  // of the fine structure
};

class FrameAnalysis {
 public:
  FrameAnalysis() {
    for (std::size_t level = 0; level < power_.size(); ++level)
      power_[level] = std::pow(10.0F, static_cast<float>(level) / 20);
    std::array<float, kBins> ones{};
    ones.fill(1);
    const auto sums = narrow_.apply(ones);
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      const float low = narrow_.lower[bin] * sums[narrow_.band[bin]];
      const float high = narrow_.upper[bin] * sums[narrow_.band[bin] + 1U];
      envelope_weight_[bin] = low / (low + high);
    }
  }

  Frame frame(std::span<const std::uint8_t> levels) const {
    Frame result;
    std::array<float, kBins> powers;
    for (std::size_t bin = 0; bin < kBins; ++bin) powers[bin] = power_[levels[bin]];
    result.power = std::accumulate(powers.begin(), powers.end(), 0.0F);
    result.power_db = to_db(result.power);
    const auto broad = broad_.apply(powers);
    const auto narrow = narrow_.apply(powers);
    std::transform(broad.begin(), broad.end(), result.broad_db.begin(), to_db);
    std::transform(narrow.begin(), narrow.end(), result.narrow_db.begin(), to_db);
    result.sounds = *std::max_element(levels.begin(), levels.end()) >= kSoundingLevel;
    return result;
  }

  SparseFrame sparse_frame(std::span<const std::uint8_t> levels) const {
    SparseFrame result;
    for (std::size_t octave = 0; octave < kOctaves; ++octave) contrast(levels, octave, result);
    const auto fine = fine_structure(levels);
    std::int32_t energy = 0;
    for (std::size_t bin = 0; bin < kBins; ++bin) energy += fine[bin] * fine[bin];
    result.energy = static_cast<float>(energy);
    for (std::size_t i = 0; i < kLags.size(); ++i) {
      std::int32_t sum = 0;
      for (std::size_t bin = 0; bin < kBins; ++bin) sum += fine[bin] * fine[bin + kLags[i]];
      result.correlation[i] = static_cast<float>(sum);
    }
    return result;
  }

 private:
  static void contrast(std::span<const std::uint8_t> levels, std::size_t octave, SparseFrame& result) {
    std::array<std::uint8_t, kOctaveBins> sorted;
    std::copy_n(levels.begin() + static_cast<std::ptrdiff_t>(octave * kOctaveBins), kOctaveBins, sorted.begin());
    std::sort(sorted.begin(), sorted.end());
    const auto mean_db = [&](std::size_t first, std::size_t end) {
      int sum = 0;
      for (std::size_t i = first; i < end; ++i) sum += sorted[i];
      return static_cast<float>(sum) / 2 / static_cast<float>(end - first);
    };
    const float peak_db = mean_db(kOctaveBins - kPeakBins, kOctaveBins);
    result.valley_db[octave] = peak_db - mean_db(0, kValleyBins);
    result.middle_db[octave] = peak_db - mean_db(kMiddleFirst, kMiddleEnd);
  }

  // Levels less their envelope, in half decibels, with zeros behind them.
  std::array<std::int16_t, kBins + kLongestLag> fine_structure(std::span<const std::uint8_t> levels) const {
    std::array<float, kBins> values;
    std::copy(levels.begin(), levels.end(), values.begin());
    const auto bands = narrow_.apply(values);
    std::array<std::int16_t, kBins + kLongestLag> fine{};
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      const float envelope = envelope_weight_[bin] * bands[narrow_.band[bin]] +
                             (1 - envelope_weight_[bin]) * bands[narrow_.band[bin] + 1U];
      fine[bin] = static_cast<std::int16_t>(std::clamp(rounded(values[bin] - envelope), -kFineLimit, kFineLimit));
    }
    return fine;
  }

  Filterbank<kBroadBands> broad_;
  Filterbank<kNarrowBands> narrow_;
  std::array<float, 256> power_{};
  std::array<float, kBins> envelope_weight_{};  // of the lower band
};

float mean(std::span<const float> values) {
  return std::accumulate(values.begin(), values.end(), 0.0F) / static_cast<float>(values.size());
}

float deviation(std::span<const float> values) {
  const float centre = mean(values);
  float sum = 0;
  for (const float value : values) sum += (value - centre) * (value - centre);
  return std::sqrt(sum / static_cast<float>(values.size()));
}

// The value below which the part `part` lies, between the two nearest.
float quantile(std::vector<float>& values, double part) {
  const double place = part * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(values.begin(), middle, values.end());
  if (middle + 1 == values.end()) return *middle;
  const float above = *std::min_element(middle + 1, values.end());
  return *middle + (above - *middle) * static_cast<float>(place - static_cast<double>(below));
}

float correlation(std::span<const float> a, std::span<const float> b) {
  constexpr float kLeastVariance = 0.01F;  // a band that does not move correlates with nothing
  const float mean_a = mean(a);
  const float mean_b = mean(b);
  float product = 0;
  for (std::size_t i = 0; i < a.size(); ++i) product += (a[i] - mean_a) * (b[i] - mean_b);
  const float spread = std::max(deviation(a), kLeastVariance) * std::max(deviation(b), kLeastVariance);
  return product / static_cast<float>(a.size()) / spread;
}

// One value per frame of a window, for each of several quantities.
class Series {
 public:
  Series(std::size_t quantities, std::size_t frames) : frames_(frames), values_(quantities * frames) {}
  std::span<float> operator[](std::size_t quantity) { return std::span(values_).subspan(quantity * frames_, frames_); }

 private:
  std::size_t frames_;
  std::vector<float> values_;
};

// The statistics of one window, appended in a fixed order.
class WindowDescription {
 public:
  WindowDescription(std::span<const Frame> frames, std::span<const SparseFrame> sparse, std::vector<float>& values)
      : frames_(frames), sparse_(sparse), values_(values) {
    float power = 0;
    for (const Frame& frame : frames) power += frame.power;
    reference_db_ = to_db(power / static_cast<float>(frames.size()));
  }

  void append() {
    append_narrow_bands();
    append_broad_bands();
    append_loudness();
    append_contrast();
    append_fine_structure();
  }

 private:
  float relative(float level_db) const { return std::max(level_db - reference_db_, kRelativeFloor_db); }

  void append_narrow_bands() {
    std::vector<float> band(frames_.size());
    std::array<float, kNarrowBands> deviations;
    for (std::size_t b = 0; b < kNarrowBands; ++b) {
      for (std::size_t i = 0; i < frames_.size(); ++i) band[i] = relative(frames_[i].narrow_db[b]);
      values_.push_back(mean(band));
      deviations[b] = deviation(band);
    }
    values_.insert(values_.end(), deviations.begin(), deviations.end());
  }

  void append_broad_bands() {
    Series bands(kBroadBands, frames_.size());
    for (std::size_t b = 0; b < kBroadBands; ++b) {
      const std::span<float> band = bands[b];
      for (std::size_t i = 0; i < frames_.size(); ++i) band[i] = relative(frames_[i].broad_db[b]);
      append_band(band);
    }
    for (std::size_t a = 0; a < kBroadBands; a += 2)
      for (std::size_t b = a + 2; b < kBroadBands; b += 2) values_.push_back(correlation(bands[a], bands[b]));
  }

  void append_band(std::span<const float> band) {
    std::vector<float> sorted(band.begin(), band.end());
    for (const double part : {0.1, 0.5, 0.9}) values_.push_back(quantile(sorted, part));
    std::vector<float> rises(1, 0.0F);
    float change = 0;
    for (std::size_t i = 1; i < band.size(); ++i) {
      change += std::abs(band[i] - band[i - 1]);
      rises.push_back(std::max(band[i] - band[i - 1], 0.0F));
    }
    values_.push_back(std::log(change / static_cast<float>(band.size()) + 0.1F));
    values_.push_back(quantile(rises, 0.95));
  }

  void append_loudness() {
    std::vector<float> loudness;
    for (const Frame& frame : frames_) loudness.push_back(relative(frame.power_db));
    for (const double part : {0.05, 0.25, 0.5, 0.75, 0.95}) values_.push_back(quantile(loudness, part));
  }

  void append_contrast() {
    std::vector<float> series(sparse_.size());
    for (std::size_t octave = 0; octave < kOctaves; ++octave) {
      for (std::size_t i = 0; i < sparse_.size(); ++i) series[i] = sparse_[i].valley_db[octave];
      values_.push_back(mean(series));
      values_.push_back(deviation(series));
      for (std::size_t i = 0; i < sparse_.size(); ++i) series[i] = sparse_[i].middle_db[octave];
      values_.push_back(mean(series));
    }
  }

  void append_fine_structure() {
    float energy = 1;
    for (const SparseFrame& frame : sparse_) energy += frame.energy;
    for (std::size_t lag = 0; lag < kLags.size(); ++lag) {
      float sum = 0;
      for (const SparseFrame& frame : sparse_) sum += frame.correlation[lag];
      values_.push_back(sum / energy);
    }
  }

  std::span<const Frame> frames_;
  std::span<const SparseFrame> sparse_;
  std::vector<float>& values_;
  float reference_db_ = 0;
};

}  // namespace

StyleStatistics style_statistics(std::span<const std::uint8_t> levels) {
  static const FrameAnalysis analysis;
  const std::size_t count = levels.size() / kBins;
  std::vector<Frame> frames;
  std::vector<SparseFrame> sparse;
  frames.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto frame = levels.subspan(i * kBins, kBins);
    frames.push_back(analysis.frame(frame));
    if (i % kSparseFrames == 0) sparse.push_back(analysis.sparse_frame(frame));
  }
  StyleStatistics result;
  for (std::size_t first = 0; first < count && (first == 0 || first + kStyleWindowFrames <= count);
       first += kStyleHopFrames) {
    const std::size_t length = std::min(kStyleWindowFrames, count - first);
    const auto window = std::span<const Frame>(frames).subspan(first, length);
    const auto sounding = static_cast<std::size_t>(
        std::count_if(window.begin(), window.end(), [](const Frame& frame) { return frame.sounds; }));
    result.sounding.push_back(2 * sounding > length);
    ++result.windows;
    if (result.sounding.back()) {
      const std::size_t sparse_length = (length + kSparseFrames - 1) / kSparseFrames;
      WindowDescription(window, std::span<const SparseFrame>(sparse).subspan(first / kSparseFrames, sparse_length),
                        result.values)
          .append();
    }
    result.values.resize(result.windows * kStyleStatistics);
  }
  return result;
}

}  // namespace tributary::encoder
