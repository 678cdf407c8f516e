#include "trace/source_energies.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "trace/shares.h"

namespace tributary::trace {
namespace {

constexpr double kPowerFloor = 1e-12;
constexpr int kUpdates = 60;

double power_of(std::uint8_t level) {
  return level == 0 ? 0 : std::pow(10.0, (dsp::kLevelFloorDb + level * dsp::kBandLevelStepDb) / 10);
}

std::array<double, dsp::kBands> bands_at(const dsp::Fingerprint& fingerprint, double second) {
  std::array<double, dsp::kBands> bands{};
  const std::size_t seconds = fingerprint.band_levels.size() / dsp::kBands;
  if (seconds == 0) return bands;
  const auto row = std::min(static_cast<std::size_t>(std::max(0.0, second)), seconds - 1);
  for (std::size_t band = 0; band < bands.size(); ++band)
    bands[band] = power_of(fingerprint.band_levels[row * dsp::kBands + band]);
  return bands;
}

// The bands of a sound whose pitch moves up by `bands_up`.
std::array<double, dsp::kBands> transposed(const std::array<double, dsp::kBands>& bands, double bands_up) {
  std::array<double, dsp::kBands> moved{};
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

}  // namespace

SourceEnergies::SourceEnergies(const dsp::Fingerprint& query, std::span<const Claim> claims)
    : gains_(claims.size(), 1) {
  const std::size_t seconds = query.band_levels.size() / dsp::kBands;
  static const double kPitchPerBand = 12.0 * dsp::kPitchStepsPerSemitone * dsp::kPeakPitchPerStep *
                                      std::log2(dsp::kBandsHighestHz / dsp::kBandsLowestHz) / dsp::kBands;
  for (const Claim& claim : claims) {
    const VerifiedMatch& match = *claim.match;
    std::vector<Bands> powers(seconds, Bands{});
    for (std::size_t second = 0; second < seconds; ++second) {
      const double centre = dsp::seconds_to_frames(static_cast<double>(second) + 0.5);
      if (match.alternative_to || centre < match.span.first || centre >= match.span.last) continue;
      const double reference_s = dsp::frames_to_seconds(match.line.reference_at(centre));
      powers[second] =
          transposed(bands_at(match.reference->fingerprint(), reference_s), match.line.pitch_shift / kPitchPerBand);
    }
    powers_.push_back(std::move(powers));
  }
  if (claims.size() > 1) fit(query);
}

void SourceEnergies::fit(const dsp::Fingerprint& query) {
  const std::size_t seconds = query.band_levels.size() / dsp::kBands;
  for (int update = 0; update < kUpdates; ++update) {
    std::vector<double> explained(gains_.size(), 0);
    std::vector<double> present(gains_.size(), 0);
    for (std::size_t second = 0; second < seconds; ++second) {
      const Bands heard = bands_at(query, static_cast<double>(second));
      for (std::size_t band = 0; band < heard.size(); ++band) {
        double model = kPowerFloor;
        for (std::size_t i = 0; i < gains_.size(); ++i) model += gains_[i] * powers_[i][second][band];
        for (std::size_t i = 0; i < gains_.size(); ++i) {
          explained[i] += powers_[i][second][band] * heard[band] / model;
          present[i] += powers_[i][second][band];
        }
      }
    }
    for (std::size_t i = 0; i < gains_.size(); ++i)
      if (present[i] > 0) gains_[i] *= explained[i] / present[i];
  }
}

std::vector<double> SourceEnergies::divide(const std::vector<std::size_t>& voices, std::size_t second) const {
  std::vector<double> parts;
  for (const std::size_t voice : voices) {
    const std::vector<Bands>& powers = powers_[voice];
    const Bands bands = powers.empty() ? Bands{} : powers[std::min(second, powers.size() - 1)];
    parts.push_back(gains_[voice] * std::accumulate(bands.begin(), bands.end(), 0.0));
  }
  const double total = std::accumulate(parts.begin(), parts.end(), 0.0);
  for (double& part : parts) part = total > kPowerFloor ? part / total : 1.0 / static_cast<double>(parts.size());
  return parts;
}

}  // namespace tributary::trace
