// The style sheet and the script of a page, as they lie beside this file.
#pragma once

#include <string_view>

namespace tributary::report {

std::string_view page_style();
std::string_view page_script();

}  // namespace tributary::report
