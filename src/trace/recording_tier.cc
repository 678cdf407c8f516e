#include "trace/recording_tier.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>

#include "base/parallel.h"
#include "trace/contour_evidence.h"
#include "trace/rank_evidence.h"

namespace tributary::trace {
namespace {

constexpr double kStretchSeconds = 5;
constexpr double kStretchOverrun = 0.05;  // of kStretchSeconds
// How hard a stretch is searched. Half a minute and more gives a source several stretches to be found in.
struct Effort {
  index::ProbeDensity density;
  std::size_t candidates;
};
constexpr Effort kShortQuery{index::ProbeDensity::kFull, 24};
constexpr Effort kLongQuery{index::ProbeDensity::kLight, 12};
constexpr std::size_t kShortQueryStretches = 6;
// Chance puts more lines before a true one in a larger catalog: from this size on, the depth grows with its root.
constexpr double kDepthRecordings = 128;
// In so short a query there are few places for a version to meet the recording by its notes, and too few peaks to tell
// its levels from those of a stretched copy: no agreement is asked for.
constexpr std::size_t kExcerptStretches = 3;

// What chance reaches was seen with excerpts in catalogs of some hundred recordings. A track of minutes in a catalog of
// ten thousand meets a thousand times as many places: ln 1000 nats more are asked at another tempo or pitch, in any
// catalog, so that none that is found is lost as it grows. At the own tempo and pitch the probability sees to it.
constexpr double kManyPlaces = 7;

// What a candidate must show within its stretch before it is grown.
constexpr double kSeedEvidence = 8;

const std::vector<bool> kNoneClaimed;

std::size_t depth(std::size_t candidates, std::span<const index::LandmarkSegment* const> segments) {
  constexpr double kMost = 1000;
  double recordings = 0;
  for (const index::LandmarkSegment* segment : segments) recordings += static_cast<double>(segment->entries().size());
  const double growth = std::sqrt(std::max(1.0, recordings / kDepthRecordings));
  return static_cast<std::size_t>(std::min(kMost, std::floor(static_cast<double>(candidates) * growth)));
}

// A candidate whose peaks agree within its stretch.
struct Seed {
  std::string recording_id;
  std::shared_ptr<const ReferencePeaks> reference;
  Line line;
  Span stretch;
  double evidence = 0;
};

// Stretches of kStretchSeconds that cover the query, overlapping where they must; one for a query that is
// shorter or longer only by kStretchOverrun.
std::vector<FrameRange> divide(std::uint32_t frames) {
  const double stretch_frames = dsp::seconds_to_frames(kStretchSeconds);
  const double count = std::max(1.0, std::ceil(frames / stretch_frames - kStretchOverrun));
  const double length = count == 1 ? frames : stretch_frames;
  std::vector<FrameRange> stretches;
  for (double i = 0; i < count; ++i) {
    const double first = count == 1 ? 0 : (frames - length) * i / (count - 1);
    stretches.push_back({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(first + length)});
  }
  return stretches;
}

using References = std::map<std::string, std::shared_ptr<const ReferencePeaks>>;

// What the landmarks of a stretch lead to.
struct Found {
  std::vector<Seed> seeds;
  References references;  // of all candidates, by recording_id
};

Result<Found> seeds_of(CandidateFinder& finder, std::size_t candidates, const QueryGrid& grid, FrameRange range,
                       const ReferenceSource& source) {
  const Span stretch{static_cast<double>(range.first), static_cast<double>(range.last)};
  Found found;
  for (const Candidate& candidate : finder.find(range, candidates)) {
    TRIBUTARY_ASSIGN(auto reference, source(candidate.recording_id));
    found.references.emplace(candidate.recording_id, reference);
    Line line{candidate.reference_frame - candidate.tempo_ratio * candidate.query_frame, candidate.tempo_ratio,
              candidate.pitch_shift};
    line = refine(grid, reference->peaks(), line, stretch);
    const LineEvidence evidence_of(grid, *reference, kNoneClaimed);
    const double evidence = evidence_of.total(line, stretch, evidence_of.fit(line, stretch));
    if (evidence >= kSeedEvidence)
      found.seeds.push_back({candidate.recording_id, std::move(reference), line, stretch, evidence});
  }
  return found;
}

// Whether a stronger match of the same recording covers the seed: then the seed lies on it, or the
// recording repeats itself, which explains nothing new.
bool is_covered(const Seed& seed, const GrownMatch& match) {
  const double centre = (seed.stretch.first + seed.stretch.last) / 2;
  return match.recording_id == seed.recording_id && centre >= match.span.first && centre <= match.span.last;
}

// The three views of a query that evidence comes from.
struct Hearing {
  const QueryGrid& grid;
  const dsp::EnergyRanks& ranks;
  const dsp::BandContour& contour;
  double asked;  // part of the sufficient evidence
  bool is_excerpt;

  double by_ranks(const ReferencePeaks& reference, const Line& line, Span span) const {
    return RankEvidence(ranks, reference).robust(line, span);
  }
  double by_peaks(const ReferencePeaks& reference, const Line& line, Span span, double sufficient) const {
    return LineEvidence(grid, reference, kNoneClaimed).robust(line, span, sufficient);
  }
  double sufficient(const Line& line, Span span) const { return asked * verified_evidence(line, span); }
  // What is asked beyond the length and the line.
  double further(const ReferencePeaks& reference, const Line& line, Span span) const {
    if (is_excerpt || line.is_unchanged()) return 0;
    const auto gains = LevelGains::fit(grid, reference, line, span);
    return kManyPlaces + disagreement_evidence(line, gains ? gains->agreement() : 0);
  }
};

std::vector<GrownMatch> grow(const Hearing& hearing, std::vector<Seed> seeds) {
  std::sort(seeds.begin(), seeds.end(), [](const Seed& a, const Seed& b) {
    if (a.evidence != b.evidence) return a.evidence > b.evidence;
    if (a.recording_id != b.recording_id) return a.recording_id < b.recording_id;
    return a.line.reference_origin < b.line.reference_origin;
  });
  std::vector<GrownMatch> matches;
  for (Seed& seed : seeds) {
    if (std::any_of(matches.begin(), matches.end(), [&](const GrownMatch& match) { return is_covered(seed, match); }))
      continue;
    const Region region = extend(hearing.grid, *seed.reference, kNoneClaimed, seed.line, seed.stretch);
    const double further = hearing.further(*seed.reference, seed.line, region.span);
    const double sufficient = hearing.sufficient(seed.line, region.span) + hearing.asked * further;
    const double by_ranks = hearing.by_ranks(*seed.reference, seed.line, region.span);
    const double evidence = by_ranks + hearing.by_peaks(*seed.reference, seed.line, region.span, sufficient - by_ranks);
    if (evidence >= sufficient)
      matches.push_back({seed.recording_id, std::move(seed.reference), seed.line, region.span, evidence, further});
  }
  return matches;
}

bool is_covered(Span window, const std::vector<GrownMatch>& matches) {
  return std::any_of(matches.begin(), matches.end(), [&](const GrownMatch& match) {
    return match.span.first < window.last && window.first < match.span.last;
  });
}

// A candidate laid where most bits of its contour agree.
struct ContourCandidate {
  std::string recording_id;
  std::shared_ptr<const ReferencePeaks> reference;
  Line line;
  ContourStanding standing;
};

std::vector<ContourCandidate> lay_contours(const Hearing& hearing, const References& references, Span window) {
  std::vector<ContourCandidate> candidates;
  for (const auto& [recording_id, reference] : references) {
    const ContourEvidence contour(hearing.contour, reference->fingerprint().contour);
    const std::optional<Line> line = contour.best_line(window);
    if (line) candidates.push_back({recording_id, reference, *line, contour.standing(*line, window)});
  }
  return candidates;
}

double usual_deviation(const std::vector<ContourCandidate>& candidates) {
  std::vector<double> deviations;
  for (const ContourCandidate& candidate : candidates)
    if (candidate.standing.deviation > 0) deviations.push_back(candidate.standing.deviation);
  if (deviations.empty()) return 0;
  std::sort(deviations.begin(), deviations.end());
  return deviations[deviations.size() / 2];
}

// The candidate whose contour speaks for the window, if one does. What repeats takes the peaks' evidence away, which
// does not speak against the match.
std::optional<GrownMatch> match_by_contour(const Hearing& hearing, const References& references, Span window) {
  const std::vector<ContourCandidate> candidates = lay_contours(hearing, references, window);
  const double deviation = usual_deviation(candidates);
  std::optional<GrownMatch> best;
  for (const ContourCandidate& candidate : candidates) {
    const double by_contour = contour_nats(candidate.standing, deviation);
    if (by_contour <= 0) continue;
    const double sufficient = hearing.sufficient(candidate.line, window);
    const double by_peaks = hearing.by_peaks(*candidate.reference, candidate.line, window, sufficient);
    const double by_ranks = hearing.by_ranks(*candidate.reference, candidate.line, window);
    const double evidence = by_contour + by_ranks + std::max(0.0, by_peaks);
    if (evidence < sufficient || (best && best->evidence >= evidence)) continue;
    best = GrownMatch{candidate.recording_id, candidate.reference, candidate.line, window, evidence};
  }
  return best;
}

// Looks again, by their contours, for candidates of what no match explains: windows of three stretches, or the whole
// of a shorter query.
void add_by_contour(const Hearing& hearing, const std::vector<FrameRange>& stretches,
                    const std::vector<References>& references, std::vector<GrownMatch>& matches) {
  constexpr std::size_t kWindowStretches = 3;
  for (std::size_t first = 0; first < stretches.size(); first += kWindowStretches) {
    const std::size_t last = std::min(first + kWindowStretches, stretches.size()) - 1;
    const Span window{static_cast<double>(stretches[first].first), static_cast<double>(stretches[last].last)};
    if (is_covered(window, matches)) continue;
    References all;
    for (std::size_t i = first; i <= last; ++i) all.insert(references[i].begin(), references[i].end());
    if (auto match = match_by_contour(hearing, all, window)) matches.push_back(std::move(*match));
  }
}

}  // namespace

Result<std::vector<VerifiedMatch>> find_matches(const dsp::Fingerprint& query, const dsp::EnergyRanks& ranks,
                                                std::span<const index::LandmarkSegment* const> segments,
                                                const ReferenceSource& source, std::size_t threads,
                                                const LeftOut& left_out, double asked) {
  const QueryGrid grid(query);
  const std::vector<FrameRange> stretches = divide(grid.frames());
  std::vector<std::optional<Result<Found>>> found(stretches.size());
  const Effort effort = stretches.size() > kShortQueryStretches ? kLongQuery : kShortQuery;
  const std::size_t candidates = depth(effort.candidates, segments);
  const std::size_t workers = std::max<std::size_t>(threads, 1);
  base::parallel_for(workers, workers, [&](std::size_t worker) {
    CandidateFinder finder(segments, query, effort.density, left_out);
    for (std::size_t i = worker; i < stretches.size(); i += workers)
      found[i] = seeds_of(finder, candidates, grid, stretches[i], source);
  });
  std::vector<Seed> seeds;
  std::vector<References> references;
  for (auto& result : found) {
    if (!*result) return std::move(*result).error();
    Found& one = **result;
    std::move(one.seeds.begin(), one.seeds.end(), std::back_inserter(seeds));
    references.push_back(std::move(one.references));
  }
  const Hearing hearing{grid, ranks, query.contour, asked, stretches.size() <= kExcerptStretches};
  std::vector<GrownMatch> matches = grow(hearing, std::move(seeds));
  add_by_contour(hearing, stretches, references, matches);
  return explain_away(grid, std::move(matches), asked);
}

}  // namespace tributary::trace
