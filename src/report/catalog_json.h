// The machine-readable form of what the catalog verbs say: one JSON object on each line.
#pragma once

#include <string>

#include "tributary/recording.h"
#include "tributary/workspace.h"

namespace tributary::report {

// One line each, without the newline; bytes that are not UTF-8 become U+FFFD.
std::string to_json_line(const Recording& recording);  // tributary.recording/1
std::string to_json_line(const ImportReport& report);  // tributary.import/1
std::string to_json_line(const RemoveReport& report);  // tributary.remove/1
std::string to_json_line(const CheckReport& report);   // tributary.check/1

}  // namespace tributary::report
