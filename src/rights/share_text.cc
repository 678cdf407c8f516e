#include "rights/share_text.h"

#include <algorithm>
#include <charconv>
#include <string>

#include <fmt/format.h>

namespace tributary::rights {
namespace {

constexpr std::size_t kPpmDigits = 6;
constexpr std::size_t kWholeDigits = 3;

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<Ppm> parse_share(std::string_view decimal, int whole) {
  const Error invalid{ErrorCode::kInvalidInput,
                      fmt::format("\"{}\" is no decimal number from 0 to {}", decimal, whole)};
  const std::size_t point = std::min(decimal.find('.'), decimal.size());
  std::string_view integer = decimal.substr(0, point);
  std::string_view fraction = decimal.substr(std::min(point + 1, decimal.size()));
  if ((integer.empty() && fraction.empty()) || !all_digits(integer) || !all_digits(fraction)) return invalid;
  integer.remove_prefix(std::min(integer.find_first_not_of('0'), integer.size()));
  fraction = fraction.substr(0, fraction.find_last_not_of('0') + 1);
  const std::size_t places = whole == 100 ? kPpmDigits - 2 : kPpmDigits;
  if (integer.size() > kWholeDigits) return invalid;
  if (fraction.size() > places)
    return Error{ErrorCode::kInvalidInput, fmt::format("\"{}\" is finer than one part per million", decimal)};
  const std::string digits = fmt::format("{}{:0<{}}", integer, fraction, places);
  std::int64_t ppm = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), ppm);
  if (ppm > kWholePpm) return invalid;
  return static_cast<Ppm>(ppm);
}

Result<Ppm> parse_share_ppm(std::string_view text) {
  Ppm share = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), share);
  if (failure != std::errc{} || end != text.data() + text.size() || share < 0 || share > kWholePpm)
    return Error{ErrorCode::kInvalidInput, fmt::format("\"{}\" is no whole number from 0 to {}", text, kWholePpm)};
  return share;
}

}  // namespace tributary::rights
