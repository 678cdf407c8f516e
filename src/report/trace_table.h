// The answer of a trace for people: who is in the track and how much, then which seconds.
#pragma once

#include <string>

#include "report/terminal.h"
#include "tributary/trace_answer.h"

namespace tributary::report {

// Several lines, each ended by a newline and, from 64 columns up, no wider than the terminal. For each
// tier that names somebody the shares and the unattributed rest come first, then a time line per recording and the list
// of matched seconds.
// Names are made printable: nothing in a file name or a tag reaches the terminal as a control character.
std::string trace_table(const TraceAnswer& answer, const Terminal& terminal);

}  // namespace tributary::report
