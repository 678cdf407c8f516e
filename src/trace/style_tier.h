// The style tier: whose productions a query resembles, for the whole of it and from which second to which.
//
// A resemblance is no evidence that anything was used: it is never payable, and it may be nobody's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "index/style_features.h"
#include "trace/candidates.h"

namespace tributary::trace {

// In spreads of the catalog's recordings, see ScoreCohort; what it gives on music is in docs/models/style.md.
inline constexpr double kStyleThreshold = 3.5;

// What an artist's recordings are to a query.
struct ArtistResemblance {
  std::string artist;
  std::string recording_id;  // the nearest of the artist's
  double score = 0;          // in spreads of the catalog's recordings

  bool operator==(const ArtistResemblance&) const = default;
};

struct StyleMatch {
  std::string artist;
  std::string recording_id;  // the artist's nearest over the seconds of the match
  double query_begin_s = 0;
  double query_end_s = 0;
  double score = 0;  // the mean over the windows of the match

  bool operator==(const StyleMatch&) const = default;
};

struct StyleSearch {
  double threshold = kStyleThreshold;
  // Of a catalog with fewer recordings, or fewer artists, nothing is said: what is common among them is not known.
  std::size_t recordings_min = 16;
  std::size_t artists_min = 6;
};

// The stored style vectors of a catalog.
class StyleTable {
 public:
  // A recording without sections never resembles anything.
  void add(std::string recording_id, std::string artist, const index::StyleFeatures& features);

  std::size_t recordings() const { return recordings_.size(); }

 private:
  friend class StyleScores;

  struct Recording {
    std::string id;
    std::size_t artist = 0;
    std::vector<std::int8_t> sections;
  };

  std::vector<Recording> recordings_;
  std::vector<std::string> artists_;
  std::unordered_map<std::string, std::size_t> places_;  // of artists
};

// All artists of the catalog that are not wholly left out, the nearest first, ties by name. `windows` is the query's,
// as index::quantise_style gives them; silent ones count for nothing. Empty where the query is silent or the catalog
// too small.
std::vector<ArtistResemblance> rank_styles(std::span<const std::int8_t> windows, const StyleTable& catalog,
                                           const StyleSearch& search = {}, const LeftOut& left_out = {});

// Where the query resembles one artist above the threshold: stretches of windows with the same nearest artist, by
// begin; none overlap. Each window is heard with the two on either side. A window stands for the 5 s in its middle,
// the first and the last for everything to the query's begin and end.
std::vector<StyleMatch> find_styles(std::span<const std::int8_t> windows, const StyleTable& catalog,
                                    const StyleSearch& search = {}, const LeftOut& left_out = {});

}  // namespace tributary::trace
