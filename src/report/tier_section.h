// What a page says of one tier: the shares as bars, the time line, and the matched seconds as a table.
#pragma once

#include <string>

#include "report/report_content.h"

namespace tributary::report {

// The recordings of a tier are numbered from 1 in the order of their shares, the matches of an answer from 1 in the
// order of TraceAnswer::matches; names here are printable, not escaped.
std::string recording_name(const ReportContent& content, const std::string& recording_id);

// "match-3", the fragment that a match has in the page.
std::string match_anchor(std::size_t index);

// A <section>.
std::string tier_section(const ReportContent& content, Tier tier);

}  // namespace tributary::report
