// Days of the calendar, and the names of rights that settlements use.
#include <algorithm>
#include <charconv>
#include <chrono>

#include <fmt/core.h>

#include "tributary/rights.h"

namespace tributary {
namespace {

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

unsigned number(std::string_view digits) {
  unsigned value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

}  // namespace

std::string_view name_of(Right right) { return right == Right::kMaster ? "master" : "publishing"; }

std::string to_string(Day day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day.days}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

Result<Day> parse_day(std::string_view text) {
  const Error invalid{ErrorCode::kInvalidInput,
                      fmt::format("\"{}\" is no day: it takes year, month and day such as 2026-11-26", text)};
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return invalid;
  if (!all_digits(text.substr(0, 4)) || !all_digits(text.substr(5, 2)) || !all_digits(text.substr(8))) return invalid;
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(number(text.substr(0, 4)))},
                                         std::chrono::month{number(text.substr(5, 2))},
                                         std::chrono::day{number(text.substr(8))}};
  if (!date.ok() || date.year() < std::chrono::year{1000}) return invalid;
  return Day{static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count())};
}

}  // namespace tributary
