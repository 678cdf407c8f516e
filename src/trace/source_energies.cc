#include "trace/source_energies.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "trace/shares.h"

namespace tributary::trace {
namespace {

constexpr double kPowerFloor = 1e-12;
constexpr int kUpdates = 60;
// Energies are compared over so many seconds on either side: a second of the query straddles two of a reference.
constexpr std::size_t kAroundSeconds = 1;
// A codec, a room, noise and the blur of seconds leave about this part unexplained where nothing foreign sounds, and
// twice as much where the pitch was moved, as bands are wide.
constexpr double kUsuallyUnexplained = 0.1;
constexpr double kUsuallyUnexplainedMoved = 0.2;

using Bands = std::array<double, dsp::kBands>;

double power_of(std::uint8_t level) {
  return level == 0 ? 0 : std::pow(10.0, (dsp::kLevelFloorDb + level * dsp::kBandLevelStepDb) / 10);
}

std::vector<Bands> powers_of(const dsp::Fingerprint& fingerprint) {
  std::vector<Bands> powers(fingerprint.band_levels.size() / dsp::kBands);
  for (std::size_t i = 0; i < powers.size() * dsp::kBands; ++i)
    powers[i / dsp::kBands][i % dsp::kBands] = power_of(fingerprint.band_levels[i]);
  return powers;
}

// The mean powers between two moments of a recording, in seconds of it.
Bands mean_between(const dsp::Fingerprint& recording, double from_s, double to_s) {
  const auto seconds = static_cast<double>(recording.band_levels.size() / dsp::kBands);
  Bands mean{};
  double weight = 0;
  for (double row = std::max(0.0, std::floor(from_s)); row < std::min(seconds, to_s); ++row) {
    const double length_s = std::min(to_s, row + 1) - std::max(from_s, row);
    const auto place = static_cast<std::size_t>(row) * dsp::kBands;
    for (std::size_t band = 0; band < mean.size(); ++band)
      mean[band] += length_s * power_of(recording.band_levels[place + band]);
    weight += length_s;
  }
  if (weight > 0)
    for (double& power : mean) power /= weight;
  return mean;
}

// The bands of a sound whose pitch moves up by `bands_up`.
Bands transposed(const Bands& bands, double bands_up) {
  Bands moved{};
  for (std::size_t band = 0; band < bands.size(); ++band) {
    const double target = static_cast<double>(band) + bands_up;
    const double below = std::floor(target);
    for (const double place : {below, below + 1}) {
      if (place < 0 || place >= dsp::kBands) continue;
      moved[static_cast<std::size_t>(place)] += bands[band] * (1 - std::abs(target - place));
    }
  }
  return moved;
}

double bands_up(const Line& line) {
  static const double kPitchPerBand = 12.0 * dsp::kPitchStepsPerSemitone * dsp::kPeakPitchPerStep *
                                      std::log2(dsp::kBandsHighestHz / dsp::kBandsLowestHz) / dsp::kBands;
  return line.pitch_shift / kPitchPerBand;
}

// By second of the query: what the reference has there, at the match's gain where that is known.
std::vector<Bands> powers_of(const VerifiedMatch& match, std::size_t seconds) {
  std::vector<Bands> powers(seconds, Bands{});
  for (std::size_t second = 0; second < seconds; ++second) {
    const double from = dsp::seconds_to_frames(static_cast<double>(second));
    const double to = dsp::seconds_to_frames(static_cast<double>(second) + 1);
    if (to <= match.span.first || from >= match.span.last) continue;
    powers[second] =
        transposed(mean_between(match.reference->fingerprint(), dsp::frames_to_seconds(match.line.reference_at(from)),
                                dsp::frames_to_seconds(match.line.reference_at(to))),
                   bands_up(match.line));
    if (!match.gains) continue;
    for (std::size_t band = 0; band < dsp::kBands; ++band)
      powers[second][band] *= match.gains->power_gain(second, band);
  }
  return powers;
}

// How much of what is heard such powers explain, each second for itself.
double explained_of(const std::vector<Bands>& heard, const std::vector<Bands>& powers) {
  const auto sum_of = [](const Bands& bands) { return std::accumulate(bands.begin(), bands.end(), 0.0); };
  double explained = 0;
  for (std::size_t second = 0; second < heard.size(); ++second)
    explained += std::min(sum_of(powers[second]), sum_of(heard[second]));
  return explained;
}

}  // namespace

SourceEnergies::SourceEnergies(const dsp::Fingerprint& query, std::span<const Claim> claims)
    : heard_(trace::powers_of(query)),
      divisions_(claims.size(), 1),
      sounds_(heard_.size(), std::vector<bool>(claims.size(), false)) {
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const VerifiedMatch& match = *claims[i].match;
    powers_.push_back(trace::powers_of(match, heard_.size()));
    is_known_.push_back(match.gains.has_value());
    unexplained_.push_back(match.line.pitch_shift == 0 ? kUsuallyUnexplained : kUsuallyUnexplainedMoved);
    for (std::size_t second = 0; second < heard_.size(); ++second) {
      const double centre = dsp::seconds_to_frames(static_cast<double>(second) + 0.5);
      sounds_[second][i] = !match.alternative_to && match.span.first <= centre && centre < match.span.last;
    }
  }
  take_best_alternatives(claims);
  if (claims.size() > 1) fit_divisions();
}

// Copies that a catalog holds differ by a codec. Which of them has most evidence is an accident, and must not move what
// their source has.
void SourceEnergies::take_best_alternatives(std::span<const Claim> claims) {
  std::vector<double> explained;
  for (const std::vector<Bands>& powers : powers_) explained.push_back(explained_of(heard_, powers));
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const std::optional<std::size_t> primary = claims[i].match->alternative_to;
    if (!primary) continue;
    if (claims[i].match->standing == 1 && is_known_[i] && is_known_[*primary] && explained[i] > explained[*primary]) {
      explained[*primary] = explained[i];
      unexplained_[*primary] = unexplained_[i];
      powers_[*primary] = powers_[i];
    }
    std::fill(powers_[i].begin(), powers_[i].end(), Bands{});
  }
}

void SourceEnergies::fit_divisions() {
  for (int update = 0; update < kUpdates; ++update) {
    std::vector<double> explained(divisions_.size(), 0);
    std::vector<double> present(divisions_.size(), 0);
    for (std::size_t second = 0; second < heard_.size(); ++second)
      for (std::size_t band = 0; band < dsp::kBands; ++band) {
        double model = kPowerFloor;
        for (std::size_t i = 0; i < divisions_.size(); ++i) model += divisions_[i] * powers_[i][second][band];
        for (std::size_t i = 0; i < divisions_.size(); ++i) {
          explained[i] += powers_[i][second][band] * heard_[second][band] / model;
          present[i] += powers_[i][second][band];
        }
      }
    for (std::size_t i = 0; i < divisions_.size(); ++i)
      if (present[i] > 0) divisions_[i] *= explained[i] / present[i];
  }
}

std::vector<double> SourceEnergies::divide(const std::vector<std::size_t>& voices, std::size_t second) const {
  std::vector<double> parts(voices.size(), 1.0 / static_cast<double>(std::max<std::size_t>(voices.size(), 1)));
  if (heard_.empty() || voices.empty()) return parts;
  second = std::min(second, heard_.size() - 1);
  std::vector<bool> sounding(powers_.size(), false);
  for (const std::size_t voice : voices) sounding[voice] = true;
  std::vector<std::size_t> around;
  for (std::size_t near = second - std::min(second, kAroundSeconds);
       near <= std::min(heard_.size() - 1, second + kAroundSeconds); ++near)
    if (near == second || sounds_[near] == sounding) around.push_back(near);

  std::vector<double> divided(voices.size(), 0);
  double explained = 0;
  double heard = 0;
  for (std::size_t band = 0; band < dsp::kBands; ++band) {
    const auto sum_of = [&](const std::vector<Bands>& powers) {
      double sum = 0;
      for (const std::size_t near : around) sum += powers[near][band];
      return sum;
    };
    for (std::size_t i = 0; i < voices.size(); ++i) {
      const double power = sum_of(powers_[voices[i]]);
      divided[i] += divisions_[voices[i]] * power;
      explained += power;
    }
    heard += sum_of(heard_);
  }
  const double all = std::accumulate(divided.begin(), divided.end(), 0.0);
  if (all <= kPowerFloor) return parts;
  const bool all_known = std::all_of(voices.begin(), voices.end(), [&](std::size_t voice) { return is_known_[voice]; });
  double unexplained = 0;
  for (const std::size_t voice : voices) unexplained = std::max(unexplained, unexplained_[voice]);
  const double part = all_known ? std::min(1.0, explained / heard / (1 - unexplained)) : 1;
  for (std::size_t i = 0; i < voices.size(); ++i) parts[i] = part * divided[i] / all;
  return parts;
}

}  // namespace tributary::trace
