#include "rights/party_identifiers.h"

#include <algorithm>

#include <fmt/core.h>

namespace tributary::rights {
namespace {

constexpr std::size_t kIpiDigits = 11;
constexpr std::size_t kIsniCharacters = 16;
constexpr std::string_view kDpidPrefix = "PADPIDA";
constexpr std::size_t kDpidDigits = 10;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Error invalid(std::string reason) { return Error{ErrorCode::kInvalidInput, std::move(reason)}; }

std::string upper_without(std::string_view text, std::string_view separators) {
  std::string out;
  for (const char c : text)
    if (separators.find(c) == std::string_view::npos)
      out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

}  // namespace

Result<std::string> parse_ipi_name_number(std::string_view text) {
  if (text.empty() || text.size() > kIpiDigits || !std::all_of(text.begin(), text.end(), is_digit))
    return invalid("is no IPI name number: it takes up to 11 digits such as 00017798450");
  const std::string ipi = std::string(kIpiDigits - text.size(), '0') + std::string(text);
  if (ipi.find_first_not_of('0') == std::string::npos) return invalid("is no IPI name number: it is zero");
  int sum = 0;
  for (std::size_t i = 0; i + 2 < kIpiDigits; ++i) sum += (10 - static_cast<int>(i)) * (ipi[i] - '0');
  const int check = sum % 101 == 0 ? 0 : (101 - sum % 101) % 100;
  const std::string digits = fmt::format("{:02}", check);
  if (ipi.substr(kIpiDigits - 2) != digits)
    return invalid(fmt::format("is no IPI name number: its check digits are {} and should be {}",
                               ipi.substr(kIpiDigits - 2), digits));
  return ipi;
}

Result<std::string> parse_isni(std::string_view text) {
  const std::string isni = upper_without(text, " -");
  const auto last = isni.empty() ? isni.end() : isni.end() - 1;
  if (isni.size() != kIsniCharacters || !std::all_of(isni.begin(), last, is_digit) ||
      (!is_digit(*last) && *last != 'X'))
    return invalid("is no ISNI: it takes 15 digits and a digit or X such as 0000000121032683");
  int remainder = 0;
  for (auto at = isni.begin(); at != last; ++at) remainder = 2 * (remainder + (*at - '0')) % 11;
  const int check = (12 - remainder) % 11;
  const char expected = check == 10 ? 'X' : static_cast<char>('0' + check);
  if (*last != expected)
    return invalid(fmt::format("is no ISNI: its check character is {} and should be {}", *last, expected));
  return isni;
}

Result<std::string> parse_dpid(std::string_view text) {
  const std::string dpid = upper_without(text, "-");
  const bool fits =
      dpid.size() == kDpidPrefix.size() + kDpidDigits + 1 && dpid.starts_with(kDpidPrefix) &&
      std::all_of(dpid.begin() + static_cast<std::ptrdiff_t>(kDpidPrefix.size()), dpid.end() - 1, is_digit) &&
      (is_digit(dpid.back()) || (dpid.back() >= 'A' && dpid.back() <= 'Z'));
  if (!fits) return invalid("is no DPID: it takes PADPIDA, ten digits and a letter or digit");
  return dpid;
}

}  // namespace tributary::rights
