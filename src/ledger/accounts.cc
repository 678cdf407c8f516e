#include "ledger/accounts.h"

#include <algorithm>

namespace tributary::ledger {

Result<Account*> Accounts::find(Journal& journal, AccountId account_id) {
  const auto known = accounts_.find(account_id);
  if (known != accounts_.end()) return &known->second.account;
  TRIBUTARY_ASSIGN(std::optional<Account> stored, journal.find_account(account_id));
  if (!stored) return static_cast<Account*>(nullptr);
  return &accounts_.try_emplace(account_id, Cached{std::move(*stored)}).first->second.account;
}

void Accounts::touch(const Account* account) {
  Cached& cached = accounts_.at(account->account_id);
  if (cached.touched) return;
  cached.touched = true;
  touched_.push_back(account->account_id);
}

Result<void> Accounts::write(Journal& journal) {
  // In the order of the rows: neighbours share a page.
  std::sort(touched_.begin(), touched_.end());
  for (const AccountId account_id : touched_) {
    Cached& cached = accounts_.at(account_id);
    TRIBUTARY_TRY(journal.write_balance(account_id, cached.account.balance));
    cached.touched = false;
  }
  touched_.clear();
  return {};
}

void Accounts::clear() {
  accounts_.clear();
  touched_.clear();
}

}  // namespace tributary::ledger
