#include "report/listening.h"

#include <fmt/core.h>

#include "report/html_text.h"
#include "report/page_assets.h"
#include "report/wording.h"

namespace tributary::report {
namespace {

std::string player(const Passage& passage, const std::string& id, const char* side, const std::string& label) {
  if (passage.excerpt_mp3.empty()) return {};
  return fmt::format(
      "<div class=\"side\"><span>{0}, {1}</span><audio id=\"{2}\" controls preload=\"none\" aria-label=\"{3}\" "
      "src=\"{4}\"></audio></div>\n",
      side, clock_span(passage.excerpt_start_s, passage.excerpt_end_s), id, escaped(label),
      data_uri("audio/mpeg", passage.excerpt_mp3));
}

}  // namespace

std::string listening(const MatchMaterial& material, std::size_t number, const ListeningWords& words) {
  const std::string a = fmt::format("a{}", number);
  const std::string b = fmt::format("b{}", number);
  const std::string players =
      player(material.query, a, "A: this track", fmt::format("{} {}, this track", words.title, number)) +
      player(material.reference, b, words.other_side, fmt::format("{} {}, {}", words.title, number, words.other));
  if (players.empty()) return {};
  const bool both = !material.query.excerpt_mp3.empty() && !material.reference.excerpt_mp3.empty();
  const std::string button =
      both ? fmt::format(
                 "<button type=\"button\" class=\"play\" data-a=\"{}\" data-b=\"{}\">Play {} {}: A, then B"
                 "</button> <span class=\"now\" role=\"status\"></span>\n",
                 a, b, words.noun, number)
           : "";
  return "<div class=\"listen\">" + button + players + "</div>\n";
}

}  // namespace tributary::report
