#include "rights/territory.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "rights/territory_codes.h"

namespace tributary::rights {
namespace {

constexpr std::int32_t kWorldTis = 2136;

Error invalid(std::string reason) { return Error{ErrorCode::kInvalidInput, std::move(reason)}; }

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  for (std::size_t at = 0; (at = text.find_first_not_of(' ', at)) != std::string_view::npos;) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    found.push_back(text.substr(at, end - at));
    at = end;
  }
  return found;
}

Territory every_country() {
  Territory all;
  for (std::size_t i = 0; i < countries().size(); ++i) all.set(i);
  return all;
}

Result<Territory> of_tis(std::string_view digits) {
  std::int32_t tis = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), tis);
  const bool whole = failure == std::errc{} && end == digits.data() + digits.size();
  if (whole && tis == kWorldTis) return world();
  Territory found;
  if (!whole || tis == 0) return invalid(fmt::format("\"{}\" is no TIS code", digits));
  for (const CountryGroup& group : country_groups())
    if (group.tis == tis)
      for (const std::string_view member : words(group.members)) found |= country(member);
  for (std::size_t i = 0; i < countries().size(); ++i)
    if (countries()[i].tis == tis) found.set(i);
  if (found.none()) return invalid(fmt::format("\"{}\" is no TIS code of a territory of today", digits));
  return found;
}

}  // namespace

const Territory& world() {
  static const Territory all = every_country();
  return all;
}

Territory country(std::string_view alpha2) {
  const auto known = countries();
  const auto at = std::lower_bound(known.begin(), known.end(), alpha2,
                                   [](const Country& a, std::string_view code) { return a.alpha2 < code; });
  Territory found;
  if (at != known.end() && at->alpha2 == alpha2) found.set(static_cast<std::size_t>(at - known.begin()));
  return found;
}

Result<Territory> parse_territory_code(std::string_view code) {
  const std::string name = upper(code);
  if (name == "WORLD" || name == "WORLDWIDE") return world();
  if (!name.empty() && name.size() <= 4 &&
      std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return of_tis(name);
  const Territory found = country(name);
  if (found.none())
    return invalid(
        fmt::format("\"{}\" is neither WORLD nor a country's ISO 3166-1 code of two letters nor a TIS code", code));
  return found;
}

Result<Territory> parse_territory(std::string_view text) {
  Territory included;
  Territory excluded;
  for (std::string_view word : words(text)) {
    const bool out = word.starts_with('-');
    if (out) word.remove_prefix(1);
    TRIBUTARY_ASSIGN(const Territory named, parse_territory_code(word));
    (out ? excluded : included) |= named;
  }
  included &= ~excluded;
  if (included.none()) return invalid(fmt::format("\"{}\" leaves no country", text));
  return included;
}

std::string to_string(const Territory& territory) {
  const bool complement = 2 * territory.count() > countries().size();
  std::string text = complement ? "WORLD" : "";
  for (std::size_t i = 0; i < countries().size(); ++i) {
    if (territory.test(i) == complement) continue;
    if (!text.empty()) text += ' ';
    if (complement) text += '-';
    text += countries()[i].alpha2;
  }
  return text;
}

}  // namespace tributary::rights
