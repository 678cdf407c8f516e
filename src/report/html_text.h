// Foreign text and bytes inside HTML.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace tributary::report {

// The text as it may stand between tags and between double quotes: made printable, see display_text.h, and with
// & < > " ' as references.
std::string escaped(std::string_view text);

// RFC 4648, with padding.
std::string base64(std::span<const std::byte> bytes);

// A data: URI.
std::string data_uri(std::string_view media_type, std::string_view bytes);

// Allows one inline script or style sheet in a Content-Security-Policy: 'sha256-...' of its text.
std::string policy_hash(std::string_view text);

}  // namespace tributary::report
