#include "report/tier_section.h"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/core.h>

#include "report/html_text.h"
#include "report/rounded_shares.h"
#include "report/share_bar.h"
#include "report/time_line.h"
#include "report/wording.h"

namespace tributary::report {
namespace {

struct TierWords {
  const char* anchor;
  const char* heading;
  const char* explanation;
  const char* none;
};

constexpr TierWords kRecordingWords{
    "tier-recording", "Recordings that are inside it",
    "This very recording is audible in the track: sampled, re-encoded, sped up, pitched, or mixed under other music.",
    "No recording of the catalog was found to be audible in this track."};
constexpr TierWords kCompositionWords{
    "tier-composition", "Recordings whose music it plays",
    "The track plays the melody and harmony of this recording, in whatever key, tempo and instruments; the recording "
    "itself need not be in it.",
    "The track was found to play the music of no recording of the catalog."};

// A row's share and its interval, as text and as a bar.
std::string figure_cells(const std::string& share, const std::string& interval, const std::string& drawn) {
  return fmt::format(R"(<td class="share">{}</td><td class="interval">{}</td><td class="bars">{}</td>)", share,
                     interval, drawn);
}

std::string share_row(const std::string& number, const std::string& name, const std::string& cells) {
  return fmt::format(R"(<tr><td class="number">{}</td><th scope="row">{}</th>{})"
                     "</tr>\n",
                     number, name, cells);
}

std::string share_table(const ReportContent& content, Tier tier, const TierAnswer& answer) {
  const RoundedShares rounded = rounded_shares(tier, answer, content.answer.query_duration_s);
  const int step = rounded.step_percent;
  std::string text =
      "<table class=\"shares\"><caption class=\"unseen\">Shares of the sounding time</caption>\n"
      "<thead class=\"unseen\"><tr><th scope=\"col\">No.</th><th scope=\"col\">Recording</th>"
      "<th scope=\"col\">Share</th><th scope=\"col\">Interval</th><th scope=\"col\">Bar</th></tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < answer.shares.size(); ++i) {
    const RecordingShare& share = answer.shares[i];
    text += share_row(std::to_string(i + 1), escaped(name_of(share)),
                      figure_cells(share_text(share.share_ppm, rounded.percent[i], step),
                                   interval_text(share.low_ppm, share.high_ppm, step),
                                   share_bar(share.share_ppm, share.low_ppm, share.high_ppm, colour_class(i))));
  }
  const Ppm low = answer.shares.empty() ? 0 : answer.unattributed_low_ppm;
  const Ppm high = answer.shares.empty() ? 0 : answer.unattributed_high_ppm;
  text +=
      share_row("", "unattributed",
                figure_cells(share_text(answer.unattributed_ppm, rounded.unattributed_percent, step),
                             interval_text(low, high, step), share_bar(answer.unattributed_ppm, low, high, "rest")));
  return text + "</tbody></table>\n" +
         fmt::format(
             "<p class=\"note\">Of the seconds in which the track sounds, rounded to {}%: the edges of the "
             "matched seconds are not known more closely.{}</p>\n",
             step,
             answer.shares.empty()
                 ? ""
                 : " The interval beside a share holds the true one in 90% of cases like those it was "
                   "fitted on.");
}

std::string match_table(const ReportContent& content, Tier tier, const std::map<std::string, std::size_t>& rows) {
  std::string text =
      "<div class=\"wide\"><table class=\"matches\"><caption>Matched seconds</caption><thead><tr>"
      "<th scope=\"col\">Match</th><th scope=\"col\">Recording</th><th scope=\"col\">This track</th>"
      "<th scope=\"col\">Recording’s seconds</th><th scope=\"col\">Tempo</th><th scope=\"col\">Pitch</th>"
      "<th scope=\"col\">Score</th><th scope=\"col\">Sure</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < content.answer.matches.size(); ++i) {
    const Match& match = content.answer.matches[i];
    if (match.tier != tier) continue;
    text += fmt::format(
        "<tr><th scope=\"row\"><a href=\"#{}\">Match {}</a></th><td class=\"name\">{} "
        "{}</td><td>{}</td><td>{}</td><td>{}</td>"
        "<td>{}</td><td>{:.1f}</td><td>{}</td></tr>\n",
        match_anchor(i), i + 1, rows.at(match.recording_id) + 1, escaped(recording_name(content, match.recording_id)),
        clock_span(match.query_start_s, match.query_end_s), clock_span(match.reference_start_s, match.reference_end_s),
        tempo_text(match.tempo_ratio), pitch_text(match.pitch_shift_semitones), match.score,
        escaped(probability_text(match.probability)));
  }
  return text + "</tbody></table></div>\n";
}

}  // namespace

std::string recording_name(const ReportContent& content, const std::string& recording_id) {
  const auto found = content.recordings.find(recording_id);
  RecordingShare share;
  share.recording_id = recording_id;
  if (found != content.recordings.end()) {
    share.title = found->second.title;
    share.artist = found->second.artist;
    share.path = found->second.path;
  }
  return name_of(share);
}

std::string match_anchor(std::size_t index) { return fmt::format("match-{}", index + 1); }

std::string tier_section(const ReportContent& content, Tier tier) {
  const TierWords& words = tier == Tier::kRecording ? kRecordingWords : kCompositionWords;
  const TierAnswer& answer = tier == Tier::kRecording ? content.answer.recording : content.answer.composition;
  std::string text = fmt::format(
      "<section id=\"{0}\" class=\"tier\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1}</h2>\n"
      "<p class=\"explanation\">{2} Compared with {3} recording{4}.</p>\n",
      words.anchor, words.heading, words.explanation, answer.recordings, answer.recordings == 1 ? "" : "s");
  if (answer.shares.empty()) text += fmt::format("<p>{}</p>\n", words.none);
  text += share_table(content, tier, answer);
  const std::map<std::string, std::size_t> rows = recording_rows(content, tier);
  if (!rows.empty()) text += time_line(content, tier, rows) + match_table(content, tier, rows);
  return text + "</section>\n";
}

}  // namespace tributary::report
