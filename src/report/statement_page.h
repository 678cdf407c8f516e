// A statement as a page: one HTML file to read, mail and print, which asks no network.
#pragma once

#include <string>

#include "tributary/statement.h"

namespace tributary::report {

// How much, then line by line for which usage, on what evidence, under which policy and by which split. Everything
// foreign is escaped, and a Content-Security-Policy allows nothing but the page's own style. Equal statements give
// equal bytes.
std::string statement_page(const RoyaltyStatement& statement);

}  // namespace tributary::report
