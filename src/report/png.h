// PNG files in memory.
#pragma once

#include <string>

#include "report/report_content.h"
#include "report/spectrum_image.h"
#include "tributary/result.h"

namespace tributary::report {

// 8 bits a pixel. kInternal where Cairo fails.
Result<std::string> grey_png(const GreyImage& image);

// A match as a picture of its own: both spectra with seconds and the names of notes, the alignment between them, and
// what they show in words. `names` are printable: of the query and of the recording. Same fonts, same bytes.
Result<std::string> match_png(const Match& match, const MatchMaterial& material, const std::string& query_name,
                              const std::string& reference_name, std::size_t number);

}  // namespace tributary::report
