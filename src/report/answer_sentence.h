// The answer of a trace in words: one sentence, and how sure it is.
#pragma once

#include <string>

#include "tributary/trace_answer.h"

namespace tributary::report {

// Who is in the track, how much of it, and what is left unattributed. Names are printable, not escaped.
std::string answer_sentence(const TraceAnswer& answer);

// What is known of how sure that is: the strongest and the weakest evidence beside what was asked for.
std::string certainty_sentence(const TraceAnswer& answer);

}  // namespace tributary::report
