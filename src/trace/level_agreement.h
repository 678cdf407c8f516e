// Level agreement: how much the levels of paired peaks speak for one recording played at one gain.
#pragma once

#include <array>
#include <span>

#include "dsp/fingerprint.h"

namespace tributary::trace {

// The level of a query peak next to that of the reference peak it was found for.
struct LevelPair {
  int difference = 0;  // query minus reference, in steps of dsp::kPeakLevelStepDb
  float chance = 1;    // how likely a query peak around there has this level (QueryGrid::level_chance)
};

// Where a recording really sounds, most of its peaks keep their level but for one gain; the others were
// raised by what sounds on top, and have the levels of any query peak. Under chance all have.
class LevelAgreement {
 public:
  // No gain is known: levels count nothing.
  LevelAgreement() = default;

  // The gain and the spread that make the pairs most likely, or none where chance explains them as well.
  static LevelAgreement fit(std::span<const LevelPair> pairs);

  // Nats this pair's level adds to the evidence, negative where it speaks against.
  double log_odds(const LevelPair& pair) const;

 private:
  static constexpr int kReach = dsp::kPeakLevels;  // differences lie within +-kReach

  using Decay = std::array<float, 2 * kReach + 1>;
  static Decay decay_at(double spread);
  LevelAgreement(int gain, const Decay& decay);

  bool fitted_ = false;
  std::array<float, 2 * kReach + 1> likelihood_{};  // of a difference where the level was kept
};

}  // namespace tributary::trace
