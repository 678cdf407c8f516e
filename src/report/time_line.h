// The time line of a tier: for each recording, which seconds of the track are which seconds of the recording.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "report/report_content.h"

namespace tributary::report {

// The style class of the colour of a tier's i-th recording.
std::string colour_class(std::size_t row);

// The rows of a tier: each recording_id's number from 0, in the order of the shares, then of the matches.
std::map<std::string, std::size_t> recording_rows(const ReportContent& content, Tier tier);

// A <figure> with one drawing for each row: the track above, the recording below, on one scale, with every matched
// region joined to its counterpart. Each region is a link to its match, which plays both sides where there is sound.
std::string time_line(const ReportContent& content, Tier tier, const std::map<std::string, std::size_t>& rows);

}  // namespace tributary::report
