// What the catalog verbs say to people.
#pragma once

#include <string>
#include <vector>

#include "report/terminal.h"
#include "tributary/recording.h"
#include "tributary/workspace.h"

namespace tributary::report {

// Several lines, each ended by a newline. Names are made printable: nothing in a file name or a tag reaches
// the terminal as a control character.

// One line a recording, fitted to the terminal's width from 64 columns up.
std::string recordings_table(const std::vector<Recording>& recordings, const Terminal& terminal);
std::string recording_sheet(const Recording& recording);
std::string import_summary(const ImportReport& report, const Terminal& terminal);
std::string remove_summary(const RemoveReport& report, const Terminal& terminal);
std::string check_summary(const CheckReport& report, const Terminal& terminal);

}  // namespace tributary::report
