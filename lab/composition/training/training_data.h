// What a training reads: the pieces of both splits, the timbres that play them, and recorded excerpts.
#pragma once

#include <memory>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/composition/corpus/recording_bank.h"
#include "lab/composition/pairs/passage_pair.h"
#include "lab/composition/pairs/recorded_pair.h"
#include "lab/composition/training/run_settings.h"

namespace tributary::lab {

// The makers refer to the rest, which moves without moving what they refer to.
struct TrainingData {
  std::vector<Piece> pieces;
  std::unique_ptr<TimbreLibrary> timbres;
  std::unique_ptr<PairMaker> training;
  std::unique_ptr<PairMaker> validation;
  std::vector<RecordedExcerpt> excerpts;
  std::unique_ptr<RecordedPairMaker> recordings;  // missing where no recording is heard
};

// Errors name the file, also where it holds too little for the batches that are asked for.
Result<TrainingData> read_training_data(const RunSettings& settings);

}  // namespace tributary::lab
