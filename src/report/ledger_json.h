// The machine-readable form of what the ledger verbs say: one JSON object on each line.
#pragma once

#include <string>

#include "tributary/ledger.h"

namespace tributary::report {

// One line each, without the newline; bytes that are not UTF-8 become U+FFFD. Amounts are integers in minor units.
// docs/formats/ledger.md describes them.
std::string to_json_line(const Account& account);     // tributary.account/1
std::string to_json_line(const JournalEntry& entry);  // tributary.transfer/1
std::string to_json_line(const LedgerCheck& check);   // tributary.ledger-check/1

}  // namespace tributary::report
