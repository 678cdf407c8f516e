#include "royalty/statement_cells.h"

#include <charconv>
#include <limits>

#include <fmt/core.h>

#include "royalty/usage_fields.h"

namespace tributary::royalty {
namespace {

Error invalid(std::string_view column, std::string_view text, std::string_view reason) {
  return Error{ErrorCode::kInvalidInput, fmt::format("its {} {} {}", column, in_quotes(text), reason)};
}

std::string day_cell(Day day) { return day.days == 0 ? std::string() : to_string(day); }

Result<Day> parse_day_cell(std::string_view column, const std::string& text) {
  if (text.empty()) return Day{};
  const auto day = day_of(text);
  if (!day) return invalid(column, text, "is no date such as 2026-01-31");
  return *day;
}

template <typename Number>
Result<Number> parse_number(std::string_view column, const std::string& text) {
  const auto number = count_of(text);
  if (!number || *number > std::numeric_limits<Number>::max() || text.find('.') != std::string::npos)
    return invalid(column, text, "is no whole number from 0");
  return static_cast<Number>(*number);
}

std::string right_cell(const std::optional<Right>& right) { return std::string(right ? name_of(*right) : ""); }

// The amount without the code behind it.
std::string without_currency(std::string amount) {
  amount.resize(amount.rfind(' '));
  return amount;
}

// The enumerator between the first and the last that has the name.
template <typename Enum>
std::optional<Enum> named(std::string_view name, Enum first, Enum last) {
  for (int i = static_cast<int>(first); i <= static_cast<int>(last); ++i)
    if (name_of(static_cast<Enum>(i)) == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

Result<FineAmount> parse_fine_amount(std::string_view decimal, const Currency& currency) {
  constexpr std::size_t kFineDecimals = 9;
  const Error malformed = invalid("amount", decimal, "is no amount of the currency");
  const bool negative = decimal.starts_with('-');
  const std::string_view digits = decimal.substr(negative ? 1 : 0);
  const std::size_t point = digits.find('.');
  const auto own_decimals = static_cast<std::size_t>(currency.exponent);
  std::string whole(digits.substr(0, point));
  std::string behind(point == std::string_view::npos ? std::string_view() : digits.substr(point + 1));
  if (whole.empty() || behind.size() > own_decimals + kFineDecimals ||
      (point != std::string_view::npos && behind.empty()))
    return malformed;
  behind.resize(own_decimals + kFineDecimals, '0');
  const auto minor = count_of(whole + behind.substr(0, own_decimals));
  const auto billionths = count_of(behind.substr(own_decimals));
  const bool only_digits = (whole + behind).find_first_not_of("0123456789") == std::string::npos;
  if (!minor || !billionths || !only_digits) return malformed;
  const auto fine = static_cast<std::int32_t>(*billionths);
  return negative ? FineAmount{-*minor, -fine} : FineAmount{*minor, fine};
}

Result<Payee> payee_of(std::string_view name) {
  if (const auto payee = named(name, Payee::kParty, Payee::kPlatform)) return *payee;
  return invalid("payee", name, "is none of party, unattributed, suspense, equal-pool and platform");
}

Result<std::optional<Right>> right_of(std::string_view name) {
  if (name.empty()) return std::optional<Right>();
  if (const auto right = named(name, Right::kMaster, Right::kPublishing)) return std::optional(*right);
  return invalid("right", name, "is neither master nor publishing");
}

StatementCells cells_of(const RoyaltyStatement& statement) {
  const StatementKey& key = statement.key;
  return {key.settlement_id,
          statement.policy_name,
          statement.policy_sha256,
          statement.lines_sha256,
          std::string(name_of(key.payee)),
          key.party_id,
          std::string(key.currency.code()),
          day_cell(statement.period_start),
          day_cell(statement.period_end)};
}

TotalCells cells_of(const StatementTotal& total, const Currency& currency) {
  return {right_cell(total.right), without_currency(to_string(Money{total.amount_minor, currency}))};
}

LineCells cells_of(const Entitlement& line) {
  return {right_cell(line.right),
          without_currency(to_string(line.amount, line.currency)),
          std::string(name_of(line.ground)),
          line.track_id,
          line.territory,
          line.service,
          day_cell(line.period_start),
          day_cell(line.period_end),
          fmt::format("{}", line.uses),
          fmt::format("{}", line.usage_lines),
          line.usage_id,
          line.evidence_id,
          line.tier,
          line.recording_id,
          line.work_id,
          fmt::format("{}", line.share_ppm),
          fmt::format("{}", line.right_ppm),
          fmt::format("{}", line.holding_ppm)};
}

Result<RoyaltyStatement> statement_of(const StatementCells& cells) {
  RoyaltyStatement statement;
  statement.key.settlement_id = cells[0];
  statement.policy_name = cells[1];
  statement.policy_sha256 = cells[2];
  statement.lines_sha256 = cells[3];
  TRIBUTARY_ASSIGN(statement.key.payee, payee_of(cells[4]));
  statement.key.party_id = cells[5];
  TRIBUTARY_ASSIGN(statement.key.currency, currency_of(cells[6]));
  TRIBUTARY_ASSIGN(statement.period_start, parse_day_cell(kStatementColumns[7], cells[7]));
  TRIBUTARY_ASSIGN(statement.period_end, parse_day_cell(kStatementColumns[8], cells[8]));
  return statement;
}

Result<StatementTotal> total_of(const TotalCells& cells, const StatementKey& key) {
  StatementTotal total;
  TRIBUTARY_ASSIGN(total.right, right_of(cells[0]));
  TRIBUTARY_ASSIGN(const Money amount, parse_money(cells[1], key.currency));
  total.amount_minor = amount.minor;
  return total;
}

Result<Entitlement> line_of(const LineCells& cells, const StatementKey& key) {
  Entitlement line;
  line.payee = key.payee;
  line.party_id = key.party_id;
  line.currency = key.currency;
  TRIBUTARY_ASSIGN(line.right, right_of(cells[0]));
  TRIBUTARY_ASSIGN(line.amount, parse_fine_amount(cells[1], key.currency));
  const auto ground = named(cells[2], Ground::kAttributed, Ground::kNotUsed);
  if (!ground) return invalid(kLineColumns[2], cells[2], "is no ground of a settlement");
  line.ground = *ground;
  line.track_id = cells[3];
  line.territory = cells[4];
  line.service = cells[5];
  TRIBUTARY_ASSIGN(line.period_start, parse_day_cell(kLineColumns[6], cells[6]));
  TRIBUTARY_ASSIGN(line.period_end, parse_day_cell(kLineColumns[7], cells[7]));
  TRIBUTARY_ASSIGN(line.uses, parse_number<std::int64_t>(kLineColumns[8], cells[8]));
  TRIBUTARY_ASSIGN(line.usage_lines, parse_number<std::int64_t>(kLineColumns[9], cells[9]));
  line.usage_id = cells[10];
  line.evidence_id = cells[11];
  line.tier = cells[12];
  line.recording_id = cells[13];
  line.work_id = cells[14];
  TRIBUTARY_ASSIGN(line.share_ppm, parse_number<Ppm>(kLineColumns[15], cells[15]));
  TRIBUTARY_ASSIGN(line.right_ppm, parse_number<Ppm>(kLineColumns[16], cells[16]));
  TRIBUTARY_ASSIGN(line.holding_ppm, parse_number<Ppm>(kLineColumns[17], cells[17]));
  return line;
}

}  // namespace tributary::royalty
