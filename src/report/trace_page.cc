#include "report/trace_page.h"

#include <cmath>
#include <filesystem>
#include <set>

#include <fmt/core.h>

#include "report/answer_sentence.h"
#include "report/doubt_section.h"
#include "report/html_text.h"
#include "report/match_section.h"
#include "report/method_card.h"
#include "report/page_frame.h"
#include "report/tier_section.h"
#include "report/wording.h"

namespace tributary::report {
namespace {

constexpr std::size_t kNameBytesMax = 180;  // leaves room for ".html" and for what a temporary file adds

std::string track_name(const ReportContent& content) {
  return escaped(std::filesystem::path(content.answer.query_path).filename().string());
}

std::string navigation(const ReportContent& content) {
  return fmt::format(
      "<nav aria-label=\"Sections\"><ul>\n<li><a href=\"#answer\">Answer</a></li>\n"
      "<li><a href=\"#tier-recording\">Recordings</a></li>\n<li><a href=\"#tier-composition\">Music</a></li>\n{}"
      "<li><a href=\"#doubt\">Doubts</a></li>\n<li><a href=\"#method\">Method</a></li>\n"
      "<li><a href=\"#inputs\">Inputs</a></li>\n</ul></nav>\n<main>\n",
      content.answer.matches.empty() ? "" : "<li><a href=\"#matches\">Matches</a></li>\n");
}

std::string about(const TraceAnswer& answer) {
  return fmt::format("{}, compared with a catalog of {} recording{}", clock(answer.query_duration_s),
                     answer.catalog_recordings, answer.catalog_recordings == 1 ? "" : "s");
}

std::string answer_section(const ReportContent& content) {
  return fmt::format(
      "<section id=\"answer\" aria-labelledby=\"answer-title\">\n<h2 id=\"answer-title\">Answer</h2>\n"
      "<p class=\"answer\">{}</p>\n<p>{}</p>\n<p class=\"note\">The answer is evidence, and what it does not explain "
      "stays unattributed. Two kinds of evidence follow, and they are never added up.</p>\n</section>\n",
      escaped(answer_sentence(content.answer)), escaped(certainty_sentence(content.answer)));
}

Result<std::string> matches_section(const ReportContent& content) {
  if (content.answer.matches.empty()) return std::string();
  std::string text =
      "<section id=\"matches\" aria-labelledby=\"matches-title\">\n<h2 id=\"matches-title\">Matches</h2>\n";
  text += content.with_audio
              ? "<p class=\"note\">Each match has short excerpts: A is this track, B is the recording.</p>\n"
              : "<p class=\"note\">This report was made without sound.</p>\n";
  for (std::size_t i = 0; i < content.answer.matches.size(); ++i) {
    TRIBUTARY_ASSIGN(const std::string section, match_section(content, i));
    text += section;
  }
  return text + "</section>\n";
}

std::string file_name_of(const std::string& input) {
  std::string name;
  for (const char character : std::filesystem::path(input).filename().string()) {
    const auto byte = static_cast<unsigned char>(character);
    const bool is_plain = byte > 0x20 && byte != 0x7F && character != '/' && character != '\\';
    name += is_plain || character == ' ' ? character : '_';
  }
  if (name.starts_with('.') || name.starts_with('-')) name.insert(0, "_");
  // Not in the middle of a character of UTF-8.
  std::size_t end = std::min(name.size(), kNameBytesMax);
  while (end > 0 && end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
  name.resize(end);
  return name.empty() ? "track" : name;
}

// Nothing where nobody is resembled.
std::string style_section(const ReportContent& content) {
  const TierAnswer& style = content.answer.style;
  if (style.shares.empty()) return std::string();
  std::string text =
      "<section id=\"style\" aria-labelledby=\"style-title\">\n<h2 id=\"style-title\">Productions it resembles</h2>\n"
      "<p class=\"explanation\">A resemblance of timbre and mix is no evidence that anything was used, and never "
      "payable.</p>\n<ul>\n";
  for (const RecordingShare& share : style.shares)
    text += fmt::format("<li>{}: about {} % of the track</li>\n", escaped(recording_name(content, share.recording_id)),
                        std::lround(share.share_ppm / 100000.0) * 10);
  return text + "</ul>\n</section>\n";
}

}  // namespace

Result<std::string> trace_page(const ReportContent& content) {
  TRIBUTARY_ASSIGN(const std::string matches, matches_section(content));
  return page_head(track_name(content) + ": what it holds of the catalog") +
         page_header(track_name(content), about(content.answer)) + navigation(content) + answer_section(content) +
         tier_section(content, Tier::kRecording) + tier_section(content, Tier::kComposition) + style_section(content) +
         matches + doubt_section(content) + method_card(content) + inputs_section(content) + page_end(content.version);
}

std::vector<std::string> page_names(const std::vector<std::string>& inputs) {
  std::set<std::string> taken;
  std::vector<std::string> names;
  for (const std::string& input : inputs) {
    const std::string stem = file_name_of(input);
    std::string name = stem + ".html";
    for (int number = 2; !taken.insert(name).second; ++number) name = fmt::format("{}.{}.html", stem, number);
    names.push_back(name);
  }
  return names;
}

}  // namespace tributary::report
