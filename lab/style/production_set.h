// A set in which composition and production are independent: the same pieces, each in every one of some productions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/style/artist_ranking.h"
#include "lab/style/listening.h"
#include "tributary/result.h"

namespace tributary::lab {

struct ProductionSetOptions {
  std::vector<std::filesystem::path> soundfonts;
  std::size_t productions_per_soundfont = 3;
  std::size_t pieces = 12;
  double duration_s = 45;  // of each piece, from its beginning
  std::uint64_t seed = 1;
};

struct ProductionSet {
  std::vector<LabelledRecording> recordings;  // artist: the production; work: the piece; origin: the SoundFont
  std::vector<HeardTrack> heard;
};

// A production is a SoundFont with an instrument of its own for each part, an equaliser and a room. The pieces are
// drawn from those of the test split that last long enough.
Result<ProductionSet> play_productions(std::span<const Piece> corpus, const ProductionSetOptions& options,
                                       const std::function<void(std::size_t, std::size_t)>& progress);

struct ConfusionTally {
  std::size_t queries = 0;
  std::size_t same_production = 0;   // the nearest recording has the production of the query, and another piece
  std::size_t same_composition = 0;  // it plays the piece of the query in another production
  std::size_t same_soundfont = 0;    // of the others: it shares the SoundFont
  double chance_production = 0;      // sums of what a random recording would give
  double chance_composition = 0;
};

// Every recording is compared with all others.
ConfusionTally tally_confusions(const std::vector<LabelledRecording>& recordings,
                                const std::function<double(std::size_t query, std::size_t recording)>& score);

}  // namespace tributary::lab
