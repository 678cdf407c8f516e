// What one line of a usage report says, as views into it, and the checks of its fields.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tributary/money.h"
#include "tributary/result.h"
#include "tributary/usage.h"

namespace tributary::royalty {

// Views are valid until the reader that gave them goes on.
struct UsageFields {
  std::string_view track_id;
  std::string_view isrc;
  std::string_view title;
  std::string_view territory;
  std::string_view service;
  std::string_view user_id;
  Day period_start;
  Day period_end;
  std::int64_t uses = 0;
  Money revenue;
};

// Identifiers are at most this long, titles and services too.
inline constexpr std::size_t kMaxFieldBytes = 1000;

// The checks below give nothing where the text is not of the form; they allocate nothing.

// As parse_day, without its message.
std::optional<Day> day_of(std::string_view text);

// The first or last day of "2026", "2026-11" or "2026-11-26".
std::optional<Day> first_day_of(std::string_view text);
std::optional<Day> last_day_of(std::string_view text);

// Decimal digits, with nothing but zeros behind a point where there is one: "12", "12.00".
std::optional<std::int64_t> count_of(std::string_view text);

// As parse_money, >= 0.
std::optional<std::int64_t> amount_of(std::string_view text, const Currency& currency);

// Whether ISO 3166-1 has assigned the code of two letters; XK, which the industry uses for Kosovo, counts too.
bool is_country(std::string_view text);

// Why the text cannot be a field, or empty: control characters other than the tab, bytes that are not UTF-8.
std::string_view text_problem(std::string_view text);

// Why the fields cannot be used, beside the form of each; empty where they can: "the period ends before it starts".
std::string_view fields_problem(const UsageFields& fields);

// Quotation marks around foreign text in a message; long text is cut.
std::string in_quotes(std::string_view text);

// The currency with a code; remembers the last one, as most reports have one.
class CurrencyCache {
 public:
  const Currency* find(std::string_view code);

 private:
  Currency last_;
};

}  // namespace tributary::royalty
