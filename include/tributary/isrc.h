// The ISRC (ISO 3901): the standard name of a recording.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "tributary/result.h"

namespace tributary {

// 12 characters in upper case, without hyphens.
using Isrc = std::array<char, 12>;

// From either the compact or the hyphenated form, in letters of either case; nullopt where it is none. Allocates
// nothing.
std::optional<Isrc> isrc_of(std::string_view text);

// The same as a text; kInvalidInput says what is wrong with it.
Result<std::string> parse_isrc(std::string_view text);

}  // namespace tributary
