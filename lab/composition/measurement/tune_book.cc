#include "lab/composition/measurement/tune_book.h"

#include <limits>

#include "lab/composition/measurement/shared_tune.h"
#include "lab/composition/measurement/sounding_tune.h"

namespace tributary::lab {

Result<TuneBook> TuneBook::open(const std::filesystem::path& corpus) {
  TuneBook book;
  TRIBUTARY_ASSIGN(book.pieces_, read_note_corpus(corpus));
  for (std::size_t i = 0; i < book.pieces_.size(); ++i) book.places_.emplace(book.pieces_[i].version_id, i);
  return book;
}

bool TuneBook::share(const SetQuery& query, const SetRecording& recording) const {
  const auto asked = places_.find(query.version_id);
  const auto found = places_.find(recording.version_id);
  if (asked == places_.end() || found == places_.end()) return false;
  constexpr double kMargin_s = 1;  // the query's tempo is not even
  const double start_s = query.piece_start_s - kMargin_s;
  const double end_s = query.piece_end_s + kMargin_s;
  const Piece& here = pieces_[asked->second];
  const Piece& there = pieces_[found->second];
  const auto passage = tune_pitches(here, start_s, end_s);
  const auto whole = tune_pitches(there, 0, std::numeric_limits<double>::infinity());
  return shared_tune(passage, whole) >= kSharedTune || shared_moments(here, start_s, end_s, there) >= kSharedMoments;
}

}  // namespace tributary::lab
