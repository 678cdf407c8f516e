// For tests: statements with awkward texts and amounts.
#pragma once

#include <algorithm>
#include <random>
#include <string>

#include "tributary/statement.h"

namespace tributary::royalty {

inline std::string random_text(std::mt19937& random) {
  static const char* const kTexts[]{
      "",         "plain", "a,b",  "say \"no\"",   "tab\there", "a|b", "back\\slash", "\xc3\xa9t\xc3\xa9",
      " blanks ", "\\",    "=1+1", "<b>&amp;</b>", "#17: mark"};
  return kTexts[random() % std::size(kTexts)];
}

// As a store gives one back where `as_stored`: its period is that of its lines.
inline RoyaltyStatement random_statement(std::mt19937& random, bool as_stored) {
  static const char* const kCurrencies[]{"EUR", "JPY", "KWD"};
  RoyaltyStatement statement;
  statement.key.settlement_id = "2026-" + std::to_string(random() % 1000);
  statement.key.payee = static_cast<Payee>(1 + random() % 5);
  if (statement.key.payee == Payee::kParty) statement.key.party_id = "party " + random_text(random);
  statement.key.currency = currency_of(kCurrencies[random() % 3]).value();
  statement.policy_name = random_text(random);
  statement.policy_sha256 = std::string(64, static_cast<char>('a' + random() % 6));
  statement.lines_sha256 = std::string(64, static_cast<char>('0' + random() % 10));
  const int lines = 1 + static_cast<int>(random() % 6);
  for (int i = 0; i < lines; ++i) {
    Entitlement line;
    line.payee = statement.key.payee;
    line.party_id = statement.key.party_id;
    line.currency = statement.key.currency;
    line.ground = static_cast<Ground>(1 + random() % 12);
    if (random() % 3 > 0) line.right = static_cast<Right>(1 + random() % 2);
    const int sign = random() % 4 == 0 ? -1 : 1;
    line.amount = {sign * static_cast<std::int64_t>(random() % 1'000'000),
                   sign * static_cast<std::int32_t>(random() % 1'000'000'000)};
    if (random() % 4 > 0) {
      line.track_id = "t" + random_text(random);
      line.territory = "DE";
      line.service = random_text(random);
      line.period_start = Day{20'000 + static_cast<std::int32_t>(random() % 100)};
      line.period_end = Day{line.period_start.days + static_cast<std::int32_t>(random() % 100)};
      line.uses = static_cast<std::int64_t>(random());
      line.usage_lines = 1 + static_cast<std::int64_t>(random() % 100);
      line.usage_id = std::string(64, 'f') + ":17";
      line.evidence_id = random_text(random);
      line.tier = "recording";
      line.recording_id = random_text(random);
      line.work_id = random_text(random);
      line.share_ppm = static_cast<Ppm>(random() % 1'000'001);
      line.right_ppm = static_cast<Ppm>(random() % 1'000'001);
      line.holding_ppm = static_cast<Ppm>(random() % 1'000'001);
      const bool first = statement.period_end == Day{};
      statement.period_start = first ? line.period_start : std::min(statement.period_start, line.period_start);
      statement.period_end = first ? line.period_end : std::max(statement.period_end, line.period_end);
    }
    statement.lines.push_back(line);
  }
  if (statement.key.payee == Payee::kParty) {
    statement.totals.push_back({Right::kMaster, static_cast<std::int64_t>(random() % 100'000)});
    statement.totals.push_back({Right::kPublishing, -static_cast<std::int64_t>(random() % 100'000)});
  } else {
    statement.totals.push_back({std::nullopt, static_cast<std::int64_t>(random() % 100'000)});
  }
  if (!as_stored && random() % 3 == 0) std::swap(statement.totals.front(), statement.totals.back());
  return statement;
}

}  // namespace tributary::royalty
