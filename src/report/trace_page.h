// The report of a trace: one HTML page that needs no other file and asks no network.
#pragma once

#include <string>
#include <vector>

#include "report/report_content.h"
#include "tributary/result.h"

namespace tributary::report {

// The answer in a sentence, then the tiers, the matches, what would change the answer, how it was measured, and the
// hashes of what went in. Everything foreign is escaped, and a Content-Security-Policy allows nothing but the page's
// own style, script, pictures and sounds. Equal content gives equal bytes. kInternal where a picture cannot be written.
Result<std::string> trace_page(const ReportContent& content);

// A file name for each page of a batch, in its order: the input's own name and ".html", with a number where inputs
// share a name, and without what no file name should hold.
std::vector<std::string> page_names(const std::vector<std::string>& inputs);

}  // namespace tributary::report
