#include "report/audit_page.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <fmt/core.h>

#include "report/audit_card.h"
#include "report/display_text.h"
#include "report/html_text.h"
#include "report/listening.h"
#include "report/page_frame.h"
#include "report/rounded_shares.h"
#include "report/share_bar.h"
#include "report/tier_section.h"
#include "report/time_line.h"
#include "report/wording.h"

namespace tributary::report {
namespace {

constexpr std::size_t kNamesMax = 3;         // more make no sentence
constexpr double kWholePercents_s = 100000;  // no seconds are divided here: shares are rounded to whole per cent

// Rounded together, so that they add up.
RoundedShares rounded(const std::vector<ModelShare>& shares, Ppm unattributed) {
  TierAnswer tier;
  for (const ModelShare& share : shares) {
    tier.shares.emplace_back();
    tier.shares.back().share_ppm = share.share_ppm;
  }
  tier.unattributed_ppm = unattributed;
  return rounded_shares(Tier::kRecording, tier, kWholePercents_s);
}

std::string share_row(const std::string& name, const std::string& share, const std::string& interval,
                      const std::string& bar, const std::string& effect) {
  return fmt::format(
      "<tr><th scope=\"row\">{}</th><td class=\"share\">{}</td><td class=\"interval\">{}</td><td "
      "class=\"bars\">{}</td><td class=\"effect\">{}</td></tr>\n",
      name, share, interval, bar, effect);
}

std::string share_table(const char* caption, const char* column, const std::vector<ModelShare>& shares,
                        Ppm unattributed, bool of_works) {
  const RoundedShares percents = rounded(shares, unattributed);
  std::string text = fmt::format(
      "<div class=\"wide\"><table class=\"shares effects\"><caption>{}</caption>\n<thead><tr><th "
      "scope=\"col\">{}</th><th scope=\"col\">Share</th>"
      "<th scope=\"col\">Interval</th><th scope=\"col\"><span class=\"unseen\">Bar</span></th>"
      "<th scope=\"col\">Loss without it</th></tr></thead>\n<tbody>\n",
      caption, column);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const ModelShare& share = shares[i];
    const std::string name = of_works ? share.work_id + " · " + share.owner : share.owner;
    text += share_row(escaped(name), share_text(share.share_ppm, percents.percent[i], 1),
                      interval_text(share.low_ppm, share.high_ppm, 1),
                      share_bar(share.share_ppm, share.low_ppm, share.high_ppm, colour_class(of_works ? 5 : i)),
                      fmt::format("{:+.4f}", share.leave_out_effect));
  }
  text += share_row("unattributed", share_text(unattributed, percents.unattributed_percent, 1), "",
                    share_bar(unattributed, 0, 0, "rest"), "");
  return text + "</tbody></table></div>\n";
}

std::string answer_section(const AuditContent& content) {
  return fmt::format(
      "<section id=\"answer\" aria-labelledby=\"answer-title\">\n<h2 id=\"answer-title\">Answer</h2>\n"
      "<p class=\"answer\">{}</p>\n<p class=\"note\">A share is a part of what training on the catalog gained in "
      "explaining this track. It is evidence about the model, and no finding that anything was copied.</p>\n"
      "</section>\n",
      escaped(audit_sentence(content.answer)));
}

std::string shares_section(const AuditContent& content) {
  const AuditAnswer& answer = content.answer;
  std::string text =
      "<section id=\"shares\" aria-labelledby=\"shares-title\">\n<h2 id=\"shares-title\">Shares of the likelihood "
      "gain</h2>\n";
  if (!answer.attributed) text += fmt::format("<p>Nobody has a share, because {}.</p>\n", escaped(answer.reason));
  text += share_table("Owners", "Owner", answer.owners, answer.unattributed_ppm, false);
  if (answer.attributed) {
    text += fmt::format(
        "<p class=\"note\">The interval holds the effect that retraining shows in {:.0f}% of cases like those of the "
        "calibration, for all works of an owner together. “Loss without it” is how much the loss on this track is "
        "foreseen to rise had the model not learned from any of them.</p>\n",
        100 * content.coverage);
    text += share_table("Works", "Work and owner", answer.works, answer.unattributed_ppm, true);
  }
  return text + "</section>\n";
}

std::string missing_side(const Passage& passage, const char* side) {
  if (passage.missing.empty()) return {};
  return fmt::format("<p class=\"missing\">{} cannot be played: {}</p>\n", side, escaped(passage.missing));
}

std::string segment_section(const AuditContent& content, std::size_t index) {
  const SegmentInfluence& segment = content.answer.influences[index];
  std::string text = fmt::format(
      "<section id=\"{0}\" class=\"match\" tabindex=\"-1\" aria-labelledby=\"{0}-title\">\n"
      "<h3 id=\"{0}-title\">Segment {1}: {2} of {3}</h3>\n"
      "<p>{4}{5}. Of this track it moved {6} most. Score {7:.3f}.</p>\n",
      match_anchor(index), index + 1, clock_span(segment.reference_start_s, segment.reference_end_s),
      escaped(std::filesystem::path(segment.recording).filename().string()), escaped(segment.owner),
      segment.work_id == segment.recording ? "" : ", work " + escaped(segment.work_id),
      clock_span(segment.query_start_s, segment.query_end_s), segment.score);
  const auto material = content.material.find(index);
  if (material != content.material.end())
    text += missing_side(material->second.query, "This track") +
            missing_side(material->second.reference, "The training segment") +
            listening(material->second, index + 1, {"Segment", "segment", "B: training", "the training segment"});
  return text + "</section>\n";
}

// The segments as matches of a trace, for the time line.
ReportContent as_matches(const AuditContent& content) {
  ReportContent matches;
  matches.with_audio = content.with_audio;
  matches.relation = "was moved most by";
  matches.answer.query_duration_s = content.answer.query_duration_s;
  for (const SegmentInfluence& segment : content.answer.influences) {
    Match match;
    match.tier = Tier::kRecording;
    match.recording_id = segment.recording;
    match.query_start_s = segment.query_start_s;
    match.query_end_s = segment.query_end_s;
    match.reference_start_s = segment.reference_start_s;
    match.reference_end_s = segment.reference_end_s;
    matches.answer.matches.push_back(match);
    Recording& recording = matches.recordings[segment.recording];
    recording.path = segment.recording;
    recording.artist = segment.owner;
    recording.duration_s = std::max(recording.duration_s, segment.reference_end_s);
  }
  return matches;
}

std::string segments_section(const AuditContent& content) {
  if (content.answer.influences.empty()) return {};
  const ReportContent matches = as_matches(content);
  std::string text =
      "<section id=\"segments\" aria-labelledby=\"segments-title\">\n<h2 id=\"segments-title\">Training segments that "
      "moved the model most</h2>\n<p class=\"explanation\">Of all segments of the store these have the highest scores. "
      "They need not sound alike: a score is about what the model learned. Scores are comparable within one store "
      "only.</p>\n";
  text += content.with_audio ? "<p class=\"note\">A is this track, B is what the model learned from.</p>\n"
                             : "<p class=\"note\">This report was made without sound.</p>\n";
  text += time_line(matches, Tier::kRecording, recording_rows(matches, Tier::kRecording));
  for (std::size_t i = 0; i < content.answer.influences.size(); ++i) text += segment_section(content, i);
  return text + "</section>\n";
}

std::string fact(const char* name, const std::string& value) {
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, value);
}

std::string diagnostics_section(const AuditContent& content) {
  const AuditAnswer& answer = content.answer;
  std::string text =
      "<section id=\"doubt\" aria-labelledby=\"doubt-title\">\n<h2 id=\"doubt-title\">What the answer hangs on</h2>\n"
      "<dl>\n";
  text += fact("Likelihood gain", answer.has_reference
                                      ? fmt::format("{:.5f}: how much lower the loss on this track is than that of the "
                                                    "reference model",
                                                    answer.likelihood_gain)
                                      : std::string("unknown: no reference model was given"));
  text +=
      fact("What a model gains on its own output",
           answer.calibration.empty()
               ? std::string("unknown: no calibration was given")
               : fmt::format("{:.5f}, and {:.5f} of deviation; below the one and three times the other nobody has a "
                             "share",
                             answer.own_gain, answer.gain_noise));
  text += fact("Likeness to the scores of every track",
               fmt::format("{:.2f}; above 0.95 the scores say nothing about this one", answer.sameness));
  text += fact("Segments in the store", fmt::format("{}, {} of them counted together with another of which they are "
                                                    "copies",
                                                    answer.segments, answer.copies));
  text +=
      fact("What would change the answer",
           answer.attributed
               ? std::string("Another calibration, and a store of more of what the model learned from. A work counts "
                             "where its foreseen effect is clear of zero by the calibration’s width.")
               : "All is unattributed, because " + escaped(answer.reason) + ".");
  return text + "</dl>\n</section>\n";
}

std::string navigation(const AuditContent& content) {
  return fmt::format(
      "<nav aria-label=\"Sections\"><ul>\n<li><a href=\"#answer\">Answer</a></li>\n"
      "<li><a href=\"#shares\">Shares</a></li>\n{}<li><a href=\"#doubt\">Doubts</a></li>\n"
      "<li><a href=\"#method\">Method</a></li>\n<li><a href=\"#inputs\">Inputs</a></li>\n</ul></nav>\n<main>\n",
      content.answer.influences.empty() ? "" : "<li><a href=\"#segments\">Segments</a></li>\n");
}

}  // namespace

std::string audit_sentence(const AuditAnswer& answer) {
  if (!answer.attributed)
    return "Nothing of this track is attributed to anybody: " + answer.reason + ". All of it is unattributed.";
  const RoundedShares percents = rounded(answer.owners, answer.unattributed_ppm);
  std::vector<std::string> parts;
  int others = 0;
  for (std::size_t i = 0; i < answer.owners.size(); ++i) {
    const ModelShare& owner = answer.owners[i];
    if (i >= kNamesMax) {
      others += percents.percent[i];
      continue;
    }
    const std::string interval = interval_text(owner.low_ppm, owner.high_ppm, 1);
    parts.push_back(fmt::format("{}{} is foreseen to come from “{}”{}",
                                share_text(owner.share_ppm, percents.percent[i], 1),
                                i == 0 ? " of what training gained on this track" : "", printable(owner.owner),
                                interval.empty() ? "" : " (" + interval + ")"));
  }
  const std::size_t more = answer.owners.size() - std::min(answer.owners.size(), kNamesMax);
  if (more > 0) parts.push_back(fmt::format("{}% from {} other{}", others, more, more == 1 ? "" : "s"));
  return joined(parts) +
         fmt::format("; {} is unattributed.", share_text(answer.unattributed_ppm, percents.unattributed_percent, 1));
}

std::string audit_page(const AuditContent& content) {
  const AuditAnswer& answer = content.answer;
  const std::string name = escaped(std::filesystem::path(answer.query_path).filename().string());
  return page_head(name + ": what the model learned it from") +
         page_header(name, fmt::format("{}, made by a model, asked about {} segments of its training",
                                       clock(answer.query_duration_s), answer.segments)) +
         navigation(content) + answer_section(content) + shares_section(content) + segments_section(content) +
         diagnostics_section(content) + audit_method_card(content) + audit_inputs_section(content) +
         page_end(content.version);
}

}  // namespace tributary::report
