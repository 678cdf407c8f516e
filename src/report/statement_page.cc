#include "report/statement_page.h"

#include <string_view>

#include <fmt/core.h>

#include "report/html_text.h"
#include "report/page_assets.h"

namespace tributary::report {
namespace {

std::string style() { return std::string(page_style()) + std::string(statement_style()); }

std::string payee_name(const StatementKey& key) {
  switch (key.payee) {
    case Payee::kParty:
      return key.party_id;
    case Payee::kUnattributed:
      return "Unattributed";
    case Payee::kSuspense:
      return "In suspense";
    case Payee::kEqualPool:
      return "Equal pool";
    case Payee::kPlatform:
      break;
  }
  return "Platform";
}

std::string explanation(Payee payee) {
  switch (payee) {
    case Payee::kParty:
      return "What a settlement gives one rights holder, and what for.";
    case Payee::kUnattributed:
      return "What nothing in the catalog explains. It belongs to nobody yet, and this account of it is public.";
    case Payee::kSuspense:
      return "What waits until it is settled whose it is: claims that collide, and rights that nobody claims. This "
             "account of it is public.";
    case Payee::kEqualPool:
      return "What was to be divided among all works alike, and found none.";
    case Payee::kPlatform:
      break;
  }
  return "What stays with who runs the service.";
}

std::string_view ground_text(Ground ground) {
  switch (ground) {
    case Ground::kAttributed:
      return "a source of the track";
    case Ground::kUnexplained:
      return "the part of the track that no source explains";
    case Ground::kNoEvidence:
      return "nothing was found in the track";
    case Ground::kBelowShare:
      return "the source’s share is below the policy’s minimum";
    case Ground::kBelowConfidence:
      return "the source’s confidence is below the policy’s minimum";
    case Ground::kUnclaimed:
      return "nobody claims the right, or this part of it";
    case Ground::kConflict:
      return "the claims to the right collide";
    case Ground::kEqualShare:
      return "the equal share of every work";
    case Ground::kRetained:
      return "what the rate leaves to the platform";
    case Ground::kTrackCap:
      return "beyond what one track may earn";
    case Ground::kPartyCap:
      return "beyond what one party may earn";
    case Ground::kNotUsed:
      break;
  }
  return "a pool without any use";
}

std::string percent(Ppm share) { return fmt::format("{}.{:04} %", share / 10'000, share % 10'000); }

std::string head(const RoyaltyStatement& statement) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {}; base-uri 'none'; "
      "form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<title>Statement {} for {}</title>\n<style>{}</style>\n</head>\n",
      policy_hash(style()), escaped(statement.key.settlement_id), escaped(payee_name(statement.key)), style());
}

std::string period(const RoyaltyStatement& statement) {
  if (statement.period_end == Day{}) return "no period of usage";
  return fmt::format("usage from {} to {}", to_string(statement.period_start), to_string(statement.period_end));
}

std::string header(const RoyaltyStatement& statement) {
  return fmt::format(
      "<body>\n<a class=\"skip\" href=\"#lines\">Skip to the lines</a>\n<header>\n"
      "<p class=\"brand\">Tributary statement</p>\n<h1>{}</h1>\n<p>Settlement {}, {}</p>\n"
      "<p class=\"explanation\">{}</p>\n</header>\n<main>\n",
      escaped(payee_name(statement.key)), escaped(statement.key.settlement_id), period(statement),
      explanation(statement.key.payee));
}

std::string totals_section(const RoyaltyStatement& statement) {
  std::int64_t sum = 0;
  std::string rows;
  for (const StatementTotal& total : statement.totals) {
    sum += total.amount_minor;
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"amount\">{}</td></tr>\n",
        total.right ? (*total.right == Right::kMaster ? "Recordings (master right)" : "Works (publishing right)")
                    : "In all",
        to_string(Money{total.amount_minor, statement.key.currency}));
  }
  return fmt::format(
      "<section aria-labelledby=\"total-title\">\n<h2 id=\"total-title\">Total</h2>\n<p class=\"total\">{}</p>\n"
      "<table>\n<caption>By right, rounded once</caption>\n<thead><tr><th scope=\"col\">Right</th>"
      "<th scope=\"col\" class=\"amount\">Amount</th></tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</section>\n",
      to_string(Money{sum, statement.key.currency}), rows);
}

// A part of the trace from the amount back to the usage; nothing where there is nothing to name.
std::string part(std::string_view name, std::string_view text) {
  if (text.empty()) return {};
  return fmt::format("{} <span class=\"hash\">{}</span><br>", name, escaped(text));
}

std::string split_of(const Entitlement& line) {
  if (line.share_ppm == 0) return "";
  std::string text = fmt::format("{} of the track", percent(line.share_ppm));
  if (line.right_ppm > 0)
    text += fmt::format(" × {} to the {} right", percent(line.right_ppm), line.right ? name_of(*line.right) : "");
  if (line.holding_ppm > 0) text += fmt::format(" × {} held", percent(line.holding_ppm));
  return text;
}

std::string line_row(const Entitlement& line, const RoyaltyStatement& statement) {
  return fmt::format(
      "<tr><td>{}{}</td><td>{}</td><td class=\"amount\">{}</td><td>{}</td>"
      "<td class=\"trace\">{}{}{}{}{}</td><td class=\"amount\">{}</td></tr>\n",
      escaped(line.track_id.empty() ? std::string("—") : line.track_id),
      line.service.empty() ? "" : "<br>" + escaped(line.service), escaped(line.territory), line.uses,
      escaped(line.tier), part("recording", line.recording_id), part("work", line.work_id),
      part("usage", line.usage_id), part("evidence", line.evidence_id),
      split_of(line).empty() ? std::string(ground_text(line.ground))
                             : split_of(line) + "; " + std::string(ground_text(line.ground)),
      to_string(line.amount, statement.key.currency));
}

std::string lines_section(const RoyaltyStatement& statement) {
  std::string rows;
  for (const Entitlement& line : statement.lines) rows += line_row(line, statement);
  return fmt::format(
      "<section id=\"lines\" aria-labelledby=\"lines-title\">\n<h2 id=\"lines-title\">Lines</h2>\n"
      "<p class=\"note\">Exact parts of what came in, before the total is rounded. A usage is named by the SHA-256 of "
      "its "
      "report and the number of its first line.</p>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" "
      "aria-labelledby=\"lines-title\">\n<table class=\"lines\">\n<thead><tr><th scope=\"col\">Track, service</th>"
      "<th scope=\"col\">Country</th><th scope=\"col\" class=\"amount\">Uses</th><th scope=\"col\">Evidence tier</th>"
      "<th scope=\"col\">From what, and why</th><th scope=\"col\" class=\"amount\">Amount</th></tr></thead>\n"
      "<tbody>\n{}</tbody>\n</table>\n</div>\n</section>\n",
      rows);
}

std::string inputs_section(const RoyaltyStatement& statement) {
  return fmt::format(
      "<section aria-labelledby=\"inputs-title\">\n<h2 id=\"inputs-title\">What it was computed with</h2>\n<dl>\n"
      "<dt>Policy</dt><dd>{}<br><span class=\"hash\">SHA-256 {}</span></dd>\n"
      "<dt>All lines of the settlement</dt><dd><span class=\"hash\">SHA-256 {}</span></dd>\n</dl>\n"
      "<p class=\"note\">Shares are evidence and no legal finding. The same usage, evidence, rights and policy give "
      "the "
      "same statement again.</p>\n</section>\n",
      escaped(statement.policy_name), escaped(statement.policy_sha256), escaped(statement.lines_sha256));
}

}  // namespace

std::string statement_page(const RoyaltyStatement& statement) {
  return head(statement) + header(statement) + totals_section(statement) + lines_section(statement) +
         inputs_section(statement) + "</main>\n<footer><p>This page asks no network.</p></footer>\n</body>\n</html>\n";
}

}  // namespace tributary::report
