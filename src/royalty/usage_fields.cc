#include "royalty/usage_fields.h"

#include <algorithm>
#include <bitset>
#include <charconv>
#include <chrono>
#include <cstring>

#include <fmt/core.h>

#include "base/utf8.h"

namespace tributary::royalty {
namespace {

// ISO 3166-1 alpha-2, the officially assigned codes, and XK.
constexpr std::string_view kCountries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

std::size_t country_index(std::string_view code) {
  return static_cast<std::size_t>((code[0] - 'A') * 26 + (code[1] - 'A'));
}

std::bitset<26 * 26> country_set() {
  std::bitset<26 * 26> set;
  for (std::size_t i = 0; i < kCountries.size(); i += 3) set.set(country_index(kCountries.substr(i, 2)));
  return set;
}

// Digits only, of the exact length.
std::optional<int> number_of(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::optional<Day> day_of(int year, unsigned month, unsigned day) {
  if (year < 1000) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  return Day{static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count())};
}

struct PartialDate {
  int year = 0;
  std::optional<unsigned> month;
  std::optional<unsigned> day;
};

std::optional<PartialDate> partial_date(std::string_view text) {
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return std::nullopt;
  PartialDate date;
  const auto year = number_of(text.substr(0, 4));
  if (!year) return std::nullopt;
  date.year = *year;
  for (std::size_t i = 4; i < text.size(); i += 3) {
    const auto part = number_of(text.substr(i + 1, 2));
    if (text[i] != '-' || !part) return std::nullopt;
    (i == 4 ? date.month : date.day) = static_cast<unsigned>(*part);
  }
  return date;
}

// Without a byte of 0x80 or above, eight at a time.
bool is_ascii(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, sizeof word);
    if ((word & kHighBits) != 0) return false;
  }
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::optional<Day> day_of(std::string_view text) {
  if (text.size() != 10) return std::nullopt;
  return first_day_of(text);
}

std::optional<Day> first_day_of(std::string_view text) {
  const auto date = partial_date(text);
  if (!date) return std::nullopt;
  return day_of(date->year, date->month.value_or(1), date->day.value_or(1));
}

std::optional<Day> last_day_of(std::string_view text) {
  const auto date = partial_date(text);
  if (!date) return std::nullopt;
  const unsigned month = date->month.value_or(12);
  if (date->day) return day_of(date->year, month, *date->day);
  for (unsigned day = 31; day >= 28; --day)
    if (const auto last = day_of(date->year, month, day)) return last;
  return std::nullopt;
}

std::optional<std::int64_t> count_of(std::string_view text) {
  if (text.empty() || !is_digit(text[0])) return std::nullopt;
  std::int64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, count);
  if (failure != std::errc()) return std::nullopt;
  if (rest == end) return count;
  if (*rest != '.' || rest + 1 == end || !std::all_of(rest + 1, end, [](char c) { return c == '0'; }))
    return std::nullopt;
  return count;
}

std::optional<std::int64_t> amount_of(std::string_view text, const Currency& currency) {
  if (text.empty() || !is_digit(text[0])) return std::nullopt;
  std::int64_t minor = 0;
  std::int32_t decimals = -1;  // none until there is a point
  for (const char c : text) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (!is_digit(c) || __builtin_mul_overflow(minor, 10, &minor) || __builtin_add_overflow(minor, c - '0', &minor))
      return std::nullopt;
    if (decimals >= 0) ++decimals;
  }
  if (decimals == 0 || decimals > currency.exponent) return std::nullopt;
  for (std::int32_t i = std::max(decimals, 0); i < currency.exponent; ++i)
    if (__builtin_mul_overflow(minor, 10, &minor)) return std::nullopt;
  return minor;
}

bool is_country(std::string_view text) {
  static const std::bitset<26 * 26> countries = country_set();
  return text.size() == 2 && is_upper(text[0]) && is_upper(text[1]) && countries[country_index(text)];
}

std::string_view text_problem(std::string_view text) {
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f'; }))
    return "holds a control character";
  if (!is_ascii(text) && !base::is_utf8(text)) return "is not valid UTF-8";
  return {};
}

std::string_view fields_problem(const UsageFields& fields) {
  if (fields.track_id.empty()) return "names no track: both its identifier and its ISRC are empty";
  for (const std::string_view text : {fields.track_id, fields.title, fields.service, fields.user_id})
    if (text.size() > kMaxFieldBytes) return "has a field of more than 1000 bytes";
  if (fields.period_end < fields.period_start) return "its period ends before it starts";
  return {};
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kShownBytes = 100;
  return fmt::format("\"{}\"", text.substr(0, kShownBytes));
}

const Currency* CurrencyCache::find(std::string_view code) {
  if (code == last_.code()) return &last_;
  const auto currency = currency_of(code);
  if (!currency) return nullptr;
  last_ = *currency;
  return &last_;
}

}  // namespace tributary::royalty
