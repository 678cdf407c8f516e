#include "report/royalty_table.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include <fmt/core.h>

#include "report/display_text.h"
#include "tributary/rights.h"

namespace tributary::report {
namespace {

constexpr int kNarrowestColumns = 72;
constexpr int kAmountColumns = 20;
constexpr int kRightColumns = 10;
constexpr std::int64_t kDay_ms = 86'400'000;

int name_columns(const Terminal& terminal, int amounts) {
  return std::max(terminal.columns, kNarrowestColumns) - kRightColumns - 2 - amounts * (kAmountColumns + 2);
}

std::string payee_text(Payee payee, const std::string& party_id) {
  return payee == Payee::kParty ? printable(party_id) : "(" + std::string(name_of(payee)) + ")";
}

std::string right_text(std::optional<Right> right) { return right ? std::string(name_of(*right)) : ""; }

std::string counted(std::int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string signed_change(const royalty::ComparedPayee& compared) {
  const auto change = subtract(compared.after, compared.before);
  if (!change) return "?";
  return (change->minor > 0 ? "+" : "") + to_string(*change);
}

std::string day_of(std::int64_t time_ms) { return to_string(Day{static_cast<std::int32_t>(time_ms / kDay_ms)}); }

}  // namespace

std::string settlement_table(const Allocation& allocation, const Terminal& terminal) {
  const int names = name_columns(terminal, 1);
  std::string text;
  for (const CurrencySettlement& currency : allocation.currencies) {
    text += painted(fmt::format("{}  {}  {:>{}}", fitted("payee", names), fitted("right", kRightColumns),
                                to_string(currency.received), kAmountColumns),
                    Colour::kBold, terminal) +
            "\n";
    for (const PayeeTotal& total : currency.totals)
      text += fmt::format("{}  {}  {:>{}}\n", fitted(payee_text(total.payee, total.party_id), names),
                          fitted(right_text(total.right), kRightColumns), to_string(total.amount), kAmountColumns);
  }
  return text + fmt::format("Settlement {}: {} in {}, policy {} ({})\n", allocation.settlement_id,
                            counted(allocation.usage_lines, "usage line"),
                            counted(allocation.entitlement_lines, "entitlement"), printable(allocation.policy_name),
                            allocation.policy_sha256.substr(0, 12));
}

std::string comparison_table(const std::vector<royalty::ComparedPayee>& compared, const Terminal& terminal) {
  const int names = std::max(name_columns(terminal, 3), 12);
  std::string text =
      painted(fmt::format("{}  {}  {:>{}}  {:>{}}  {:>{}}", fitted("payee", names), fitted("right", kRightColumns),
                          "before", kAmountColumns, "after", kAmountColumns, "change", kAmountColumns),
              Colour::kBold, terminal) +
      "\n";
  for (const royalty::ComparedPayee& one : compared)
    text += fmt::format("{}  {}  {:>{}}  {:>{}}  {:>{}}\n", fitted(payee_text(one.payee, one.party_id), names),
                        fitted(right_text(one.right), kRightColumns), to_string(one.before), kAmountColumns,
                        to_string(one.after), kAmountColumns, signed_change(one), kAmountColumns);
  return text;
}

std::string disputes_table(const std::vector<Dispute>& disputes, const Terminal& terminal) {
  std::string text;
  for (const Dispute& dispute : disputes) {
    text += painted(fmt::format("{}: {} of {} ({}) in settlement {}, {}", dispute.dispute_id, to_string(dispute.amount),
                                printable(dispute.party_id), name_of(dispute.right), printable(dispute.settlement_id),
                                name_of(dispute.state)),
                    Colour::kBold, terminal) +
            "\n";
    text += fmt::format("  {}until {}{}\n", dispute.asset_id.empty() ? "" : "for " + printable(dispute.asset_id) + ", ",
                        day_of(dispute.deadline_ms),
                        dispute.to_party.empty() ? "" : ", goes to " + printable(dispute.to_party));
    for (const DisputeEvent& event : dispute.events)
      text += fmt::format("  {} {} by {}{}: {}\n", day_of(event.time_ms), event.event, event.role,
                          event.person.empty() ? "" : " " + printable(event.person), printable(event.reason));
  }
  return text + counted(std::ssize(disputes), "dispute") + "\n";
}

}  // namespace tributary::report
