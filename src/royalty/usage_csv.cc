#include "royalty/usage_csv.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "royalty/csv_cell.h"

namespace tributary::royalty {
namespace {

// In the order of UsageCsvReader::Column.
constexpr std::array<std::string_view, 11> kNames{"track_id", "isrc",    "title",        "territory",
                                                  "service",  "user_id", "period_start", "period_end",
                                                  "uses",     "revenue", "currency"};
constexpr std::array<std::string_view, 4> kRequired{"territory", "period_start", "period_end", "uses"};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::string all_names() {
  std::string names;
  for (const std::string_view name : kNames) names += names.empty() ? std::string(name) : ", " + std::string(name);
  return names;
}

}  // namespace

Result<std::unique_ptr<UsageReader>> UsageCsvReader::open(UsageLines lines) {
  std::unique_ptr<UsageCsvReader> reader(new UsageCsvReader(std::move(lines)));
  TRIBUTARY_TRY(reader->read_header());
  return std::unique_ptr<UsageReader>(std::move(reader));
}

Result<void> UsageCsvReader::read_header() {
  const auto invalid = [&](const std::string& reason) {
    return Error{ErrorCode::kInvalidInput, lines_.place() + ": " + reason};
  };
  header_ = lines_.text();
  place_.fill(kColumns);
  std::string_view rest = header_;
  for (bool more = true; more;) {
    const std::size_t comma = rest.find(',');
    const std::string_view name = trimmed(rest.substr(0, comma));
    const auto known = std::find(kNames.begin(), kNames.end(), name);
    if (known == kNames.end())
      return invalid(fmt::format("{} is no column of usage; the columns are {}", in_quotes(name), all_names()));
    std::size_t& place = place_[static_cast<std::size_t>(known - kNames.begin())];
    if (place != kColumns) return invalid(fmt::format("the column {} occurs twice", name));
    place = columns_++;
    more = comma != std::string_view::npos;
    if (more) rest.remove_prefix(comma + 1);
  }
  for (const std::string_view name : kRequired) {
    const auto at = static_cast<std::size_t>(std::find(kNames.begin(), kNames.end(), name) - kNames.begin());
    if (place_[at] == kColumns) return invalid(fmt::format("has no column {}", name));
  }
  if (place_[0] == kColumns && place_[1] == kColumns) return invalid("has neither a column track_id nor isrc");
  return {};
}

Result<UsageEvent> UsageCsvReader::next() {
  while (true) {
    TRIBUTARY_ASSIGN(const bool any, lines_.next());
    if (!any) return UsageEvent::kEnd;
    const bool blank = trimmed(lines_.text()).empty();
    if (blank && lines_.report_line() == lines_.line()) continue;
    if (lines_.report_line() == 0) {
      if (blank) continue;
      return refused("has no mark above it that names its line of the report, such as #17:");
    }
    const std::string reason = problem();
    if (!reason.empty()) return refused(reason);
    return UsageEvent::kUsage;
  }
}

std::vector<std::string> UsageCsvReader::take_context() {
  if (std::exchange(header_given_, true)) return {};
  return {header_};
}

std::string_view UsageCsvReader::split(std::string_view line) {
  for (std::size_t i = 0; i < columns_; ++i) {
    if (const auto reason = take_csv_cell(line, unquoted_[i], cells_[i]); !reason.empty()) return reason;
    if (line.empty() != (i + 1 == columns_))
      return line.empty() ? "has fewer fields than the header" : "has more fields than the header";
    if (!line.empty()) line.remove_prefix(1);
  }
  return {};
}

std::string UsageCsvReader::problem() {
  if (const auto reason = text_problem(lines_.text()); !reason.empty()) return std::string(reason);
  if (const auto reason = split(lines_.text()); !reason.empty()) return std::string(reason);
  const auto wrong = [&](Column column, std::string_view what) {
    return fmt::format("its {} {} {}", kNames[static_cast<std::size_t>(column)], in_quotes(cell(column)), what);
  };
  fields_.isrc = {};
  if (const std::string_view text = cell(Column::kIsrc); !text.empty()) {
    const auto isrc = isrc_of(text);
    if (!isrc) return wrong(Column::kIsrc, "is no ISRC such as GBAYE6800011");
    isrc_ = *isrc;
    fields_.isrc = std::string_view(isrc_.data(), isrc_.size());
  }
  fields_.track_id = cell(Column::kTrackId);
  if (fields_.track_id.empty()) fields_.track_id = fields_.isrc;
  fields_.title = cell(Column::kTitle);
  fields_.territory = cell(Column::kTerritory);
  if (!is_country(fields_.territory)) return wrong(Column::kTerritory, "is no country code of ISO 3166-1 such as DE");
  fields_.service = cell(Column::kService);
  fields_.user_id = cell(Column::kUserId);
  const auto start = day_of(cell(Column::kPeriodStart));
  if (!start) return wrong(Column::kPeriodStart, "is no date such as 2026-01-31");
  const auto end = day_of(cell(Column::kPeriodEnd));
  if (!end) return wrong(Column::kPeriodEnd, "is no date such as 2026-01-31");
  fields_.period_start = *start;
  fields_.period_end = *end;
  const auto uses = count_of(cell(Column::kUses));
  if (!uses) return wrong(Column::kUses, "is no whole number from 0");
  fields_.uses = *uses;
  if (auto reason = money_problem(cell(Column::kRevenue), cell(Column::kCurrency)); !reason.empty()) return reason;
  return std::string(fields_problem(fields_));
}

std::string UsageCsvReader::money_problem(std::string_view revenue, std::string_view currency) {
  fields_.revenue = Money{};
  if (currency.empty()) return revenue.empty() ? "" : "has a revenue and no currency";
  const Currency* known = currencies_.find(currency);
  if (known == nullptr) return fmt::format("its currency {} is no code of ISO 4217 such as EUR", in_quotes(currency));
  fields_.revenue.currency = *known;
  if (revenue.empty()) return {};
  const auto minor = amount_of(revenue, *known);
  if (!minor)
    return fmt::format("its revenue {} is no amount from 0 with at most {} decimals, as {} has", in_quotes(revenue),
                       known->exponent, currency);
  fields_.revenue.minor = *minor;
  return {};
}

}  // namespace tributary::royalty
