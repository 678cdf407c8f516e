// What a page says of one match: which seconds, the sound of both sides, and their spectra with the alignment.
#pragma once

#include <cstddef>
#include <string>

#include "report/report_content.h"
#include "tributary/result.h"

namespace tributary::report {

// A <section> with the fragment match_anchor(index).
Result<std::string> match_section(const ReportContent& content, std::size_t index);

}  // namespace tributary::report
