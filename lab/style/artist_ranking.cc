#include "lab/style/artist_ranking.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace tributary::lab {
namespace {

constexpr std::size_t kNearestRecordings = 3;

std::vector<bool> left_out_for(const std::vector<LabelledRecording>& recordings, std::size_t query) {
  std::vector<bool> left_out;
  for (std::size_t i = 0; i < recordings.size(); ++i)
    left_out.push_back(i == query || recordings[i].work == recordings[query].work);
  return left_out;
}

bool has_origin(const std::vector<LabelledRecording>& recordings, const std::string& artist,
                const std::string& origin) {
  return std::any_of(recordings.begin(), recordings.end(), [&](const LabelledRecording& recording) {
    return recording.artist == artist && recording.origin == origin;
  });
}

}  // namespace

ArtistTally tally_artists(const std::vector<LabelledRecording>& recordings, const ArtistRanking& ranking) {
  ArtistTally tally;
  for (std::size_t query = 0; query < recordings.size(); ++query) {
    const std::vector<bool> left_out = left_out_for(recordings, query);
    std::set<std::string> artists;
    for (std::size_t i = 0; i < recordings.size(); ++i)
      if (!left_out[i]) artists.insert(recordings[i].artist);
    if (!artists.contains(recordings[query].artist)) continue;
    ++tally.queries;
    tally.chance += 1 / static_cast<double>(artists.size());
    const std::vector<std::string> ranked = ranking(query, left_out);
    const auto found = std::find(ranked.begin(), ranked.end(), recordings[query].artist);
    if (found == ranked.end()) continue;
    tally.precision += 1 / static_cast<double>(found - ranked.begin() + 1);
    if (found == ranked.begin()) {
      ++tally.right;
    } else if (has_origin(recordings, ranked.front(), recordings[query].origin)) {
      ++tally.same_origin;
    }
  }
  return tally;
}

ArtistRanking ranking_of(const std::vector<LabelledRecording>& recordings,
                         std::function<double(std::size_t, std::size_t)> score) {
  return [&recordings, score = std::move(score)](std::size_t query, const std::vector<bool>& left_out) {
    std::map<std::string, std::vector<double>> by_artist;
    for (std::size_t i = 0; i < recordings.size(); ++i)
      if (!left_out[i]) by_artist[recordings[i].artist].push_back(score(query, i));
    std::vector<std::pair<double, std::string>> ranked;
    for (auto& [artist, scores] : by_artist) {
      std::sort(scores.rbegin(), scores.rend());
      scores.resize(std::min(scores.size(), kNearestRecordings));
      double sum = 0;
      for (const double one : scores) sum += one;
      ranked.emplace_back(-sum / static_cast<double>(scores.size()), artist);
    }
    std::sort(ranked.begin(), ranked.end());
    std::vector<std::string> names;
    for (auto& [negated, artist] : ranked) names.push_back(std::move(artist));
    return names;
  };
}

}  // namespace tributary::lab
