// The picture of a match inside a page: both spectra on one time scale, and the alignment between them.
#pragma once

#include <string>

#include "report/report_content.h"
#include "tributary/result.h"

namespace tributary::report {

// An <svg> element with the label `label`, not escaped. A side that is missing is an empty plot that says so.
Result<std::string> match_figure(const Match& match, const MatchMaterial& material, const std::string& label);

}  // namespace tributary::report
