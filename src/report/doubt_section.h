// What would change the answer: how far each match is above its threshold, and the shares without the weakest.
#pragma once

#include <string>

#include "report/report_content.h"

namespace tributary::report {

// A <section>.
std::string doubt_section(const ReportContent& content);

}  // namespace tributary::report
