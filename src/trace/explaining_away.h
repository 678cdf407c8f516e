// Explaining away: which of several matches on the same stretch of the query are needed to explain it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "trace/alignment.h"
#include "trace/evidence.h"
#include "trace/level_gains.h"
#include "trace/query_grid.h"
#include "trace/reference_peaks.h"

namespace tributary::trace {

// Evidence, of peaks and ranks together, from which on a match over `span` counts as verified. What chance reaches
// grows with the length and with the tempi and pitches that it is sought over (docs/method.md says how these were
// chosen).
inline double verified_evidence(const Line& line, Span span) {
  constexpr double kShortest = 36;
  constexpr double kShortestUnchanged = 23;
  constexpr double kPerSecond = 0.6;
  constexpr double kSecondsMax = 15;
  return (line.is_unchanged() ? kShortestUnchanged : kShortest) +
         kPerSecond * std::min(dsp::frames_to_seconds(span.length()), kSecondsMax);
}

// What a match at another tempo or pitch must reach beyond that where less of the recording's peaks keep their level
// (LevelGains::agreement) than in copies. The same notes played again, by another synthesiser at an even tempo, put
// peaks where the recording has them, but not at its levels.
inline double disagreement_evidence(const Line& line, double agreement) {
  constexpr double kOfCopies = 0.28;
  constexpr double kOfVersions = 0.22;
  constexpr double kMost = 300;
  if (line.is_unchanged()) return 0;
  return kMost * std::clamp((kOfCopies - agreement) / (kOfCopies - kOfVersions), 0.0, 1.0);
}

// What a verified match must have left in peaks that no stronger match explains, to stand beside that one.
inline double separate_evidence(Span span) {
  constexpr double kShortest = 16;
  constexpr double kPerSecond = 0.7;
  constexpr double kLongest = 32;
  return std::min(kShortest + kPerSecond * dsp::frames_to_seconds(span.length()), kLongest);
}

// A match before it is weighed against the others.
struct GrownMatch {
  std::string recording_id;
  std::shared_ptr<const ReferencePeaks> reference;
  Line line;
  Span span;
  double evidence = 0;  // nats, LineEvidence::robust and RankEvidence::robust together
  double further = 0;   // what is asked of it beyond verified_evidence()
};

// A stretch of the query that a recording explains.
struct VerifiedMatch {
  std::string recording_id;
  std::shared_ptr<const ReferencePeaks> reference;
  Line line;
  Span span;            // of the query, in frames
  double evidence = 0;  // nats over `span`; beside stronger matches, of the peaks alone that those do not explain
  // Set where a stronger match of another recording explains the same sound: that match's place in the
  // list. `standing`, in (0, 1], says how near this one comes to it; it is 1 where nothing is stronger.
  std::optional<std::size_t> alternative_to;
  double standing = 1;
  double sufficient = 0;                 // the evidence that was asked of it
  std::optional<LevelGains> gains = {};  // at which it sounds in the query; none where too few peaks tell
};

// Takes the strongest match, sets the query peaks it explains aside, judges the next by what is left, and
// so on: sources that sound together are kept side by side. A match that is left with too little is kept as
// an alternative if it comes near the stronger one on the same stretch (the catalog holds the sound twice),
// else dropped (shared samples, a repeated bar). Strongest first. Only the part `asked` of the evidence that is
// usually sufficient is asked for.
std::vector<VerifiedMatch> explain_away(const QueryGrid& query, std::vector<GrownMatch> matches, double asked = 1);

// The same list without one of its matches. Of those that were alternatives to it the first stands in its place, at
// full standing, and the others are alternatives to that one.
std::vector<VerifiedMatch> without(const std::vector<VerifiedMatch>& matches, std::size_t left_out);

}  // namespace tributary::trace
