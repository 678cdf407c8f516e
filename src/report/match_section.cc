#include "report/match_section.h"

#include <cmath>

#include <fmt/core.h>

#include "report/html_text.h"
#include "report/listening.h"
#include "report/match_figure.h"
#include "report/tier_section.h"
#include "report/wording.h"

namespace tributary::report {
namespace {

std::string facts(const Match& match) {
  const double semitones = std::round(match.pitch_shift_semitones * 100) / 100 + 0.0;
  const double percent = std::round(std::abs(match.tempo_ratio - 1) * 1000) / 10;
  const std::string tempo = percent == 0
                                ? "at the same tempo"
                                : fmt::format("{:.1f}% {} ({})", percent, match.tempo_ratio > 1 ? "faster" : "slower",
                                              tempo_text(match.tempo_ratio));
  const std::string pitch =
      semitones == 0 ? "at the same pitch"
                     : fmt::format("{:.2f} semitones {}", std::abs(semitones), semitones > 0 ? "higher" : "lower");
  return fmt::format("<p>Against the recording, the track is {} and {}. Score {:.1f}, where {:.1f} is asked for.</p>\n",
                     tempo, pitch, match.score, match.threshold);
}

std::string missing_side(const Passage& passage, const char* side) {
  if (passage.missing.empty()) return {};
  return fmt::format("<p class=\"missing\">{} cannot be shown or played: {}</p>\n", side, escaped(passage.missing));
}

Result<std::string> shown(const ReportContent& content, std::size_t index, const MatchMaterial& material) {
  std::string text = missing_side(material.query, "This track") + missing_side(material.reference, "The recording");
  text += listening(material, index + 1, {"Match", "match", "B: recording", "the recording"});
  if (!material.query.missing.empty() && !material.reference.missing.empty()) return text;
  const Match& match = content.answer.matches[index];
  const std::string label = fmt::format(
      "Spectra of match {}: seconds {} of this track above seconds {} of the recording, with lines that join the "
      "seconds that are aligned",
      index + 1, clock_span(match.query_start_s, match.query_end_s),
      clock_span(match.reference_start_s, match.reference_end_s));
  TRIBUTARY_ASSIGN(const std::string figure, match_figure(match, material, label));
  return text + "<figure><div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Spectra, can be scrolled\">" +
         figure +
         "</div><figcaption>Constant-Q spectra: seconds to the right, pitch upwards, the louder the darker; each "
         "side’s loudest sound is its darkest. Lines join the seconds that are aligned; what is pale lies outside the "
         "match.</figcaption></figure>\n";
}

}  // namespace

Result<std::string> match_section(const ReportContent& content, std::size_t index) {
  const Match& match = content.answer.matches[index];
  const std::string anchor = match_anchor(index);
  std::string text = fmt::format(
      "<section id=\"{0}\" class=\"match\" tabindex=\"-1\" aria-labelledby=\"{0}-title\">\n"
      "<h3 id=\"{0}-title\">Match {1}: {2} of this track is {3} of {4}{5}</h3>\n",
      anchor, index + 1, clock_span(match.query_start_s, match.query_end_s),
      clock_span(match.reference_start_s, match.reference_end_s),
      match.tier == Tier::kComposition ? "the music of " : "", escaped(recording_name(content, match.recording_id)));
  text += facts(match);
  const auto material = content.material.find(index);
  if (material == content.material.end()) {
    text += "<p class=\"missing\">Only the strongest matches are shown and played.</p>\n";
  } else {
    TRIBUTARY_ASSIGN(const std::string rest, shown(content, index, material->second));
    text += rest;
  }
  return text + "</section>\n";
}

}  // namespace tributary::report
