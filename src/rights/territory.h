// Where a claim holds: a set of countries.
#pragma once

#include <bitset>
#include <string>
#include <string_view>

#include "tributary/result.h"

namespace tributary::rights {

inline constexpr std::size_t kMostCountries = 256;

// One bit for each of countries(), in their order.
using Territory = std::bitset<kMostCountries>;

// Every country there is.
const Territory& world();

// The country with this ISO 3166-1 code in upper case; empty where there is none.
Territory country(std::string_view alpha2);

// The countries that one code names: "WORLD" or "Worldwide", an ISO 3166-1 code of two letters in either case, or a
// TIS code of up to four digits ("2136", "0276", "276"). kInvalidInput where it is none of them, also for states
// that are no more.
Result<Territory> parse_territory_code(std::string_view code);

// Codes separated by blanks, "-" before those to take out again, in any order: "WORLD -US -CA", "2120 -CH", "DE AT".
// kInvalidInput names the code at fault, and where no country is left.
Result<Territory> parse_territory(std::string_view text);

// The shorter of "AT CH DE" and "WORLD -CA -US"; empty for no country. What parse_territory reads.
std::string to_string(const Territory& territory);

}  // namespace tributary::rights
