#include "trace/recording_tier.h"

#include <algorithm>
#include <cmath>
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

// What a candidate must show within its stretch before it is grown.
constexpr double kSeedEvidence = 8;

const std::vector<bool> kNoneClaimed;

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

Result<std::vector<Seed>> seeds_of(CandidateFinder& finder, std::size_t candidates, const QueryGrid& grid,
                                   FrameRange range, const ReferenceSource& source) {
  const Span stretch{static_cast<double>(range.first), static_cast<double>(range.last)};
  std::vector<Seed> seeds;
  for (const Candidate& candidate : finder.find(range, candidates)) {
    TRIBUTARY_ASSIGN(auto reference, source(candidate.recording_id));
    Line line{candidate.reference_frame - candidate.tempo_ratio * candidate.query_frame, candidate.tempo_ratio,
              candidate.pitch_shift};
    line = refine(grid, reference->peaks(), line, stretch);
    const LineEvidence evidence_of(grid, *reference, kNoneClaimed);
    const double evidence = evidence_of.total(line, stretch, evidence_of.fit(line, stretch));
    if (evidence >= kSeedEvidence)
      seeds.push_back({candidate.recording_id, std::move(reference), line, stretch, evidence});
  }
  return seeds;
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

  // Of peaks and ranks; where those do not suffice, which they seldom do in music that sustains, with the contour's.
  double evidence_of(const Seed& seed, Span span, double sufficient) const {
    const double by_contour = ContourEvidence(contour, seed.reference->fingerprint().contour).robust(seed.line, span);
    const double by_ranks = RankEvidence(ranks, *seed.reference).robust(seed.line, span);
    const double by_peaks =
        LineEvidence(grid, *seed.reference, kNoneClaimed).robust(seed.line, span, sufficient - by_ranks - by_contour);
    if (by_contour <= 0 || by_ranks + by_peaks >= sufficient) return by_ranks + by_peaks;
    // What repeats takes peaks away and does not speak against the match.
    return by_ranks + std::max(0.0, by_peaks) + by_contour;
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
    const double sufficient = verified_evidence(seed.line, region.span);
    const double evidence = hearing.evidence_of(seed, region.span, sufficient);
    if (evidence >= sufficient)
      matches.push_back({seed.recording_id, std::move(seed.reference), seed.line, region.span, evidence});
  }
  return matches;
}

}  // namespace

Result<std::vector<VerifiedMatch>> find_matches(const dsp::Fingerprint& query, const dsp::EnergyRanks& ranks,
                                                std::span<const index::LandmarkSegment* const> segments,
                                                const ReferenceSource& source, std::size_t threads,
                                                const LeftOut& left_out) {
  const QueryGrid grid(query);
  const std::vector<FrameRange> stretches = divide(grid.frames());
  std::vector<std::optional<Result<std::vector<Seed>>>> found(stretches.size());
  const Effort effort = stretches.size() > kShortQueryStretches ? kLongQuery : kShortQuery;
  const std::size_t workers = std::max<std::size_t>(threads, 1);
  base::parallel_for(workers, workers, [&](std::size_t worker) {
    CandidateFinder finder(segments, query, effort.density, left_out);
    for (std::size_t i = worker; i < stretches.size(); i += workers)
      found[i] = seeds_of(finder, effort.candidates, grid, stretches[i], source);
  });
  std::vector<Seed> seeds;
  for (auto& result : found) {
    if (!*result) return std::move(*result).error();
    seeds.insert(seeds.end(), std::make_move_iterator((*result)->begin()), std::make_move_iterator((*result)->end()));
  }
  return explain_away(grid, grow({grid, ranks, query.contour}, std::move(seeds)));
}

}  // namespace tributary::trace
