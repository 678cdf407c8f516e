#include "trace/level_gains.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <span>

namespace tributary::trace {
namespace {

constexpr int kReach = 16;  // steps of dsp::kPeakLevelStepDb on either side of the commonest difference of all
constexpr std::size_t kDifferences = 2 * kReach + 1;
// A pair counts the less the farther it lies from a cell, by these distances to the e-th part, and everywhere as much
// as kEverywhere pairs together.
constexpr double kFarSeconds = 4;
constexpr double kFarBands = 3;
constexpr double kFarSteps = 4.0 / 3;
constexpr double kEverywhere = 5;
constexpr double kAgreeing_db = 3;
// Peak levels have 3 dB per octave added.
constexpr double kTiltDbPerPitch = 3.0 / (12 * dsp::kPitchStepsPerSemitone * dsp::kPeakPitchPerStep);

struct Difference {
  std::size_t second;  // from the span's first on
  std::size_t band;
  int steps;
};

std::size_t band_of(double pitch) {
  const double octaves = pitch / (12.0 * dsp::kPitchStepsPerSemitone * dsp::kPeakPitchPerStep);
  static const double kOctaves = std::log2(dsp::kBandsHighestHz / dsp::kBandsLowestHz);
  static const double kFirst = std::log2(dsp::kLowestHz / dsp::kBandsLowestHz);
  return static_cast<std::size_t>(std::clamp((kFirst + octaves) / kOctaves * dsp::kBands, 0.0, dsp::kBands - 1.0));
}

// Of rows that follow each other, each becomes the sum of all, weighted by exp(-distance / far).
class Spreading {
 public:
  void spread(std::span<float> values, std::size_t row_length, double far) {
    const auto decay = static_cast<float>(std::exp(-1 / far));
    from_behind_.assign(values.begin(), values.end());
    for (std::size_t i = row_length; i < values.size(); ++i) values[i] += decay * values[i - row_length];
    for (std::size_t i = values.size(); i-- > row_length;) {
      from_behind_[i - row_length] += decay * from_behind_[i];
      values[i - row_length] += decay * from_behind_[i];
    }
  }

 private:
  std::vector<float> from_behind_;
};

int commonest(const std::vector<Difference>& differences) {
  std::vector<float> counts(4 * dsp::kPeakLevels + 1, 0.0F);
  for (const Difference& one : differences) counts[static_cast<std::size_t>(one.steps + 2 * dsp::kPeakLevels)] += 1;
  Spreading().spread(counts, 1, kFarSteps);
  return static_cast<int>(std::max_element(counts.begin(), counts.end()) - counts.begin()) - 2 * dsp::kPeakLevels;
}

// The place of the largest value, between steps by the parabola through its neighbours.
double peak_of(std::span<const float> values) {
  const auto best = static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
  if (best == 0 || best + 1 == values.size()) return static_cast<double>(best);
  const double left = static_cast<double>(values[best - 1]);
  const double middle = static_cast<double>(values[best]);
  const double right = static_cast<double>(values[best + 1]);
  const double bend = left - 2 * middle + right;
  return static_cast<double>(best) + (bend < 0 ? std::clamp((left - right) / (2 * bend), -0.5, 0.5) : 0.0);
}

// By second and band, the commonest difference around there, in dB.
std::vector<std::array<float, dsp::kBands>> commonest_by_cell(const std::vector<Difference>& differences,
                                                              std::size_t seconds) {
  constexpr std::size_t kRow = dsp::kBands * kDifferences;
  const int centre = commonest(differences);
  std::vector<float> counts(seconds * kRow, 0.0F);
  std::array<float, kDifferences> everywhere{};
  for (const Difference& one : differences) {
    const int steps = one.steps - centre;
    if (std::abs(steps) > kReach) continue;
    const auto place = static_cast<std::size_t>(steps + kReach);
    counts[one.second * kRow + one.band * kDifferences + place] += 1;
    everywhere[place] += static_cast<float>(kEverywhere / static_cast<double>(differences.size()));
  }
  Spreading spreading;
  spreading.spread(counts, kRow, kFarSeconds);
  std::vector<std::array<float, dsp::kBands>> gains_db(seconds);
  for (std::size_t second = 0; second < seconds; ++second) {
    const std::span<float> row = std::span(counts).subspan(second * kRow, kRow);
    spreading.spread(row, kDifferences, kFarBands);
    for (std::size_t band = 0; band < dsp::kBands; ++band) {
      const std::span<float> cell = row.subspan(band * kDifferences, kDifferences);
      for (std::size_t place = 0; place < kDifferences; ++place) cell[place] += everywhere[place];
      spreading.spread(cell, 1, kFarSteps);
      gains_db[second][band] = static_cast<float>((peak_of(cell) + centre - kReach) * dsp::kPeakLevelStepDb);
    }
  }
  return gains_db;
}

}  // namespace

std::optional<LevelGains> LevelGains::fit(const QueryGrid& query, const ReferencePeaks& reference, const Line& line,
                                          Span span) {
  LevelGains gains;
  const double first_s = std::max(0.0, dsp::frames_to_seconds(span.first));
  gains.first_second_ = static_cast<std::size_t>(first_s);
  const auto end = static_cast<std::size_t>(std::ceil(std::max(first_s, dsp::frames_to_seconds(span.last))));
  const std::size_t seconds = std::max(end, gains.first_second_ + 1) - gains.first_second_;
  const int tilt = static_cast<int>(std::lround(line.pitch_shift * kTiltDbPerPitch / dsp::kPeakLevelStepDb));
  std::vector<Difference> differences;
  std::size_t peaks = 0;
  for_each_pair(query, reference.peaks(), line, span, Tolerance{}, [&](const PeakPair& pair) {
    ++peaks;
    if (!pair.query_peak) return;
    const auto second = static_cast<std::size_t>(std::max(0.0, dsp::frames_to_seconds(pair.query_frame)));
    const std::size_t last = gains.first_second_ + seconds - 1;
    const int level = query.peaks()[*pair.query_peak].level;
    differences.push_back({std::clamp(second, gains.first_second_, last) - gains.first_second_,
                           band_of(pair.query_pitch), level - reference.peaks()[pair.reference_peak].level - tilt});
  });
  if (differences.size() < kPairsMin) return std::nullopt;
  gains.gains_db_ = commonest_by_cell(differences, seconds);
  const auto agreeing = std::count_if(differences.begin(), differences.end(), [&](const Difference& one) {
    const auto gain_db = static_cast<double>(gains.gains_db_[one.second][one.band]);
    return std::abs(one.steps * dsp::kPeakLevelStepDb - gain_db) <= kAgreeing_db;
  });
  gains.agreement_ = static_cast<double>(agreeing) / static_cast<double>(peaks);
  return gains;
}

double LevelGains::power_gain(std::size_t second, std::size_t band) const {
  const std::size_t row = std::min(second < first_second_ ? 0 : second - first_second_, gains_db_.size() - 1);
  return std::pow(10.0, static_cast<double>(gains_db_[row][band]) / 10);
}

}  // namespace tributary::trace
