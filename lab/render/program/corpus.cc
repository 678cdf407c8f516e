// lab_render corpus: the note corpus of the symbolic pack.
#include <filesystem>
#include <map>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/parallel.h"
#include "lab/render/corpus_maker.h"
#include "lab/render/program/jobs.h"

namespace tributary::lab {
namespace {

struct Options {
  CorpusOptions make;
  std::filesystem::path out;
};

struct Tally {
  std::size_t pieces = 0;
  std::set<std::string> works;
  std::size_t notes = 0;
  double hours = 0;
};

void print_table(const std::vector<Piece>& pieces) {
  std::map<std::pair<std::string, Split>, Tally> tallies;
  for (const Piece& piece : pieces) {
    for (const std::string& tradition : {piece.tradition, std::string("all")}) {
      Tally& tally = tallies[{tradition, piece.split}];
      ++tally.pieces;
      tally.works.insert(piece.work_id);
      tally.notes += piece.notes.size();
      tally.hours += static_cast<double>(piece.notes.back().onset_s) / 3600;
    }
  }
  fmt::print("{:<10}{:<12}{:>8}{:>8}{:>10}{:>8}\n", "tradition", "split", "pieces", "works", "notes", "hours");
  constexpr const char* kSplitNames[] = {"train", "validation", "test"};
  for (const auto& [key, tally] : tallies)
    fmt::print("{:<10}{:<12}{:>8}{:>8}{:>10}{:>8.1f}\n", key.first, kSplitNames[static_cast<std::size_t>(key.second)],
               tally.pieces, tally.works.size(), tally.notes, tally.hours);
}

Result<void> make_corpus(const Options& options) {
  TRIBUTARY_ASSIGN(const MadeCorpus corpus, make_note_corpus(options.make, [](std::size_t done, std::size_t total) {
                     if (done % 100 == 0 || done == total) show_progress("reading pieces", done, total);
                   }));
  for (const std::string& refusal : corpus.refused) fmt::print("Refused: {}\n", refusal);
  if (corpus.pieces.empty())
    return Error{ErrorCode::kInvalidInput, options.make.pack.string() + ": holds no piece of the manifest"};
  TRIBUTARY_TRY(write_note_corpus(options.out, corpus.pieces));
  print_table(corpus.pieces);
  fmt::print("{}: {} pieces, {} refused, {} works joined to others, {:.1f} MB\n", options.out.string(),
             corpus.pieces.size(), corpus.refused.size(), corpus.joined_works,
             static_cast<double>(std::filesystem::file_size(options.out)) / 1e6);
  return {};
}

}  // namespace

Job declare_corpus(CLI::App& app) {
  auto options = std::make_shared<Options>();
  options->make.threads = base::available_cores();
  CLI::App* job = app.add_subcommand("corpus", "Keep the notes of every piece of the symbolic pack");
  job->add_option("--pack", options->make.pack, "The folder that symbolic.tar.xz was unpacked to")->required();
  job->add_option("--manifest", options->make.manifest, "MANIFEST.csv, with PAIRS.csv beside it")->required();
  job->add_option("--out", options->out, "The note corpus to write")->required();
  job->add_option("--seed", options->make.seed, "Other seeds choose other splits")->capture_default_str();
  job->add_option("--threads", options->make.threads, "Threads")->check(CLI::Range(1, 1024))->capture_default_str();
  return [options] { return make_corpus(*options); };
}

}  // namespace tributary::lab
