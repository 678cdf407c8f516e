#include "pipeline/match_material.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "pipeline/passages.h"

namespace tributary::pipeline {
namespace {

constexpr std::size_t kShownMax = 20;
constexpr double kAround_s = 2;    // shown before and after a match
constexpr double kPicture_s = 40;  // of a longer match the middle is shown
constexpr double kExcerpt_s = 8;

// One side of a match: seconds of it that correspond to `length_s` seconds of the query around the match's middle.
WantedPassage side(double start_s, double end_s, double duration_s, double picture_s, double excerpt_s) {
  const double middle = (start_s + end_s) / 2;
  const double half = std::min(end_s - start_s, picture_s) / 2;
  WantedPassage wanted;
  wanted.start_s = std::max(0.0, middle - half - kAround_s);
  wanted.end_s = std::min(std::max(duration_s, end_s), middle + half + kAround_s);
  wanted.excerpt_start_s = std::max(wanted.start_s, middle - excerpt_s / 2);
  wanted.excerpt_end_s = std::min(wanted.end_s, middle + excerpt_s / 2);
  return wanted;
}

struct WantedMatch {
  WantedPassage query;
  WantedPassage reference;
};

// Both sides are as long as each other in the music, and neither is longer than a picture or an excerpt may be.
WantedMatch wanted_of(const Match& match, double query_duration_s, double reference_duration_s, bool with_audio) {
  const double query_s = std::max(match.query_end_s - match.query_start_s, 1e-3);
  const double reference_s = match.reference_end_s - match.reference_start_s;
  const double slope = reference_s / query_s;
  const double picture_s = std::min(kPicture_s, kPicture_s / std::max(slope, 1e-3));
  const double excerpt_s = with_audio ? std::min({kExcerpt_s, kExcerpt_s / std::max(slope, 1e-3), query_s}) : 0;
  return {
      side(match.query_start_s, match.query_end_s, query_duration_s, picture_s, excerpt_s),
      side(match.reference_start_s, match.reference_end_s, reference_duration_s, picture_s * slope, excerpt_s * slope)};
}

}  // namespace

std::vector<std::size_t> shown_matches(const TraceAnswer& answer) {
  std::vector<std::size_t> recording;
  std::vector<std::size_t> composition;
  for (std::size_t i = 0; i < answer.matches.size(); ++i) {
    const Tier tier = answer.matches[i].tier;
    if (tier == Tier::kRecording) recording.push_back(i);
    if (tier == Tier::kComposition) composition.push_back(i);
  }
  const auto stronger = [&](std::size_t a, std::size_t b) { return answer.matches[a].score > answer.matches[b].score; };
  std::stable_sort(recording.begin(), recording.end(), stronger);
  std::stable_sort(composition.begin(), composition.end(), stronger);
  const std::size_t half = kShownMax / 2;
  recording.resize(std::min(recording.size(), kShownMax - std::min(composition.size(), half)));
  composition.resize(std::min(composition.size(), kShownMax - recording.size()));
  recording.insert(recording.end(), composition.begin(), composition.end());
  std::sort(recording.begin(), recording.end());
  return recording;
}

Result<std::map<std::size_t, report::MatchMaterial>> gather_material(const TraceAnswer& answer,
                                                                     const std::vector<std::size_t>& shown,
                                                                     const Search& search, bool with_audio,
                                                                     std::size_t threads) {
  std::vector<WantedFile> files{{answer.query_path, answer.query_sha256, {}}};
  std::map<std::string, std::size_t> file_of;               // by recording_id
  std::vector<std::pair<std::size_t, std::size_t>> places;  // a match's recording: file, passage
  for (const std::size_t index : shown) {
    const Match& match = answer.matches[index];
    const Recording& recording = search.recording(match.recording_id);
    const auto [place, is_new] = file_of.emplace(match.recording_id, files.size());
    if (is_new) files.push_back({recording.path, recording.content_sha256, {}});
    const WantedMatch wanted = wanted_of(match, answer.query_duration_s, recording.duration_s, with_audio);
    files.front().passages.push_back(wanted.query);
    places.emplace_back(place->second, files[place->second].passages.size());
    files[place->second].passages.push_back(wanted.reference);
  }
  TRIBUTARY_ASSIGN(auto passages, read_passages(files, threads));
  std::map<std::size_t, report::MatchMaterial> material;
  for (std::size_t i = 0; i < shown.size(); ++i)
    material[shown[i]] = {std::move(passages[0][i]), std::move(passages[places[i].first][places[i].second])};
  return material;
}

}  // namespace tributary::pipeline
