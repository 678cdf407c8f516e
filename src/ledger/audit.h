// Recomputes a ledger from its journal and says where what is stored differs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "ledger/accrual_audit.h"
#include "ledger/journal.h"
#include "ledger/rules.h"
#include "tributary/ledger.h"

namespace tributary::ledger {

// Runs once, within one read transaction. Takes memory for the accounts, the holds and what was reversed, not for the
// other transfers and not for accruals.
class Audit {
 public:
  explicit Audit(Journal& journal)
      : journal_(journal),
        accruals_([this](std::string place, std::string reason) { object(std::move(place), std::move(reason)); }) {}
  Audit(const Audit&) = delete;
  Audit& operator=(const Audit&) = delete;

  // An Error only where the file is no database any more.
  Result<LedgerCheck> run();

 private:
  struct Target {  // what became of a transfer that later ones name
    std::int64_t settled_by = 0;
    std::int64_t expires_ms = 0;
    bool pending = false;
    std::int64_t reversed_minor = 0;
  };

  void check_schema();
  void read_accounts();
  void read_transfers();
  void read_others_before(std::int64_t entry);
  void read_accrual();
  void check_account(const StoredAccount& stored);
  void check_accrual(const StoredAccrual& stored);
  void check_transfer(const StoredTransfer& stored);
  void check_sequence(const std::string& place, std::int64_t entry, std::int64_t time_ms);
  void check_hash(const std::string& place, const ChainHash& computed, const ChainHash& stored);
  Result<void> replay(const JournalEntry& entry);
  void check_next(const JournalEntry* entry);
  void compare_head();
  void compare_balances();
  void compare_holds();
  void compare_reversals();
  void compare_exchanges();
  void add_totals();
  void check_pages();
  void object(std::string place, std::string reason);
  void object(const Error& error);

  Journal& journal_;
  LedgerCheck report_;
  bool readable_ = true;  // every row so far could be read
  bool gap_ = false;      // the entry before the current one is missing: nothing to continue its hash from
  Chain chain_{ChainHash{}};
  std::int64_t exchanges_ = 0;
  std::vector<StoredAccount> stored_accounts_;
  std::size_t opened_ = 0;                           // of stored_accounts_, in the order of their entries
  std::unordered_map<AccountId, Account> accounts_;  // with recomputed balances
  std::optional<AccrualTable::Reader> accrual_reader_;
  std::optional<StoredAccrual> next_accrual_;  // empty behind the last one
  AccrualAudit accruals_;
  std::unordered_map<std::int64_t, Target> targets_;
  std::optional<JournalEntry> previous_;
  std::optional<Step> previous_step_;
  Step step_;
};

}  // namespace tributary::ledger
