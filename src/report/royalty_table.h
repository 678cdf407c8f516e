// Settlements, comparisons and disputes as tables for a terminal.
#pragma once

#include <string>
#include <vector>

#include "report/terminal.h"
#include "royalty/comparison.h"
#include "tributary/dispute.h"
#include "tributary/royalty.h"

namespace tributary::report {

std::string settlement_table(const Allocation& allocation, const Terminal& terminal);
std::string comparison_table(const std::vector<royalty::ComparedPayee>& compared, const Terminal& terminal);
std::string disputes_table(const std::vector<Dispute>& disputes, const Terminal& terminal);

}  // namespace tributary::report
