#include "lab/mix/mix_music.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/hash.h"
#include "base/parallel.h"
#include "lab/random/random.h"
#include "lab/recording/random.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

constexpr double kShortest_s = 25;
const std::set<std::string> kEndings = {".ogg", ".mp3", ".flac", ".wav", ".m4a", ".opus"};

Result<std::set<fs::path>> files_below(const std::vector<fs::path>& folders) {
  std::set<fs::path> files;
  for (const fs::path& folder : folders) {
    std::error_code failure;
    for (fs::recursive_directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure))
      if (entry->is_regular_file() && kEndings.contains(entry->path().extension().string()))
        files.insert(fs::canonical(entry->path()));
    if (failure) return Error{ErrorCode::kNotFound, folder.string() + ": " + failure.message()};
  }
  return files;
}

std::vector<PcmTrack> open_tracks(const std::set<fs::path>& paths, const MixOptions& options,
                                  std::vector<std::string>& refused) {
  const std::vector<fs::path> files(paths.begin(), paths.end());
  std::vector<std::optional<Result<PcmTrack>>> opened(files.size());
  base::parallel_for(files.size(), options.jobs, [&](std::size_t i) {
    opened[i] =
        PcmTrack::open(files[i], options.cache / (base::sha256_of_text(files[i].string()).substr(0, 16) + ".pcm"));
  });
  std::vector<PcmTrack> tracks;
  for (auto& track : opened) {
    if (!*track)
      refused.push_back(track->error().message);
    else if ((*track)->duration_s() >= kShortest_s)
      tracks.push_back(std::move(*track).value());
  }
  return tracks;
}

double length_of(const Piece& piece) {
  double end_s = 0;
  for (const Note& note : piece.notes)
    end_s = std::max(end_s, static_cast<double>(note.onset_s) + static_cast<double>(note.duration_s));
  return end_s;
}

// The pieces of the split, one of each work, in an order that the seed decides.
std::vector<Piece> drawn_pieces(std::vector<Piece> corpus, const MixOptions& options) {
  std::map<std::string, Piece> works;
  for (Piece& piece : corpus)
    if (piece.split == options.split && length_of(piece) >= kShortest_s)
      works.try_emplace(piece.work_id, std::move(piece));
  std::vector<Piece> pieces;
  for (auto& [work, piece] : works) pieces.push_back(std::move(piece));
  std::vector<Piece> drawn;
  for (const std::size_t i : Random(seed_for(options.seed, "works of a mix")).permutation(pieces.size()))
    drawn.push_back(std::move(pieces[i]));
  return drawn;
}

// Takes one piece of each tradition in turn, so that small traditions are there too.
std::vector<Piece> take_by_turns(std::map<std::string, std::vector<Piece>>& traditions, std::size_t count) {
  std::vector<Piece> taken;
  for (bool more = true; more && taken.size() < count;) {
    more = false;
    for (auto& [tradition, pieces] : traditions) {
      if (pieces.empty() || taken.size() == count) continue;
      taken.push_back(std::move(pieces.back()));
      pieces.pop_back();
      more = true;
    }
  }
  return taken;
}

}  // namespace

Result<MixMusic> open_mix_music(const MixOptions& options) {
  std::error_code failure;
  fs::create_directories(options.cache, failure);
  if (failure) return Error{ErrorCode::kIo, options.cache.string() + ": " + failure.message()};
  TRIBUTARY_ASSIGN(std::set<fs::path> catalog, files_below(options.catalog_music));
  TRIBUTARY_ASSIGN(const std::set<fs::path> outside, files_below(options.outside_music));
  for (const fs::path& path : outside) catalog.erase(path);
  MixMusic music;
  music.recordings = open_tracks(catalog, options, music.refused);
  music.strangers = open_tracks(outside, options, music.refused);
  if (music.recordings.size() < 4 || music.strangers.empty())
    return Error{ErrorCode::kInvalidInput, "a mix needs four tracks of 25 s in the catalog and one outside"};
  if (options.corpus.empty()) return music;
  TRIBUTARY_ASSIGN(std::vector<Piece> corpus, read_note_corpus(options.corpus));
  std::map<std::string, std::vector<Piece>> traditions;
  for (Piece& piece : drawn_pieces(std::move(corpus), options)) {
    const auto& unused = options.unused_traditions;
    if (std::find(unused.begin(), unused.end(), piece.tradition) != unused.end()) continue;
    if (piece.tradition == options.lacking_tradition)
      music.lacking.push_back(std::move(piece));
    else
      traditions[piece.tradition].push_back(std::move(piece));
  }
  music.works = take_by_turns(traditions, options.works);
  music.other_works = take_by_turns(traditions, options.works);
  if (music.works.empty() || music.other_works.empty() || music.lacking.empty())
    return Error{ErrorCode::kInvalidInput, options.corpus.string() + ": has too few pieces in this split"};
  return music;
}

std::string work_of(const PcmTrack& track) { return "rec:" + track.source().stem().string(); }
std::string style_of(const PcmTrack& track) { return track.source().parent_path().filename().string(); }

}  // namespace tributary::lab
