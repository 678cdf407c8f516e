// Text from outside (file names, tags, library messages) made fit to print and store.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tributary::audio {

// `text` as one line of valid UTF-8 of at most `max_bytes`: runs of white space and control characters
// become one space, invalid bytes become U+FFFD, both ends are trimmed, and nothing is cut inside a
// character.
std::string one_line(std::string_view text, std::size_t max_bytes);

}  // namespace tributary::audio
