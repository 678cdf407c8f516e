#include "lab/render/mixing_fidelity.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "audio/resampler.h"
#include "dsp/constant_q.h"
#include "lab/composition/mixing/level_scale.h"

namespace tributary::lab {
namespace {

static_assert(kConstantQBins == dsp::kConstantQBins);

std::size_t frames_of(double duration_s) {
  return static_cast<std::size_t>(std::floor(duration_s * kConstantQFramesPerSecond));
}

Result<std::vector<float>> played_powers(Synthesizer& synthesizer, std::span<const Note> notes, double duration_s) {
  constexpr double kBehind_s = 0.3;  // the window of the last frame reaches as far
  const std::vector<float> played = synthesizer.play(notes, duration_s + kBehind_s);
  TRIBUTARY_ASSIGN(const std::vector<float> samples,
                   audio::convert_rate(played, 1, Synthesizer::kRateHz, dsp::kConstantQRateHz, "played notes"));
  dsp::ConstantQ constant_q;
  constant_q.add(samples);
  const dsp::ConstantQSpectrum spectrum = constant_q.finish();
  std::vector<float> powers(frames_of(duration_s) * kConstantQBins);
  for (std::size_t i = 0; i < powers.size(); ++i) powers[i] = power_of_level()[spectrum.levels[i]];
  return powers;
}

MixingFidelity compare(std::span<const float> mixed, std::span<const float> played) {
  const float loud = *std::max_element(played.begin(), played.end()) * 1e-3F;
  double product = 0;
  double mixed_square = 0;
  double played_square = 0;
  double error_db = 0;
  double count = 0;
  for (std::size_t i = 0; i < played.size(); ++i) {
    product += std::sqrt(static_cast<double>(mixed[i]) * static_cast<double>(played[i]));
    mixed_square += static_cast<double>(mixed[i]);
    played_square += static_cast<double>(played[i]);
    if (played[i] < loud) continue;
    const float floor = loud * 1e-3F;  // what is missing counts as 30 dB too low or more, not as endless
    error_db += 10 * std::abs(std::log10(static_cast<double>(std::max(mixed[i], floor) / played[i])));
    count += 1;
  }
  return {product / std::sqrt(mixed_square * played_square), error_db / count};
}

}  // namespace

Result<MixingFidelity> measure_mixing(Synthesizer& synthesizer, const Timbres& timbres, std::span<const Note> notes,
                                      double duration_s) {
  TRIBUTARY_ASSIGN(const PowerWindow window, mix_notes(timbres, notes, 0, duration_s));
  const std::vector<float>& mixed = window.powers;
  TRIBUTARY_ASSIGN(const std::vector<float> played, played_powers(synthesizer, notes, duration_s));
  const auto sounds = [](const std::vector<float>& powers) {
    return std::any_of(powers.begin(), powers.end(), [](float power) { return power > 0; });
  };
  if (!sounds(mixed) || !sounds(played)) return Error{ErrorCode::kInvalidInput, "the notes stay silent"};
  return compare(mixed, played);
}

}  // namespace tributary::lab
