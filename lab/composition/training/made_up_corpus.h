// For tests: a folder with what a short training reads, gone with the object.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/composition/corpus/template_bank.h"
#include "lab/composition/pairs/made_up_pieces.h"
#include "lab/composition/training/run_settings.h"

namespace tributary::lab {

// 24 tunes to learn from and 8 to validate with, on the mixer's own sounds.
class MadeUpCorpus {
 public:
  explicit MadeUpCorpus(const std::string& name)
      : folder_(std::filesystem::temp_directory_path() / ("tributary_" + name + "_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  MadeUpCorpus(const MadeUpCorpus&) = delete;
  MadeUpCorpus& operator=(const MadeUpCorpus&) = delete;
  ~MadeUpCorpus() { std::filesystem::remove_all(folder_); }

  const std::filesystem::path& folder() const { return folder_; }

  // A run of six steps of eight pairs that leaves its results in the folder; writes what it reads.
  Result<void> describe_run(RunSettings& settings) const {
    std::vector<Piece> pieces = made_up_pieces(24, Split::kTrain, 5);
    const std::vector<Piece> held_out = made_up_pieces(8, Split::kValidation, 6);
    pieces.insert(pieces.end(), held_out.begin(), held_out.end());
    settings.corpus = folder_ / "corpus.bin";
    settings.templates = {folder_ / "templates.bin"};
    settings.output = folder_ / "run";
    settings.bfloat16 = false;
    settings.pairs = 8;
    settings.steps = 6;
    settings.validation_works = 8;
    TRIBUTARY_TRY(write_template_bank(settings.templates.front(), {}));
    return write_note_corpus(settings.corpus, pieces);
  }

 private:
  const std::filesystem::path folder_;
};

}  // namespace tributary::lab
