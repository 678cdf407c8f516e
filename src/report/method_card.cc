#include "report/method_card.h"

#include <array>
#include <string_view>

#include <fmt/core.h>

#include "report/html_table.h"
#include "report/html_text.h"
#include "report/tier_section.h"

namespace tributary::report {
namespace {

constexpr const char* kReadme = "README.md";
constexpr const char* kModelCard = "docs/models/composition.md";
constexpr const char* kMethod = "docs/method.md";

constexpr std::array kRows{
    MeasuredRow{kReadme, "clean, low-pass 3.5 kHz | 100% | 100% | 100%"},
    MeasuredRow{kReadme, "MP3 at 128, 64 and 32 kbit/s | 98.3% | 100% | 100%"},
    MeasuredRow{kReadme, "white noise at 0 dB | 95% | 98.3% | 100%"},
    MeasuredRow{kReadme, "pitch ±1, ±2 and ±3 semitones | 93.3% | 100% | 100%"},
    MeasuredRow{kReadme, "tempo ±4, ±10 and ±20% | 93.3% | 100% | 100%"},
    MeasuredRow{kReadme, "under other music at the same level | 91.7% | 96.7% | 100%"},
    MeasuredRow{kReadme, "under other music 6 dB louder | 73.3% | 85% | 88.3%"},
    MeasuredRow{kReadme, "two catalog tracks at once: all found | 86% | 88% | 93%"},
    MeasuredRow{kModelCard, "other instruments | 97 (89–99) | 97 (89–99) | 97 (89–99)"},
    MeasuredRow{kModelCard, "±2 semitones, other tempo and instruments | 100 (94–100) | 87 (76–93) | 100 (94–100)"},
    MeasuredRow{kModelCard, "any key, that tempo | 100 (94–100) | 87 (76–93) | 98 (91–100)"},
    MeasuredRow{kModelCard, "tune alone, in that key and tempo | 92 (82–96) | 83 (72–91) | 92 (82–96)"},
    MeasuredRow{kModelCard, "under or over another piece | 83 (72–91) | 55 (42–67) | 80 (68–88)"},
    MeasuredRow{kModelCard, "Opus at 24 kbit/s | 98 (91–100) | 82 (70–89) | 98 (91–100)"},
    MeasuredRow{kModelCard, "another version of the work | 62 (49–73) | 45 (33–58) | "},
    MeasuredRow{kMethod,
                "90% intervals cover the truth, named works: 85–95%, 80–97% | 92.9 (90.5–95.1) of 468 | 92.7 "
                "(90.6–94.9) of 565"},
    MeasuredRow{kMethod, "mean absolute error of a work's share, points: at most 3, 8 | 2.1 (1.6–2.6) | 6.8 (5.8–7.7)"},
    MeasuredRow{kMethod,
                "expected calibration error of match probabilities: at most 0.03 | 0.006 (0.005–0.011) of 638 | 0.004 "
                "(0.004–0.005) of 883"},
    MeasuredRow{kMethod, "works of 5% and more that are named | 98.5 (97.4–99.6) of 474 | 80.3 (77.1–83.2) of 704"},
    MeasuredRow{kModelCard, "works that are not there | | 0 (0–1.3) of 300 | "},
    MeasuredRow{kModelCard, "works that are not there, among 10,000 works | | 0.3 (0.1–0.6) of 1,800 | "},
};

std::string rows_of(std::string_view document, const char* caption, const char* heads) {
  std::string text = fmt::format("<div class=\"wide\"><table><caption>{}</caption><thead>{}</thead><tbody>\n", caption,
                                 row_html(heads, true));
  for (const MeasuredRow& row : kRows)
    if (row.document == document) text += row_html(row.cells);
  return text + "</tbody></table></div>\n";
}

std::string fact(const char* name, const std::string& value) {
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, value);
}

std::string input_row(const std::string& what, const std::string& name, const std::string& sha256) {
  return fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td><code>{}</code></td></tr>\n", what, name, sha256);
}

}  // namespace

std::span<const MeasuredRow> measured_rows() { return kRows; }

std::string method_card(const ReportContent& content) {
  const TraceAnswer& answer = content.answer;
  std::string text =
      "<section id=\"method\" aria-labelledby=\"method-title\">\n<h2 id=\"method-title\">How this was measured</h2>\n"
      "<p>A score is no probability: in the tier recording it is evidence in nats against chance, in the tier "
      "composition the height of the alignment above that of strangers, in spreads, the steadiness of its tempo and "
      "its brevity. Scores are comparable within one tier and version only. How sure a match is, and the interval of a "
      "share, come from a calibration that was fitted on made-up suspects with known truth; what it reaches on others "
      "is in docs/method.md. On music unlike those, such as "
      "singing, it is unmeasured. A share is evidence of seconds, no legal finding, and no royalty by itself. The two "
      "tiers are different "
      "kinds of evidence and are never added up.</p>\n";
  text += rows_of(kReadme,
                  "Tier recording: the right recording has the largest share, of 60 excerpts a treatment and "
                  "length, against 86 tracks",
                  "excerpts of | 5 s | 10 s | 15 s");
  text +=
      "<p>Of 230 excerpts of music outside the catalog, each at 5, 10 and 15 s, 223 were answered with “insufficient” "
      "at every length; the other 7 are of a track whose remix the catalog held.</p>\n";
  text += rows_of(kModelCard,
                  "Tier composition: played anew by synthesisers, in per cent of 60 queries of 15 s a condition, with "
                  "95% intervals, against 1,273 works",
                  "queries | top-1 of the tier | found at the tier's threshold | within 1 s");
  text += rows_of(kMethod,
                  "Shares and probabilities, on 520 made-up suspects with known truth that the calibration was not "
                  "fitted on, with 95% intervals",
                  "goal | recording | composition");
  text +=
      "<p>Nothing is known yet of how the composition tier does on singing and on recordings of people playing. What "
      "the style tier finds is no evidence, and its error rates are in docs/models/style.md.</p>\n<dl>\n";
  text += fact("Program", "tributary " + escaped(content.version));
  text += fact("Catalog", fmt::format("{} recordings, snapshot <code>{}</code>", answer.catalog_recordings,
                                      escaped(answer.catalog_snapshot)));
  text += fact("Weights of the composition network", "<code>" + escaped(answer.weights) + "</code>");
  text += fact("Calibration", "<code>" + escaped(answer.calibration) + "</code>");
  return text +
         "</dl>\n<p>Formulas and the whole of the figures are in the program’s documentation: <cite>docs/method.md"
         "</cite>, <cite>README.md</cite>, <cite>docs/models/composition.md</cite>. The same track, program and "
         "catalog snapshot give the same answer.</p>\n</section>\n";
}

std::string inputs_section(const ReportContent& content) {
  std::string text =
      "<section id=\"inputs\" aria-labelledby=\"inputs-title\">\n<h2 id=\"inputs-title\">Inputs</h2>\n"
      "<div class=\"wide\"><table><caption>SHA-256 of each file’s bytes</caption><thead><tr><th scope=\"col\">Input"
      "</th><th scope=\"col\">Name</th><th scope=\"col\">SHA-256</th></tr></thead><tbody>\n";
  text += input_row("This track", escaped(content.answer.query_path), escaped(content.answer.query_sha256));
  for (const auto& [recording_id, recording] : content.recordings)
    text += input_row("Recording " + escaped(recording_id), escaped(recording_name(content, recording_id)),
                      escaped(recording.content_sha256));
  text += input_row("Catalog snapshot", fmt::format("{} recordings", content.answer.catalog_recordings),
                    escaped(content.answer.catalog_snapshot));
  return text + "</tbody></table></div>\n</section>\n";
}

}  // namespace tributary::report
