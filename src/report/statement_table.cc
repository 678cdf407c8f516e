#include "report/statement_table.h"

#include <algorithm>
#include <iterator>

#include <fmt/core.h>

#include "report/display_text.h"

namespace tributary::report {
namespace {

constexpr int kNarrowestColumns = 72;
constexpr int kAmountColumns = 20;
constexpr int kCountColumns = 9;

std::string payee_text(const StatementKey& key) {
  return key.payee == Payee::kParty ? printable(key.party_id) : "(" + std::string(name_of(key.payee)) + ")";
}

}  // namespace

std::string statements_table(const std::vector<StatementSummary>& summaries, const Terminal& terminal) {
  const int free_columns = std::max(terminal.columns, kNarrowestColumns) - kAmountColumns - kCountColumns - 6;
  const int settlement_columns = free_columns * 2 / 5;
  const int payee_columns = free_columns - settlement_columns;
  std::string text =
      painted(fmt::format("{}  {}  {:>{}}  {:>{}}", fitted("settlement", settlement_columns),
                          fitted("payee", payee_columns), "amount", kAmountColumns, "lines", kCountColumns),
              Colour::kBold, terminal) +
      "\n";
  for (const StatementSummary& summary : summaries)
    text += fmt::format("{}  {}  {:>{}}  {:>{}}\n", fitted(printable(summary.key.settlement_id), settlement_columns),
                        fitted(payee_text(summary.key), payee_columns),
                        to_string(Money{summary.amount_minor, summary.key.currency}), kAmountColumns, summary.lines,
                        kCountColumns);
  return text + fmt::format("{} statement{}\n", summaries.size(), summaries.size() == 1 ? "" : "s");
}

}  // namespace tributary::report
