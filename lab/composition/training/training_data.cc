#include "lab/composition/training/training_data.h"

#include <iterator>
#include <utility>

#include "lab/composition/corpus/template_bank.h"
#include "lab/composition/pairs/batch_stream.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kFewestNotes = 16;
constexpr std::size_t kAdditiveTimbres = 60;

std::vector<const Piece*> pieces_of(const std::vector<Piece>& pieces, Split split, bool any_licence) {
  std::vector<const Piece*> chosen;
  for (const Piece& piece : pieces)
    if (piece.split == split && (piece.clean || any_licence) && piece.notes.size() >= kFewestNotes)
      chosen.push_back(&piece);
  return chosen;
}

}  // namespace

Result<TrainingData> read_training_data(const RunSettings& settings) {
  TrainingData data;
  TRIBUTARY_ASSIGN(data.pieces, read_note_corpus(settings.corpus));
  std::vector<Instrument> instruments;
  for (const std::filesystem::path& path : settings.templates) {
    TRIBUTARY_ASSIGN(std::vector<Instrument> bank, read_template_bank(path));
    std::move(bank.begin(), bank.end(), std::back_inserter(instruments));
  }
  data.timbres = std::make_unique<TimbreLibrary>(instruments, kAdditiveTimbres, settings.seed);
  const auto training = pieces_of(data.pieces, Split::kTrain, settings.any_licence);
  const auto validation = pieces_of(data.pieces, Split::kValidation, settings.any_licence);
  PairRange range;
  RecordedRange recorded_range;
  if (settings.no_mixtures) range.mixed_under = recorded_range.mixed_under = 0;
  data.training = std::make_unique<PairMaker>(training, *data.timbres, range);
  data.validation = std::make_unique<PairMaker>(validation, *data.timbres, PairRange{});
  const std::size_t played_pairs = settings.pairs - settings.recorded_pairs;
  if (PieceSampler(*data.training).works() < played_pairs)
    return Error{ErrorCode::kInvalidInput, settings.corpus.string() + ": has too few works for a batch of " +
                                               std::to_string(played_pairs) + " pairs"};
  if (validation.empty())
    return Error{ErrorCode::kInvalidInput, settings.corpus.string() + ": has no validation works"};
  if (settings.recorded_pairs == 0) return data;
  TRIBUTARY_ASSIGN(data.excerpts, read_recording_bank(settings.recordings));
  if (data.excerpts.size() < settings.recorded_pairs)
    return Error{ErrorCode::kInvalidInput, settings.recordings.string() + ": has too few excerpts for a batch of " +
                                               std::to_string(settings.recorded_pairs)};
  data.recordings = std::make_unique<RecordedPairMaker>(data.excerpts, recorded_range);
  return data;
}

}  // namespace tributary::lab
