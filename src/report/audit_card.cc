#include "report/audit_card.h"

#include <array>

#include <fmt/core.h>

#include "report/html_table.h"
#include "report/html_text.h"

namespace tributary::report {
namespace {

constexpr const char* kAudit = "docs/audit.md";

constexpr std::array kRows{
    MeasuredRow{kAudit,
                "rank correlation of foreseen and retrained losses, models of half of the works | 0.54 (0.46–0.61) of "
                "0.80 that can be had | 0.80 of it"},
    MeasuredRow{kAudit,
                "correlation of foreseen and retrained effects of leaving an artist out, what all queries share taken "
                "out | 0.58 (0.46–0.66) of 0.79 that can be had | "},
    MeasuredRow{kAudit, "the artist whose leaving out raises the loss most comes first | 0.25 | 0.90"},
    MeasuredRow{kAudit,
                "the loss rises more without the segments that the store names than without as many at random | 0.34 "
                "of 48 queries (0.23–0.46) | above 0.5"},
    MeasuredRow{kAudit,
                "held-out effects of leaving an artist out that the calibration's 90% interval holds | 90.6% | 85–95%"},
    MeasuredRow{kAudit,
                "an owner under two names, worst change; works whole or segment by segment | 0.00 | 0.00 | 0.5"},
    MeasuredRow{kAudit, "each owner that the model never heard, 95th percentile (worst) | 0.00 (4.3) | 5.7 (8.8) | 1"},
    MeasuredRow{kAudit, "all of them together, 95th percentile (worst) | 0.00 (4.3) | 12.5 (13.5) | 1"},
    MeasuredRow{kAudit,
                "attributed of a foreign model's music, asked of the model with the catalog, worst | 0.00 | 0.00 | 5"},
    MeasuredRow{kAudit,
                "attributed of a foreign model's music, asked of that model about a catalog it never heard, worst | "
                "0.00 | 100 | 5"},
    MeasuredRow{kAudit,
                "near copies of four works planted in the store, worst rise of a work with its copies | 0.00 | 0.04 | "
                "0.5"},
    MeasuredRow{kAudit, "the same, and the model trained anew on them, worst rise | 0.00 | 0.63 | 0.5"},
};
constexpr std::size_t kOfForesight = 5;  // the first rows; the others are of shares

std::string table(const char* caption, const char* heads, std::span<const MeasuredRow> rows) {
  std::string text = fmt::format("<div class=\"wide\"><table><caption>{}</caption><thead>{}</thead><tbody>\n", caption,
                                 row_html(heads, true));
  for (const MeasuredRow& row : rows) text += row_html(row.cells);
  return text + "</tbody></table></div>\n";
}

std::string input_row(const std::string& what, const std::string& name, const std::string& hash) {
  return fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td><code>{}</code></td></tr>\n", what, name,
                     hash.empty() ? "none" : escaped(hash));
}

}  // namespace

std::span<const MeasuredRow> audit_measured_rows() { return kRows; }

std::string audit_method_card(const AuditContent& content) {
  std::string text =
      "<section id=\"method\" aria-labelledby=\"method-title\">\n<h2 id=\"method-title\">How this was measured</h2>\n"
      "<p>The model was asked, and not the sound: under common noise, the gradient of its loss on the track was "
      "compared "
      "with those of its training segments, which a store holds. A product says, to first order, how a step that "
      "unlearns the track would change the loss of a segment, and a score is what stands out of all products. The "
      "likelihood gain is the loss of a model that never "
      "learned from the catalog less that of this one; a share is the part of it that is foreseen to go with a work, "
      "by a calibration from retrained models. Copies of a track count once, and an owner gets what the owner’s works "
      "get.</p>\n";
  text += table("How well scores foresee what retraining shows, on small generators", "what | measured | wanted",
                std::span(kRows).first(kOfForesight));
  text += table("What holds of shares, in points of the likelihood gain, on 48 queries to a small generator",
                "what | as calibrated | without width or noise | at most", std::span(kRows).subspan(kOfForesight));
  text +=
      "<h3>What it does not show</h3>\n<ul>\n"
      "<li>That anything was copied. A share is a part of modelled likelihood gain, evidence and no legal finding, and "
      "no royalty by itself.</li>\n"
      "<li>Anything about owners whose recordings are not in the store: what they gave is part of what is "
      "unattributed.</li>\n"
      "<li>That the set of segments is all that the model learned from: that is the developer’s word.</li>\n"
      "<li>Effects of single artists on models of other kinds and sizes. Beside the lab’s small generators nothing was "
      "measured, and there, what leaving an artist out does has not been measured above its noise: shares are not yet "
      "fit to divide money by.</li>\n</ul>\n<dl>\n";
  text += "<dt>Program</dt><dd>tributary " + escaped(content.version) + "</dd>\n";
  text += fmt::format("<dt>Intervals</dt><dd>made to hold {:.0f}% of effects like those of the calibration</dd>\n",
                      100 * content.coverage);
  return text +
         "</dl>\n<p>Formulas and figures are in the program’s documentation: <cite>docs/audit.md</cite>, "
         "<cite>lab/README.md</cite>. The same track, model, store and calibration give the same answer.</p>\n"
         "</section>\n";
}

std::string audit_inputs_section(const AuditContent& content) {
  const AuditAnswer& answer = content.answer;
  std::string text =
      "<section id=\"inputs\" aria-labelledby=\"inputs-title\">\n<h2 id=\"inputs-title\">Inputs</h2>\n"
      "<div class=\"wide\"><table><caption>SHA-256 of each file’s bytes; of the store, XXH3-128 of its plan</caption>"
      "<thead><tr><th scope=\"col\">Input</th><th scope=\"col\">Name</th><th scope=\"col\">Hash</th></tr></thead>"
      "<tbody>\n";
  text += input_row("This track", escaped(answer.query_path), answer.query_sha256);
  text += input_row("Model", answer.tag.empty() ? "" : "told “" + escaped(answer.tag) + "”", answer.checkpoint);
  text += input_row("Reference model", "", answer.reference_checkpoint);
  text += input_row("Store", fmt::format("{} segments", answer.segments), answer.store);
  text += input_row("Calibration", "", answer.calibration);
  for (const auto& [recording, sha256] : content.heard) text += input_row("Recording", escaped(recording), sha256);
  return text + "</tbody></table></div>\n</section>\n";
}

}  // namespace tributary::report
