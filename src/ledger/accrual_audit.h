// Recomputes what accruals make due, and holds the journal and the stored fractions against it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "db/connection.h"
#include "ledger/accrual_entry.h"

namespace tributary::ledger {

class AccrualAudit {
 public:
  using Objection = std::function<void(std::string place, std::string reason)>;
  using AccountLookup = std::function<const Account*(AccountId)>;  // null where there is none

  explicit AccrualAudit(Objection object) : object_(std::move(object)) {}

  // The next accrual of the journal; what it makes due is expected of the entries right behind it.
  void add(const AccrualEntry& entry, const std::string& place, const Currency& currency, const AccountLookup& find);

  // The next transfer of the journal.
  void check_due(const JournalEntry& entry, const std::string& place);

  // No transfer follows before the next entry of another kind.
  void end_due();

  // After the whole journal.
  void compare(db::Connection& connection);

 private:
  Objection object_;
  std::map<AccountId, std::int64_t> fractions_;  // in billionths, recomputed
  std::int64_t parts_ = 0;
  std::string place_;         // of the latest accrual
  std::deque<Transfer> due_;  // of it, in the order of the journal
};

}  // namespace tributary::ledger
