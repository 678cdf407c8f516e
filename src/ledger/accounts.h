// The accounts a process has touched, in memory, with balances as they are at this point of a batch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "ledger/journal.h"

namespace tributary::ledger {

class Accounts {
 public:
  // Null where there is none. Pointers stay until clear().
  Result<Account*> find(Journal& journal, AccountId account_id);

  // The balance of this account has changed and is to be written.
  void touch(const Account* account);

  // Writes what was touched.
  Result<void> write(Journal& journal);

  std::size_t size() const { return accounts_.size(); }

  // Forgets everything: what is in memory may differ from the file.
  void clear();

 private:
  struct Cached {
    Account account;
    bool touched = false;
  };
  std::unordered_map<AccountId, Cached> accounts_;
  std::vector<AccountId> touched_;
};

}  // namespace tributary::ledger
