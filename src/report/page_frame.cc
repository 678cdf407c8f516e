#include "report/page_frame.h"

#include <fmt/core.h>

#include "report/html_text.h"
#include "report/page_assets.h"

namespace tributary::report {

std::string page_head(const std::string& title) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; media-src data:; "
      "style-src {}; script-src {}; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n",
      policy_hash(page_style()), policy_hash(page_script()), title, page_style());
}

std::string page_header(const std::string& name, const std::string& about) {
  return fmt::format(
      "<body>\n<a class=\"skip\" href=\"#answer\">Skip to the answer</a>\n<header>\n"
      "<p class=\"brand\">Tributary report</p>\n<h1>{}</h1>\n<p>{}</p>\n</header>\n",
      name, about);
}

std::string page_end(const std::string& version) {
  return fmt::format(
      "</main>\n<footer><p>Made by tributary {} on the reader’s own machine. This page asks no "
      "network.</p></footer>\n<script>{}</script>\n</body>\n</html>\n",
      escaped(version), page_script());
}

}  // namespace tributary::report
