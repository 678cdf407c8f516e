// The style sheets and the script of pages, as they lie beside this file.
#pragma once

#include <string_view>

namespace tributary::report {

std::string_view page_style();
std::string_view page_script();
std::string_view statement_style();  // what a statement adds to page_style()

}  // namespace tributary::report
