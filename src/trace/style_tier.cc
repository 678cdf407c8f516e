#include "trace/style_tier.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "trace/score_cohort.h"

namespace tributary::trace {
namespace {

constexpr std::size_t kValues = index::kStyleValues;
constexpr double kUnit = double{index::kStyleNorm} * index::kStyleNorm;
constexpr std::size_t kReach = 2;              // windows on either side that one is heard with
constexpr std::size_t kNearestSections = 3;    // of a recording, whose mean cosine is the recording's
constexpr std::size_t kNearestRecordings = 3;  // of an artist

bool sounds(std::span<const std::int8_t> window) {
  return std::any_of(window.begin(), window.end(), [](std::int8_t value) { return value != 0; });
}

// The mean of the `most` largest values, 0 where there are none.
double mean_of_largest(std::vector<double> values, std::size_t most) {
  const std::size_t kept = std::min(most, values.size());
  if (kept == 0) return 0;
  std::partial_sort(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(kept), values.end(), std::greater<>());
  double sum = 0;
  for (std::size_t i = 0; i < kept; ++i) sum += values[i];
  return sum / static_cast<double>(kept);
}

struct Nearest {
  std::size_t recording = 0;
  double score = 0;
};

}  // namespace

void StyleTable::add(std::string recording_id, std::string artist, const index::StyleFeatures& features) {
  TRIBUTARY_CHECK(features.sections.size() % kValues == 0);
  const auto [known, is_new] = places_.try_emplace(artist, artists_.size());
  if (is_new) artists_.push_back(std::move(artist));
  recordings_.push_back({std::move(recording_id), known->second, features.sections});
}

// How near the recordings of a catalog are to the windows of a query.
class StyleScores {
 public:
  StyleScores(std::span<const std::int8_t> windows, const StyleTable& catalog, const StyleSearch& search,
              const LeftOut& left_out)
      : catalog_(catalog), windows_(windows.size() / kValues) {
    TRIBUTARY_CHECK(windows.size() % kValues == 0);
    std::vector<bool> has_artist(catalog.artists_.size());
    for (std::size_t i = 0; i < catalog.recordings_.size(); ++i) {
      const auto& recording = catalog.recordings_[i];
      if (recording.sections.empty() || (left_out && left_out(recording.id))) continue;
      compared_.push_back(i);
      has_artist[recording.artist] = true;
    }
    const auto artists = static_cast<std::size_t>(std::count(has_artist.begin(), has_artist.end(), true));
    if (compared_.size() < search.recordings_min || artists < search.artists_min) compared_.clear();
    for (std::size_t window = 0; window < windows_; ++window) {
      const auto values = windows.subspan(window * kValues, kValues);
      sounding_.push_back(sounds(values));
      for (const std::size_t recording : compared_)
        similarities_.push_back(sounding_.back() ? similarity(values, catalog.recordings_[recording].sections) : 0);
    }
  }

  std::size_t windows() const { return windows_; }
  bool sounding(std::size_t window) const { return sounding_[window]; }
  const std::string& artist(std::size_t place) const { return catalog_.artists_[place]; }
  const std::string& recording_id(std::size_t place) const { return catalog_.recordings_[place].id; }

  // Per artist the nearest recording and the normalised score over the windows of [first, end) that sound; none where
  // none does.
  std::vector<std::optional<Nearest>> artists(std::size_t first, std::size_t end) const {
    std::vector<std::optional<Nearest>> nearest(catalog_.artists_.size());
    const std::vector<double> means = mean_similarities(first, end);
    const auto cohort = ScoreCohort::from(means);
    if (!cohort) return nearest;
    std::vector<std::vector<double>> by_artist(nearest.size());
    for (std::size_t i = 0; i < means.size(); ++i) {
      const std::size_t artist = catalog_.recordings_[compared_[i]].artist;
      by_artist[artist].push_back(means[i]);
      if (!nearest[artist] || means[i] > nearest[artist]->score) nearest[artist] = Nearest{compared_[i], means[i]};
    }
    for (std::size_t i = 0; i < nearest.size(); ++i)
      if (nearest[i]) nearest[i]->score = cohort->normalised(mean_of_largest(by_artist[i], kNearestRecordings));
    return nearest;
  }

 private:
  static double similarity(std::span<const std::int8_t> window, std::span<const std::int8_t> sections) {
    std::vector<double> cosines;
    for (std::size_t section = 0; section < sections.size(); section += kValues) {
      std::int32_t product = 0;
      for (std::size_t i = 0; i < kValues; ++i) product += std::int32_t{window[i]} * sections[section + i];
      cosines.push_back(product / kUnit);
    }
    return mean_of_largest(std::move(cosines), kNearestSections);
  }

  std::vector<double> mean_similarities(std::size_t first, std::size_t end) const {
    std::vector<double> sums(compared_.size());
    std::size_t count = 0;
    for (std::size_t window = first; window < end; ++window) {
      if (!sounding_[window]) continue;
      ++count;
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += similarities_[window * sums.size() + i];
    }
    if (count == 0) return {};
    for (double& sum : sums) sum /= static_cast<double>(count);
    return sums;
  }

  const StyleTable& catalog_;
  std::size_t windows_;
  std::vector<std::size_t> compared_;  // places in the catalog
  std::vector<bool> sounding_;
  std::vector<double> similarities_;  // [windows][compared]
};

namespace {

std::vector<ArtistResemblance> ranked(const StyleScores& scores, std::size_t first, std::size_t end) {
  std::vector<ArtistResemblance> ranking;
  const auto artists = scores.artists(first, end);
  for (std::size_t i = 0; i < artists.size(); ++i)
    if (artists[i])
      ranking.push_back({scores.artist(i), scores.recording_id(artists[i]->recording), artists[i]->score});
  std::sort(ranking.begin(), ranking.end(), [](const ArtistResemblance& a, const ArtistResemblance& b) {
    return std::tuple<double, const std::string&>(-a.score, a.artist) <
           std::tuple<double, const std::string&>(-b.score, b.artist);
  });
  return ranking;
}

// The artist whom a window resembles above the threshold.
std::optional<ArtistResemblance> resembled(const StyleScores& scores, std::size_t window, double threshold) {
  if (!scores.sounding(window)) return std::nullopt;
  const std::size_t first = window - std::min(window, kReach);
  const std::size_t end = std::min(window + kReach + 1, scores.windows());
  std::vector<ArtistResemblance> ranking = ranked(scores, first, end);
  if (ranking.empty() || ranking.front().score < threshold) return std::nullopt;
  return std::move(ranking.front());
}

double begin_s(std::size_t window) {
  const double edge_s = (index::kStyleWindow_s - index::kStyleWindowHop_s) / 2;
  return window == 0 ? 0 : static_cast<double>(window) * index::kStyleWindowHop_s + edge_s;
}

double end_s(std::size_t window, std::size_t windows) {
  if (window + 1 < windows) return begin_s(window + 1);
  return static_cast<double>(window) * index::kStyleWindowHop_s + index::kStyleWindow_s;
}

}  // namespace

std::vector<ArtistResemblance> rank_styles(std::span<const std::int8_t> windows, const StyleTable& catalog,
                                           const StyleSearch& search, const LeftOut& left_out) {
  const StyleScores scores(windows, catalog, search, left_out);
  return ranked(scores, 0, scores.windows());
}

std::vector<StyleMatch> find_styles(std::span<const std::int8_t> windows, const StyleTable& catalog,
                                    const StyleSearch& search, const LeftOut& left_out) {
  const StyleScores scores(windows, catalog, search, left_out);
  std::vector<StyleMatch> matches;
  std::size_t open_until = 0;  // the window that would go on with the last match
  std::vector<std::size_t> lengths;
  double best = 0;
  for (std::size_t window = 0; window < scores.windows(); ++window) {
    auto found = resembled(scores, window, search.threshold);
    if (!found) continue;
    const bool goes_on = !matches.empty() && open_until == window && matches.back().artist == found->artist;
    if (!goes_on) {
      matches.push_back({found->artist, {}, begin_s(window), 0, 0});
      lengths.push_back(0);
      best = 0;
    }
    StyleMatch& match = matches.back();
    if (match.recording_id.empty() || found->score > best) {
      match.recording_id = found->recording_id;
      best = found->score;
    }
    match.query_end_s = end_s(window, scores.windows());
    match.score += found->score;
    ++lengths.back();
    open_until = window + 1;
  }
  for (std::size_t i = 0; i < matches.size(); ++i) matches[i].score /= static_cast<double>(lengths[i]);
  return matches;
}

}  // namespace tributary::trace
