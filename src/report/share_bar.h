// A share as a bar, with its interval.
#pragma once

#include <string>

#include "tributary/ppm.h"

namespace tributary::report {

// An <svg> that readers of the page's text need not hear of; `colour` is a class of the page's style. Where low < high
// a whisker shows the interval.
std::string share_bar(Ppm share, Ppm low, Ppm high, const std::string& colour);

}  // namespace tributary::report
