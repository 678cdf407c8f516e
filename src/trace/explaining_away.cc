#include "trace/explaining_away.h"

#include <algorithm>
#include <cmath>

namespace tributary::trace {
namespace {

// An alternative below the first part of the stronger match's evidence counts nothing, above the second all.
constexpr double kStandingNone = 0.7;
constexpr double kStandingFull = 0.9;
constexpr double kOverlapMin = 0.5;  // of the weaker match's length
// What a source that sounds beside a stronger one has left of its evidence, at least: a copy of the stronger one has a
// few peaks that it lacks, too.
constexpr double kOwnPartMin = 0.1;

double overlap_of(Span a, Span b) { return std::max(0.0, std::min(a.last, b.last) - std::max(a.first, b.first)); }

void claim(const QueryGrid& query, const VerifiedMatch& match, std::vector<bool>& claimed) {
  for_each_pair(query, match.reference->peaks(), match.line, match.span, Tolerance{}, [&](const PeakPair& pair) {
    if (pair.query_peak) claimed[*pair.query_peak] = true;
  });
}

double plain_evidence(const QueryGrid& query, const ReferencePeaks& reference, const Line& line, Span span) {
  const std::vector<bool> none;
  const LineEvidence evidence(query, reference, none);
  return evidence.total(line, span, evidence.fit(line, span));
}

// How near a match comes to a stronger one where both lie, in [0, 1].
double standing_beside(const QueryGrid& query, const GrownMatch& match, const VerifiedMatch& stronger) {
  const Span both{std::max(match.span.first, stronger.span.first), std::min(match.span.last, stronger.span.last)};
  const double theirs = plain_evidence(query, *stronger.reference, stronger.line, both);
  const double ours = plain_evidence(query, *match.reference, match.line, both);
  if (theirs <= 0) return 0;
  return std::clamp((ours / theirs - kStandingNone) / (kStandingFull - kStandingNone), 0.0, 1.0);
}

// The match's best place beside the stronger ones, if it has one.
std::optional<VerifiedMatch> as_alternative(const QueryGrid& query, const GrownMatch& match,
                                            const std::vector<VerifiedMatch>& kept) {
  std::optional<VerifiedMatch> best;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const VerifiedMatch& stronger = kept[i];
    if (stronger.alternative_to || overlap_of(match.span, stronger.span) < kOverlapMin * match.span.length()) continue;
    // A recording that repeats itself is not its own alternative.
    if (stronger.recording_id == match.recording_id) return std::nullopt;
    const double standing = standing_beside(query, match, stronger);
    if (standing <= 0 || (best && best->standing >= standing)) continue;
    best = VerifiedMatch{match.recording_id,
                         match.reference,
                         match.line,
                         match.span,
                         match.evidence,
                         i,
                         standing,
                         verified_evidence(match.line, match.span) + match.further,
                         LevelGains::fit(query, *match.reference, match.line, match.span)};
  }
  return best;
}

}  // namespace

std::vector<VerifiedMatch> explain_away(const QueryGrid& query, std::vector<GrownMatch> matches, double asked) {
  std::sort(matches.begin(), matches.end(), [](const GrownMatch& a, const GrownMatch& b) {
    if (a.evidence != b.evidence) return a.evidence > b.evidence;
    if (a.recording_id != b.recording_id) return a.recording_id < b.recording_id;
    return a.span.first < b.span.first;
  });
  std::vector<bool> claimed(query.peaks().size(), false);
  std::vector<VerifiedMatch> kept;
  for (const GrownMatch& match : matches) {
    Span span = match.span;
    const bool contested = std::any_of(kept.begin(), kept.end(),
                                       [&](const VerifiedMatch& other) { return overlap_of(other.span, span) > 0; });
    double evidence = match.evidence;
    double sufficient = verified_evidence(match.line, span) + match.further;
    bool is_own = true;
    if (contested) {
      // What is left may be a part of the stretch only: where the stronger match does not reach.
      Line line = match.line;
      span = extend(query, *match.reference, claimed, line, span).span;
      sufficient = separate_evidence(span);
      evidence = LineEvidence(query, *match.reference, claimed).robust(match.line, span, asked * sufficient);
      is_own = evidence >= kOwnPartMin * match.evidence;
    }
    if (is_own && evidence >= asked * sufficient) {
      kept.push_back({match.recording_id, match.reference, match.line, span, evidence, std::nullopt, 1, sufficient,
                      LevelGains::fit(query, *match.reference, match.line, span)});
      claim(query, kept.back(), claimed);
    } else if (auto alternative = as_alternative(query, match, kept)) {
      kept.push_back(std::move(*alternative));
    }
  }
  return kept;
}

std::vector<VerifiedMatch> without(const std::vector<VerifiedMatch>& matches, std::size_t left_out) {
  std::vector<VerifiedMatch> rest;
  std::optional<std::size_t> heir;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (i == left_out) continue;
    rest.push_back(matches[i]);
    VerifiedMatch& match = rest.back();
    if (match.alternative_to == left_out) {
      match.alternative_to = heir;
      if (heir) continue;
      match.standing = 1;
      heir = rest.size() - 1;
    } else if (match.alternative_to && *match.alternative_to > left_out) {
      --*match.alternative_to;
    }
  }
  return rest;
}

}  // namespace tributary::trace
