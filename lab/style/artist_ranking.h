// Which artist a method ranks where, for queries whose artist is known.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace tributary::lab {

// Where recordings come from, as far as the right answer depends on it.
struct LabelledRecording {
  std::string artist;
  std::string work;    // what plays the same composition as the query is kept out of its catalog
  std::string origin;  // the release
};

struct ArtistTally {
  std::size_t queries = 0;      // with another recording by the artist, of another work
  std::size_t right = 0;        // the artist ranks first
  double precision = 0;         // sum of 1 / rank
  double chance = 0;            // sum of 1 / artists
  std::size_t same_origin = 0;  // of the wrong ones: an artist of the same release ranks first
};

// Artists for one query, the nearest first; `is_left_out` names places of recordings it may not be compared with.
using ArtistRanking = std::function<std::vector<std::string>(std::size_t query, const std::vector<bool>& is_left_out)>;

ArtistTally tally_artists(const std::vector<LabelledRecording>& recordings, const ArtistRanking& ranking);

// The ranking of a method that scores pairs of recordings: an artist is the mean of its three best ones, which is how
// the style tier does it. Ties by name.
ArtistRanking ranking_of(const std::vector<LabelledRecording>& recordings,
                         std::function<double(std::size_t query, std::size_t recording)> score);

}  // namespace tributary::lab
