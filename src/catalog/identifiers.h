// The ISWC of a work, and the catalog's own recording_id.
#pragma once

#include <string>
#include <string_view>

#include "tributary/result.h"

namespace tributary::catalog {

// An ISWC (ISO 15707) as "T-034.524.680-1", with or without its separators in the input. The check
// digit must be right.
Result<std::string> parse_iswc(std::string_view text);

// "rec_" and the first 16 digits of a content hash (64 lower-case hexadecimal digits).
std::string recording_id_of(std::string_view content_sha256);

// True for exactly `length` lower-case hexadecimal digits.
bool is_lower_hex(std::string_view text, std::size_t length);

}  // namespace tributary::catalog
