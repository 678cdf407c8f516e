// The countries and groups of countries that claims are made for.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tributary::rights {

struct Country {
  std::string_view alpha2;
  std::int32_t tis = 0;  // its numeric code in CISAC's Territory Information System; 0 where it has none
};

struct CountryGroup {
  std::int32_t tis = 0;
  std::string_view name;
  std::string_view members;  // alpha-2 codes, separated by blanks
};

// ISO 3166-1 and XK (Kosovo), by alpha-2 code.
std::span<const Country> countries();

// TIS groups but 2136 (World), by code, with their members of today.
std::span<const CountryGroup> country_groups();

}  // namespace tributary::rights
