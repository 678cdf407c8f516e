#include "pipeline/duplicates.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "base/parallel.h"
#include "index/fingerprint_file.h"
#include "pipeline/search.h"

namespace tributary::pipeline {
namespace {

// A recording that quotes another for less than this, a sampled break or an intro that two versions share, is
// a work of its own.
constexpr double kMatchedMin_s = 10;
// What is shorter than that in all, a jingle or a sound logo, is judged by how much of it there is.
constexpr double kMatchedFractionMin = 0.3;

using Pair = std::pair<std::string, std::string>;  // the lesser recording_id first

// Seconds of the shorter recording of a pair.
struct Stretch {
  double start_s = 0;
  double end_s = 0;
};

using Stretches = std::map<Pair, std::vector<Stretch>>;

struct Equals {
  std::vector<Duplicate> duplicates;
  std::vector<Recording> distinct;  // of each set of equals the first that can be searched
};

// Sorts recordings with the same fingerprint together, which compares most copies at no cost.
Equals find_equals(const std::vector<catalog::StoredRecording>& recordings, const std::set<std::string>& damaged) {
  std::map<std::string, std::vector<const catalog::StoredRecording*>> by_fingerprint;
  for (const auto& entry : recordings) by_fingerprint[entry.fingerprint.checksum].push_back(&entry);
  Equals equals;
  for (auto& [checksum, equal] : by_fingerprint) {
    std::sort(equal.begin(), equal.end(),
              [](const auto* a, const auto* b) { return a->recording.recording_id < b->recording.recording_id; });
    for (std::size_t i = 1; i < equal.size(); ++i)
      equals.duplicates.push_back(
          {equal[0]->recording.recording_id, equal[i]->recording.recording_id, equal[i]->recording.duration_s, 1});
    const auto searchable = std::find_if(equal.begin(), equal.end(), [&](const auto* entry) {
      return entry->segment_id && entry->feature_version == index::kFingerprintVersion &&
             !damaged.contains(entry->recording.recording_id);
    });
    if (searchable != equal.end()) equals.distinct.push_back((*searchable)->recording);
  }
  return equals;
}

// Traces recordings of a catalog against the others.
class Comparison {
 public:
  Comparison(const Search& search, const std::vector<Recording>& recordings) : search_(search) {
    for (const Recording& recording : recordings) durations_s_.emplace(recording.recording_id, recording.duration_s);
  }

  // Every match of `recording_id` with another one. A copy hides a worse one from the search, so that what
  // was found is set aside and the rest is searched again until there is nothing more.
  Result<Stretches> compare(const std::string& recording_id) const {
    Stretches stretches;
    TRIBUTARY_ASSIGN(const auto peaks, search_.peaks(recording_id));
    if (peaks->peaks().empty()) return stretches;
    std::set<std::string> done{recording_id};
    for (std::size_t before = 0; before < done.size();) {
      before = done.size();
      TRIBUTARY_ASSIGN(const auto matches, search_.find(peaks->fingerprint(), {}, 1, [&](const std::string& id) {
        return done.contains(id) || !durations_s_.contains(id);
      }));
      for (const trace::VerifiedMatch& match : matches) {
        add(recording_id, match, stretches);
        done.insert(match.recording_id);
      }
    }
    return stretches;
  }

  double shorter_s(const Pair& pair) const {
    return std::min(durations_s_.at(pair.first), durations_s_.at(pair.second));
  }

 private:
  void add(const std::string& query_id, const trace::VerifiedMatch& match, Stretches& stretches) const {
    const std::string& reference_id = match.recording_id;
    const auto length = [&](const std::string& id) { return std::pair(durations_s_.at(id), id); };
    const bool query_is_shorter = length(query_id) < length(reference_id);
    const auto second = [&](double query_frame) {
      return dsp::frames_to_seconds(query_is_shorter ? query_frame : match.line.reference_at(query_frame));
    };
    stretches[std::minmax(query_id, reference_id)].push_back({second(match.span.first), second(match.span.last)});
  }

  const Search& search_;
  std::map<std::string, double> durations_s_;
};

// The seconds that the stretches cover together, within [0, duration_s].
double covered_s(std::vector<Stretch> stretches, double duration_s) {
  std::sort(stretches.begin(), stretches.end(),
            [](const Stretch& a, const Stretch& b) { return a.start_s < b.start_s; });
  double sum_s = 0;
  double end_s = 0;
  for (const Stretch& stretch : stretches) {
    const double stretch_end_s = std::min(stretch.end_s, duration_s);
    sum_s += std::max(0.0, stretch_end_s - std::max(stretch.start_s, end_s));
    end_s = std::max(end_s, stretch_end_s);
  }
  return sum_s;
}

void add_near_duplicates(const Search& search, const std::vector<Recording>& recordings, const JobOptions& options,
                         CheckReport& report) {
  const Comparison comparison(search, recordings);
  std::vector<std::optional<Result<Stretches>>> found(recordings.size());
  const std::size_t threads = options.threads == 0 ? base::available_cores() : options.threads;
  if (options.progress != nullptr) options.progress->begin("comparing", std::ssize(recordings), 0);
  base::parallel_for(recordings.size(), threads, [&](std::size_t i) {
    found[i] = comparison.compare(recordings[i].recording_id);
    if (options.progress != nullptr) options.progress->finish_item(0);
  });
  Stretches stretches;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!*found[i])
      report.notices.push_back(
          {recordings[i].recording_id, "was not compared with the others: " + found[i]->error().message});
    else
      for (auto& [pair, parts] : **found[i]) stretches[pair].insert(stretches[pair].end(), parts.begin(), parts.end());
  }
  for (auto& [pair, parts] : stretches) {
    const double shorter_s = comparison.shorter_s(pair);
    const double matched_s = covered_s(std::move(parts), shorter_s);
    if (matched_s >= kMatchedMin_s || matched_s >= kMatchedFractionMin * shorter_s)
      report.duplicates.push_back({pair.first, pair.second, matched_s, matched_s / shorter_s});
  }
}

}  // namespace

void find_duplicates(catalog::Catalog& catalog, const Layout& layout, const Listener& listener,
                     const std::vector<catalog::StoredRecording>& recordings, const JobOptions& options,
                     CheckReport& report) {
  std::set<std::string> damaged;
  for (const Finding& problem : report.problems) damaged.insert(problem.place);
  Equals equals = find_equals(recordings, damaged);
  report.duplicates = std::move(equals.duplicates);
  if (const auto search = Search::open(catalog, layout, listener))
    add_near_duplicates(*search, equals.distinct, options, report);
  else
    report.notices.push_back(
        {layout.segments().string(), "only equal fingerprints were compared: " + search.error().message});
  std::sort(report.notices.begin(), report.notices.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.place, a.reason) < std::tie(b.place, b.reason);
  });
  std::sort(report.duplicates.begin(), report.duplicates.end(), [](const Duplicate& a, const Duplicate& b) {
    return std::tie(a.recording_id, a.duplicate_id) < std::tie(b.recording_id, b.duplicate_id);
  });
}

}  // namespace tributary::pipeline
