#include "lab/mix/ingredients.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace tributary::lab {
namespace {

constexpr double kFade_s = 0.01;
constexpr double kSilence_db = -60;

// The sound's energy in each second of the suspect.
std::vector<double> energies_of(const Ingredient& ingredient, std::size_t seconds) {
  std::vector<double> energies(seconds, 0);
  const auto& samples = ingredient.sound.samples;
  const std::size_t first = frames_of(ingredient.start_s);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::size_t second = (first + i) / kSoundRateHz;
    if (second >= seconds) break;
    energies[second] += static_cast<double>(samples[i]) * static_cast<double>(samples[i]) / kSoundRateHz;
  }
  return energies;
}

struct Sums {
  double share = 0;
  std::vector<std::pair<double, double>> spans_s;
};

}  // namespace

Sound put_together(const std::vector<Ingredient>& ingredients, double duration_s) {
  Sound whole{1, std::vector<float>(frames_of(duration_s), 0.0F)};
  const std::size_t fade = frames_of(kFade_s);
  for (const Ingredient& ingredient : ingredients) {
    const auto& samples = ingredient.sound.samples;
    const std::size_t first = frames_of(ingredient.start_s);
    for (std::size_t i = 0; i < samples.size() && first + i < whole.samples.size(); ++i) {
      const std::size_t to_end = std::min(i, samples.size() - 1 - i);
      const float gain = to_end < fade ? static_cast<float>(to_end) / static_cast<float>(fade) : 1.0F;
      whole.samples[first + i] += gain * samples[i];
    }
  }
  return whole;
}

std::vector<TrueShare> truth_of(const std::vector<Ingredient>& ingredients, double duration_s) {
  const auto seconds = static_cast<std::size_t>(std::ceil(duration_s));
  std::vector<std::vector<double>> energies;
  std::vector<double> sum(seconds, 0);
  for (const Ingredient& ingredient : ingredients) {
    energies.push_back(energies_of(ingredient, seconds));
    for (std::size_t second = 0; second < seconds; ++second) sum[second] += energies.back()[second];
  }
  const double silence = std::pow(10, kSilence_db / 10);
  const auto sounding =
      static_cast<double>(std::count_if(sum.begin(), sum.end(), [&](double energy) { return energy > silence; }));
  std::map<std::pair<Tier, std::string>, Sums> sums;
  for (std::size_t i = 0; i < ingredients.size(); ++i) {
    const Ingredient& ingredient = ingredients[i];
    if (ingredient.work_id.empty()) continue;
    double share = 0;
    for (std::size_t second = 0; second < seconds; ++second)
      if (sum[second] > silence) share += energies[i][second] / sum[second] / sounding;
    for (const Tier tier : {Tier::kRecording, Tier::kComposition}) {
      if (tier == Tier::kRecording && !ingredient.is_recording) continue;
      Sums& of_work = sums[{tier, ingredient.work_id}];
      of_work.share += share;
      of_work.spans_s.emplace_back(ingredient.start_s,
                                   std::min(duration_s, ingredient.start_s + ingredient.sound.duration_s()));
    }
  }
  std::vector<TrueShare> truth;
  for (auto& [key, one] : sums) truth.push_back({key.first, key.second, one.share, std::move(one.spans_s)});
  return truth;
}

}  // namespace tributary::lab
