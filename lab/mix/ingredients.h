// Ingredients: sounds that are put together into a suspect, and what is then true of it.
#pragma once

#include <string>
#include <vector>

#include "lab/mix/mix_case.h"
#include "lab/sound/sound.h"

namespace tributary::lab {

struct Ingredient {
  Sound sound;  // mono
  double start_s = 0;
  std::string work_id;        // empty: of nothing in the catalog
  bool is_recording = false;  // cut out of the catalog's recording; else only its music is played
};

// The ingredients added up, `duration_s` long; what does not fit is cut off. Ends fade over 10 ms.
Sound put_together(const std::vector<Ingredient>& ingredients, double duration_s);

// In each second that sounds (above -60 dB), a work has the part of the energies that its ingredients have. A recording
// plays its music, so that it counts in both tiers. By tier, then work_id.
std::vector<TrueShare> truth_of(const std::vector<Ingredient>& ingredients, double duration_s);

}  // namespace tributary::lab
