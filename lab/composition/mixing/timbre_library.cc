#include "lab/composition/mixing/timbre_library.h"

namespace tributary::lab {
namespace {

constexpr int kFirstPercussiveProgram = 112;  // bells without pitch, and from 120 on sound effects

}  // namespace

TimbreLibrary::TimbreLibrary(std::span<const Instrument> instruments, std::size_t additive, std::uint64_t seed) {
  for (const Instrument& instrument : instruments) {
    if (instrument.notes.empty()) continue;
    if (instrument.drum) drums_.push_back(timbre_of(instrument));
    if (!instrument.drum && instrument.program < kFirstPercussiveProgram) pitched_.push_back(timbre_of(instrument));
  }
  Random random(seed);
  for (std::size_t i = 0; i < additive; ++i) additive_.push_back(draw_additive_timbre(random));
}

const Timbre& TimbreLibrary::draw(double additive_share, Random& random) const {
  const bool made_up = !additive_.empty() && (pitched_.empty() || random.chance(additive_share));
  const std::vector<Timbre>& timbres = made_up ? additive_ : pitched_;
  return timbres[random.below(timbres.size())];
}

const Timbre* TimbreLibrary::drum_kit(Random& random) const {
  return drums_.empty() ? nullptr : &drums_[random.below(drums_.size())];
}

}  // namespace tributary::lab
