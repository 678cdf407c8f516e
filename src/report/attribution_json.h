// Reads what tracks are made of from the JSON lines that `trace --json` and audits print.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tributary/finding.h"
#include "tributary/result.h"
#include "tributary/usage.h"

namespace tributary::report {

// The platform's names of traced files: by the file's path as it was traced, its name without folders, or the SHA-256
// of its content. A file that is not named has its name without folders and extension.
using TrackNames = std::map<std::string, std::string>;

struct Attributions {
  std::vector<TrackAttribution> tracks;  // in the order of the lines
  std::vector<Finding> refused;          // lines that cannot be used, and files that the trace refused
};

// `name` is how findings call the text: "traces.jsonl:17". Objects of other schemas than tributary.trace/1 are refused,
// as is a tier whose shares and rest do not add up.
Attributions read_attributions(std::string_view text, std::string_view name, const TrackNames& names);

}  // namespace tributary::report
