// Makes the note corpus out of the symbolic pack.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "tributary/result.h"

namespace tributary::lab {

struct CorpusOptions {
  std::filesystem::path pack;      // the folder that symbolic.tar.xz was unpacked to
  std::filesystem::path manifest;  // MANIFEST.csv; PAIRS.csv lies beside it
  std::uint64_t seed = 1;          // other seeds choose other splits
  std::size_t threads = 1;
};

struct MadeCorpus {
  std::vector<Piece> pieces;         // by version_id
  std::size_t joined_works = 0;      // works of the manifest that are versions of others: they share a tune
  std::vector<std::string> refused;  // "file: reason"; the rest of the pack is there
};

// An Error means that the manifest or the pairs cannot be used. The result does not depend on `threads`. `progress` is
// called from any thread.
Result<MadeCorpus> make_note_corpus(const CorpusOptions& options,
                                    const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace tributary::lab
