#include "report/answer_sentence.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "report/rounded_shares.h"
#include "report/wording.h"

namespace tributary::report {
namespace {

// More names than these make no sentence; the bars below it have them all.
constexpr std::size_t kNamesMax = 3;

// "30% of this track’s sounding time is from “A” and 10% is from “B”", `verb` being "is from".
std::string parts_of(Tier tier, const TierAnswer& answer, double duration_s, std::string_view verb) {
  const RoundedShares rounded = rounded_shares(tier, answer, duration_s);
  std::vector<std::string> parts;
  int others = 0;
  for (std::size_t i = 0; i < answer.shares.size(); ++i) {
    if (i < kNamesMax)
      parts.push_back(fmt::format("{}{} {} “{}”",
                                  share_text(answer.shares[i].share_ppm, rounded.percent[i], rounded.step_percent),
                                  i == 0 ? " of this track’s sounding time" : "", verb, name_of(answer.shares[i])));
    else
      others += rounded.percent[i];
  }
  const std::size_t more = answer.shares.size() - std::min(answer.shares.size(), kNamesMax);
  if (more > 0) parts.push_back(fmt::format("{}% {} {} other{}", others, verb, more, more == 1 ? "" : "s"));
  return joined(parts);
}

std::string rest_of(Tier tier, const TierAnswer& answer, double duration_s) {
  const RoundedShares rounded = rounded_shares(tier, answer, duration_s);
  if (answer.unattributed_ppm == 0) return "nothing is unattributed";
  return share_text(answer.unattributed_ppm, rounded.unattributed_percent, rounded.step_percent) + " is unattributed";
}

// Whether the composition tier names no recording that the recording tier does not.
bool names_nobody_new(const TraceAnswer& answer) {
  const auto& known = answer.recording.shares;
  return std::all_of(
      answer.composition.shares.begin(), answer.composition.shares.end(), [&](const RecordingShare& share) {
        return std::any_of(known.begin(), known.end(),
                           [&](const RecordingShare& other) { return other.recording_id == share.recording_id; });
      });
}

// "the 3 matched passages have 1.5 to 10.0 times the evidence that is asked for"
std::string evidence_of(Tier tier, const std::vector<Match>& matches) {
  std::vector<double> excesses;
  for (const Match& match : matches)
    if (match.tier == tier) excesses.push_back(match.threshold > 0 ? match.score / match.threshold : 1);
  if (excesses.empty()) return {};
  const auto [least, most] = std::minmax_element(excesses.begin(), excesses.end());
  const std::string name = tier == Tier::kRecording ? "recordings" : "music";
  if (excesses.size() == 1)
    return fmt::format("{}: one matched passage, with {:.1f} times the evidence that is asked for", name, *most);
  return fmt::format("{}: {} matched passages, with {:.1f} to {:.1f} times the evidence that is asked for", name,
                     excesses.size(), *least, *most);
}

}  // namespace

std::string answer_sentence(const TraceAnswer& answer) {
  const double duration_s = answer.query_duration_s;
  const bool inside = !answer.recording.shares.empty();
  const bool played = !answer.composition.shares.empty();
  if (!inside && !played)
    return "No recording of the catalog can be named: there is insufficient evidence, and the whole track is "
           "unattributed.";
  std::string text;
  if (inside)
    text = fmt::format("{}; {}.", parts_of(Tier::kRecording, answer.recording, duration_s, "is from"),
                       rest_of(Tier::kRecording, answer.recording, duration_s));
  if (!played) return text;
  if (inside && names_nobody_new(answer)) return text + " By their music alone the same recordings are recognised.";
  return text + fmt::format("{}{}, in whatever key, tempo and instruments; {}.", inside ? " By the music alone, " : "",
                            parts_of(Tier::kComposition, answer.composition, duration_s, "plays the music of"),
                            rest_of(Tier::kComposition, answer.composition, duration_s));
}

std::string certainty_sentence(const TraceAnswer& answer) {
  if (answer.matches.empty())
    return "How sure: no passage reached the threshold. That does not make the track original; it may hold music that "
           "this catalog lacks, or that this version does not recognise.";
  std::string text = "How sure";
  for (const Tier tier : {Tier::kRecording, Tier::kComposition}) {
    const std::string evidence = evidence_of(tier, answer.matches);
    if (!evidence.empty()) text += (text.size() > 10 ? "; " : ", ") + evidence;
  }
  double least = 1;
  for (const Match& match : answer.matches) least = std::min(least, match.probability);
  return text + fmt::format(". By the calibration, the least sure of them is right with a probability of {}.",
                            probability_text(least));
}

}  // namespace tributary::report
