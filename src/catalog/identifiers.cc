#include "catalog/identifiers.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/check.h"

namespace tributary::catalog {
namespace {

constexpr std::size_t kContentHashDigits = 64;
constexpr std::size_t kRecordingIdDigits = 16;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Error invalid(std::string reason) { return Error{ErrorCode::kInvalidInput, std::move(reason)}; }

std::string upper(std::string_view text) {
  std::string out(text);
  for (char &c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

// The text without its separators where it is laid out as in `pattern` ('#' for a character, anything
// else for itself); the text unchanged otherwise.
std::string without_separators(const std::string &text, std::string_view pattern) {
  if (text.size() != pattern.size()) return text;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (pattern[i] == '#')
      out += text[i];
    else if (text[i] != pattern[i])
      return text;
  }
  return out;
}

}  // namespace

Result<std::string> parse_iswc(std::string_view text) {
  std::string iswc = upper(text);
  for (const std::string_view pattern : {"#-###.###.###-#", "#-#########-#", "#-##########"})
    if (iswc.size() != 11) iswc = without_separators(iswc, pattern);
  if (iswc.size() != 11 || iswc[0] != 'T' || !std::all_of(iswc.begin() + 1, iswc.end(), is_digit))
    return invalid("is no ISWC: it takes T and ten digits such as T-034.524.680-1");
  int sum = 1;
  for (int i = 1; i <= 9; ++i) sum += i * (iswc[static_cast<std::size_t>(i)] - '0');
  const int check_digit = (10 - sum % 10) % 10;
  if (iswc[10] - '0' != check_digit)
    return invalid(fmt::format("is no ISWC: its check digit is {} and should be {}", iswc[10], check_digit));
  return fmt::format("T-{}.{}.{}-{}", iswc.substr(1, 3), iswc.substr(4, 3), iswc.substr(7, 3), iswc[10]);
}

std::string recording_id_of(std::string_view content_sha256) {
  TRIBUTARY_CHECK(is_lower_hex(content_sha256, kContentHashDigits));
  return "rec_" + std::string(content_sha256.substr(0, kRecordingIdDigits));
}

bool is_lower_hex(std::string_view text, std::size_t length) {
  return text.size() == length &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

}  // namespace tributary::catalog
