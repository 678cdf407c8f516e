#include "tributary/isrc.h"

namespace tributary {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// Fills `isrc`, or says why the text is none.
std::string_view read_isrc(std::string_view text, Isrc& isrc) {
  constexpr std::string_view kHyphenated = "##-###-##-#####";
  constexpr std::string_view kLength = "is no ISRC: it takes 12 letters and digits such as GBAYE6800011";
  const bool hyphenated = text.size() == kHyphenated.size();
  if (!hyphenated && text.size() != isrc.size()) return kLength;
  std::size_t length = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (hyphenated && kHyphenated[i] == '-') {
      if (text[i] != '-') return kLength;
      continue;
    }
    const char c = text[i] >= 'a' && text[i] <= 'z' ? static_cast<char>(text[i] - 'a' + 'A') : text[i];
    if (length < 2 && !is_upper(c)) return "is no ISRC: it starts with two letters";
    if (length < 5 && !is_upper(c) && !is_digit(c))
      return "is no ISRC: the third to fifth characters are letters or digits";
    if (length >= 5 && !is_digit(c)) return "is no ISRC: the last seven characters are digits";
    isrc[length++] = c;
  }
  return {};
}

}  // namespace

std::optional<Isrc> isrc_of(std::string_view text) {
  Isrc isrc{};
  if (!read_isrc(text, isrc).empty()) return std::nullopt;
  return isrc;
}

Result<std::string> parse_isrc(std::string_view text) {
  Isrc isrc{};
  const std::string_view problem = read_isrc(text, isrc);
  if (!problem.empty()) return Error{ErrorCode::kInvalidInput, std::string(problem)};
  return std::string(isrc.data(), isrc.size());
}

}  // namespace tributary
