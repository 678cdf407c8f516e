#include "report/time_line.h"

#include <algorithm>
#include <vector>

#include <fmt/core.h>

#include "report/html_text.h"
#include "report/match_geometry.h"
#include "report/tier_section.h"
#include "report/wording.h"

namespace tributary::report {
namespace {

constexpr std::size_t kColours = 6;
constexpr double kTopBar = 18;     // where the track's bar begins, under its seconds
constexpr double kBarHeight = 22;  // pixels
constexpr double kJoin = 34;       // between the bars
constexpr double kBottomBar = kTopBar + kBarHeight + kJoin;
constexpr double kHeight = kBottomBar + kBarHeight + 18;
constexpr double kNumberPercentMin = 2.5;  // a region narrower than this has no room for its number
constexpr int kTicksMax = 8;

// Percent of the drawing's width.
struct Scale {
  double longest_s = 1;
  double percent(double second) const { return 100 * second / longest_s; }
};

std::string axis(const Scale& scale, double end_s, double y) {
  std::string text;
  for (const double second : ticks(0, end_s, tick_step(scale.longest_s, kTicksMax))) {
    const char* anchor = second <= 0 ? "start" : scale.percent(second) > 97 ? "end" : "middle";
    text += fmt::format(R"(<text x="{:.2f}%" y="{:.0f}" text-anchor="{}">{}</text>)", scale.percent(second), y, anchor,
                        clock(second));
  }
  return text;
}

std::string bar(const Scale& scale, double duration_s, double y) {
  return fmt::format(R"(<rect class="track" x="0" y="{:.0f}" width="{:.2f}%" height="{:.0f}" rx="3"/>)", y,
                     scale.percent(duration_s), kBarHeight);
}

std::string join(const Scale& scale, const Match& match, const std::string& colour) {
  return fmt::format(R"(<polygon class="join {}" points="{:.2f},0 {:.2f},0 {:.2f},100 {:.2f},100"/>)", colour,
                     scale.percent(match.query_start_s), scale.percent(match.query_end_s),
                     scale.percent(match.reference_end_s), scale.percent(match.reference_start_s));
}

std::string region_part(const Scale& scale, double start_s, double end_s, double y, std::size_t number,
                        const std::string& colour) {
  const double width = std::max(scale.percent(end_s - start_s), 0.3);
  std::string text = fmt::format(R"(<rect class="{}" x="{:.2f}%" y="{:.0f}" width="{:.2f}%" height="{:.0f}" rx="2"/>)",
                                 colour, scale.percent(start_s), y, width, kBarHeight);
  if (width >= kNumberPercentMin)
    text += fmt::format(R"(<text class="on" x="{:.2f}%" y="{:.0f}" text-anchor="middle">{}</text>)",
                        scale.percent(start_s) + width / 2, y + kBarHeight - 6, number);
  return text;
}

std::string region(const ReportContent& content, const Scale& scale, std::size_t index, const std::string& colour) {
  const Match& match = content.answer.matches[index];
  const std::string label = fmt::format("Match {}: {} of this track {} {} of {}", index + 1,
                                        clock_span(match.query_start_s, match.query_end_s), content.relation,
                                        clock_span(match.reference_start_s, match.reference_end_s),
                                        recording_name(content, match.recording_id));
  return fmt::format(R"(<a class="region" href="#{0}" data-match="{0}" aria-label="{1}"><title>{1}</title>{2}{3}</a>)",
                     match_anchor(index), escaped(label),
                     region_part(scale, match.query_start_s, match.query_end_s, kTopBar, index + 1, colour),
                     region_part(scale, match.reference_start_s, match.reference_end_s, kBottomBar, index + 1, colour));
}

// One recording against the track.
std::string drawing(const ReportContent& content, Tier tier, const std::string& recording_id, std::size_t row) {
  const auto found = content.recordings.find(recording_id);
  const double reference_s = found == content.recordings.end() ? 0 : found->second.duration_s;
  const double query_s = content.answer.query_duration_s;
  const Scale scale{std::max({query_s, reference_s, 1.0})};
  const std::string colour = colour_class(row);
  std::string joins;
  std::string regions;
  for (std::size_t i = 0; i < content.answer.matches.size(); ++i) {
    const Match& match = content.answer.matches[i];
    if (match.tier != tier || match.recording_id != recording_id) continue;
    joins += join(scale, match, colour);
    regions += region(content, scale, i, colour);
  }
  const std::string name = escaped(recording_name(content, recording_id));
  return fmt::format(
      "<h4>{0} {1}</h4>\n<svg class=\"line\" role=\"group\" aria-label=\"This track above, {1} below\" "
      "width=\"100%\" height=\"{2:.0f}\">{3}{4}{5}{6}"
      "<svg x=\"0\" y=\"{7:.0f}\" width=\"100%\" height=\"{8:.0f}\" viewBox=\"0 0 100 100\" "
      "preserveAspectRatio=\"none\" aria-hidden=\"true\">{9}</svg>{10}</svg>\n",
      row + 1, name, kHeight, axis(scale, query_s, kTopBar - 5), axis(scale, reference_s, kHeight - 3),
      bar(scale, query_s, kTopBar), bar(scale, reference_s, kBottomBar), kTopBar + kBarHeight, kJoin, joins, regions);
}

}  // namespace

std::string colour_class(std::size_t row) { return fmt::format("c{}", row % kColours + 1); }

std::map<std::string, std::size_t> recording_rows(const ReportContent& content, Tier tier) {
  const TierAnswer& answer = tier == Tier::kRecording ? content.answer.recording : content.answer.composition;
  std::map<std::string, std::size_t> rows;
  for (const RecordingShare& share : answer.shares) rows.emplace(share.recording_id, rows.size());
  for (const Match& match : content.answer.matches)
    if (match.tier == tier) rows.emplace(match.recording_id, rows.size());
  return rows;
}

std::string time_line(const ReportContent& content, Tier tier, const std::map<std::string, std::size_t>& rows) {
  std::vector<std::string> drawings(rows.size());
  for (const auto& [recording_id, row] : rows) drawings[row] = drawing(content, tier, recording_id, row);
  std::string text =
      "<h3>Time line</h3>\n<figure class=\"time-line\"><figcaption>The track above, the recording below, on one "
      "scale. Choose a region to go to its match";
  text += content.with_audio ? " and to hear this track, then the recording.</figcaption>\n" : ".</figcaption>\n";
  for (const std::string& each : drawings) text += each;
  return text + "</figure>\n";
}

}  // namespace tributary::report
