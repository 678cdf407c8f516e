// The tune book: the notes of every piece that a set plays, to tell its negatives from tunes under another title.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/composition/measurement/composition_set.h"
#include "tributary/result.h"

namespace tributary::lab {

// Thread safe.
class TuneBook {
 public:
  // Knows no piece.
  TuneBook() = default;
  // An error names the file.
  static Result<TuneBook> open(const std::filesystem::path& corpus);

  // Whether what the query plays shares a tune with the recording's piece; false where either is unknown.
  bool share(const SetQuery& query, const SetRecording& recording) const;

 private:
  std::vector<Piece> pieces_;
  std::map<std::string, std::size_t> places_;  // by version_id
};

}  // namespace tributary::lab
