#include "report/doubt_section.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include <fmt/core.h>

#include "report/html_text.h"
#include "report/rounded_shares.h"
#include "report/tier_section.h"
#include "report/wording.h"

namespace tributary::report {
namespace {

const char* tier_name(Tier tier) { return tier == Tier::kRecording ? "recording" : "composition"; }

// Places in answer.matches: tier by tier, the strongest of a tier first.
std::vector<std::size_t> by_strength(const std::vector<Match>& matches) {
  std::vector<std::size_t> order(matches.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (matches[a].tier != matches[b].tier) return matches[a].tier < matches[b].tier;
    return matches[a].score > matches[b].score;
  });
  return order;
}

std::string strength_table(const ReportContent& content) {
  std::string text =
      "<div class=\"wide\"><table class=\"matches\"><caption>The matches of each tier, the strongest first</caption>"
      "<thead><tr><th scope=\"col\">Match</th><th scope=\"col\">Tier</th><th scope=\"col\">Recording</th>"
      "<th scope=\"col\">Score</th><th scope=\"col\">Threshold</th><th scope=\"col\">Score / threshold</th></tr>"
      "</thead><tbody>\n";
  for (const std::size_t index : by_strength(content.answer.matches)) {
    const Match& match = content.answer.matches[index];
    text += fmt::format(
        "<tr><th scope=\"row\"><a href=\"#{}\">Match {}</a></th><td>{}</td><td "
        "class=\"name\">{}</td><td>{:.1f}</td><td>{:.1f}</td>"
        "<td>{:.1f}</td></tr>\n",
        match_anchor(index), index + 1, tier_name(match.tier), escaped(recording_name(content, match.recording_id)),
        match.score, match.threshold, match.threshold > 0 ? match.score / match.threshold : 0);
  }
  return text + "</tbody></table></div>\n";
}

// "30% A, 10% B, 60% unattributed"
std::string shares_text(Tier tier, const TierAnswer& answer, double duration_s) {
  const RoundedShares rounded = rounded_shares(tier, answer, duration_s);
  std::string text;
  for (std::size_t i = 0; i < answer.shares.size(); ++i)
    text += fmt::format("{} {}, ", share_text(answer.shares[i].share_ppm, rounded.percent[i], rounded.step_percent),
                        escaped(name_of(answer.shares[i])));
  return text + share_text(answer.unattributed_ppm, rounded.unattributed_percent, rounded.step_percent) +
         " unattributed";
}

std::string variation_line(const ReportContent& content, const Variation& variation) {
  const auto& matches = content.answer.matches;
  const auto place = std::find(matches.begin(), matches.end(), variation.left_out);
  return fmt::format("<li>Without the weakest match of the tier {} (match {}): {}.</li>\n",
                     tier_name(variation.left_out.tier), place - matches.begin() + 1,
                     shares_text(variation.left_out.tier, variation.answer, content.answer.query_duration_s));
}

}  // namespace

std::string doubt_section(const ReportContent& content) {
  std::string text =
      "<section id=\"doubt\" aria-labelledby=\"doubt-title\">\n<h2 id=\"doubt-title\">What would change the "
      "answer</h2>\n";
  if (content.answer.matches.empty())
    return text +
           "<p>A catalog that holds the music of this track would: what is not in the catalog cannot be found. A "
           "longer or cleaner copy of the track could, as evidence grows with the seconds that are heard. Passages "
           "below the threshold are not kept, and so not shown.</p>\n</section>\n";
  text += "<ul>\n";
  for (const Variation& variation : content.answer.variations) text += variation_line(content, variation);
  text +=
      "<li>A passage counts from the threshold on that its length, tempo and pitch ask for. A higher threshold takes "
      "the lowest lines of this table away first. Passages below the threshold are not kept, and so not shown.</li>\n"
      "<li>Recordings that the catalog lacks are part of what is unattributed, or, where they share material with one "
      "that it holds, may be named by that one.</li>\n</ul>\n";
  return text + strength_table(content) + "</section>\n";
}

}  // namespace tributary::report
