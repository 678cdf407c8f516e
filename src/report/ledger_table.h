// What the ledger verbs say to people.
#pragma once

#include <string>
#include <vector>

#include "report/terminal.h"
#include "tributary/ledger.h"

namespace tributary::report {

// Several lines, each ended by a newline. Names and references are made printable.

// One line an account, fitted to the terminal's width from 72 columns up.
std::string accounts_table(const std::vector<Account>& accounts, const Terminal& terminal);

// An account and its latest transfers, the newest first.
std::string account_sheet(const Account& account, const std::vector<JournalEntry>& latest, const Terminal& terminal);

std::string ledger_check_summary(const LedgerCheck& check, const Terminal& terminal);

}  // namespace tributary::report
