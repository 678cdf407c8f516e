#include "lab/render/corpus_maker.h"

#include <atomic>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <unistd.h>

#include "base/parallel.h"
#include "lab/render/abc_tune.h"
#include "lab/render/groups.h"
#include "lab/render/melodic_twins.h"
#include "lab/render/melody.h"
#include "lab/render/midi_file.h"
#include "lab/render/pack_manifest.h"
#include "lab/render/split_plan.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

// A folder for the files in between that is gone with this object.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_(fs::temp_directory_path() / fmt::format("lab-render-{}", ::getpid())) {
    std::error_code ignored;
    fs::create_directories(path_, ignored);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  fs::path file(std::size_t number) const { return path_ / fmt::format("{}.mid", number); }

 private:
  fs::path path_;
};

Result<Piece> read_piece(const PackEntry& entry, const fs::path& pack, const fs::path& midi) {
  const fs::path path = pack / entry.path;
  auto notes = path.extension() == ".abc" ? read_abc_tune(path, midi) : read_midi_file(path);
  if (!notes) return std::move(notes).error();
  Piece piece;
  piece.version_id = entry.path;
  piece.work_id = entry.work_id;
  piece.tradition = entry.tradition;
  piece.composer = entry.composer;
  piece.clean = entry.clean;
  piece.notes = std::move(*notes);
  piece.melody_parts = find_melody_parts(piece.notes, entry.tradition == "lied");
  if (piece.melody_parts.empty()) return Error{ErrorCode::kInvalidInput, path.string() + ": holds drums only"};
  return piece;
}

// Gives works that share a tune the smallest of their ids. Returns how many ids that saves.
std::size_t join_twins(std::vector<Piece>& pieces, std::vector<PackEntry>& entries) {
  Groups works;
  for (const auto& [a, b] : find_melodic_twins(pieces)) works.join(pieces[a].work_id, pieces[b].work_id);
  std::set<std::string> saved;
  for (PackEntry& entry : entries) {
    const std::string leader = works.leader(entry.work_id);
    if (leader != entry.work_id) saved.insert(entry.work_id);
    entry.work_id = leader;
  }
  for (Piece& piece : pieces) piece.work_id = works.leader(piece.work_id);
  return saved.size();
}

}  // namespace

Result<MadeCorpus> make_note_corpus(const CorpusOptions& options,
                                    const std::function<void(std::size_t, std::size_t)>& progress) {
  TRIBUTARY_ASSIGN(std::vector<PackEntry> entries, read_pack_manifest(options.manifest));
  TRIBUTARY_ASSIGN(const auto pairs, read_version_pairs(options.manifest.parent_path() / "PAIRS.csv"));
  const TemporaryFolder folder;
  std::vector<std::optional<Result<Piece>>> read(entries.size());
  std::atomic<std::size_t> done{0};
  base::parallel_for(entries.size(), options.threads, [&](std::size_t i) {
    read[i] = read_piece(entries[i], options.pack, folder.file(i));
    progress(++done, entries.size());
  });
  MadeCorpus corpus;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!*read[i]) {
      corpus.refused.push_back(read[i]->error().message);
      continue;
    }
    corpus.pieces.push_back(std::move(read[i]->value()));
  }
  corpus.joined_works = join_twins(corpus.pieces, entries);
  TRIBUTARY_ASSIGN(const auto splits, plan_splits(entries, pairs, options.seed));
  for (Piece& piece : corpus.pieces) piece.split = splits.at(piece.work_id);
  return corpus;
}

}  // namespace tributary::lab
