#include "rights/ern_moment.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "tributary/rights.h"

namespace tributary::rights {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;

// Two digits at most `highest`.
std::optional<std::int64_t> two_digits(std::string_view text, std::int64_t highest) {
  std::int64_t value = 0;
  if (text.size() != 2 || text[0] < '0' || text[0] > '9') return std::nullopt;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + 2, value);
  if (failure != std::errc{} || end != text.data() + 2 || value > highest) return std::nullopt;
  return value;
}

// Seconds east of Greenwich: "", "Z", "+01:00".
std::optional<std::int64_t> offset_s(std::string_view zone) {
  if (zone.empty() || zone == "Z") return 0;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  const auto hours = two_digits(zone.substr(1, 2), 14);
  const auto minutes = two_digits(zone.substr(4), 59);
  if (!hours || !minutes) return std::nullopt;
  const std::int64_t seconds = *hours * 3600 + *minutes * 60;
  return zone[0] == '+' ? seconds : -seconds;
}

}  // namespace

Result<std::string> parse_moment(std::string_view text) {
  const Error invalid{ErrorCode::kInvalidInput,
                      fmt::format("\"{}\" is no moment such as 2026-11-26T12:30:00+01:00", text)};
  if (text.size() < 19 || text[10] != 'T' || text[13] != ':' || text[16] != ':') return invalid;
  const auto day = parse_day(text.substr(0, 10));
  const auto hour = two_digits(text.substr(11, 2), 23);
  const auto minute = two_digits(text.substr(14, 2), 59);
  const auto second = two_digits(text.substr(17, 2), 60);
  std::string_view zone = text.substr(19);
  if (zone.starts_with('.')) zone.remove_prefix(std::min(zone.find_first_not_of("0123456789", 1), zone.size()));
  const auto offset = offset_s(zone);
  if (!day || !hour || !minute || !second || !offset) return invalid;
  const std::int64_t seconds = *hour * 3600 + *minute * 60 + *second - *offset + kDaySeconds;
  const Day shifted{static_cast<std::int32_t>(day->days + seconds / kDaySeconds - 1)};
  const std::int64_t of_day = seconds % kDaySeconds;
  return fmt::format("{}T{:02}:{:02}:{:02}", to_string(shifted), of_day / 3600, of_day / 60 % 60, of_day % 60);
}

}  // namespace tributary::rights
