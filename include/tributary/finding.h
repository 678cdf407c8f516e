// Something that was given and not taken, or stored and not sound.
#pragma once

#include <string>

namespace tributary {

struct Finding {
  std::string place;   // a file, a file and its line ("catalog.csv:12"), or a row
  std::string reason;  // one line

  bool operator==(const Finding&) const = default;
};

}  // namespace tributary
