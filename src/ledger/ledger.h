// The ledger of one workspace: double entry, append-only, in an SQLite file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "ledger/accounts.h"
#include "ledger/journal.h"
#include "tributary/accrual.h"
#include "tributary/ledger.h"

namespace tributary::ledger {

// One file holds a ledger for each currency: a transfer stays within one, and an exchange is a transfer in each of
// two. The model is TigerBeetle's: transfers are never changed, ids come from the caller, what is held is posted or
// voided by a further transfer.
//
// Move only; one thread at a time. Processes may share the file: they write one after the other. What a call has
// stored is on disk when it returns; after a crash at any moment the file holds all of a call's changes or none.
// An Error of the file names it.
class Ledger {
 public:
  // `clock` stamps entries and ends holds; where it goes back, the time of the last entry holds.
  static Result<Ledger> open(const std::filesystem::path& path, db::Connection::Mode mode, base::Clock clock);

  // Opens all of the accounts or none, and gives their ids in order. An account that is open already, with the same
  // kind and limit, keeps its id; with others it is kConflict. kInvalidInput names the account.
  Result<std::vector<AccountId>> open_accounts(std::span<const NewAccount> accounts);

  // Posts transfers in their order; those of a chain (Transfer::linked) together or not at all. A refused transfer
  // leaves the others to be posted; its Error says which of the batch it is and why, kConflict among others where its
  // id stands for other content. Posting what was posted before changes nothing and is counted as repeated.
  // Holds that have run out are freed first. Fastest for batches of some thousand transfers with rising ids.
  Result<PostReport> post(std::span<const Transfer> transfers);

  // Adds up what an event earns, exactly: whole minor units are posted at once, from the accrual's source to each
  // account, and the fraction waits for the next accrual. All of it is one transaction, and one write that is synced.
  // kConflict where the event stands for other content, or where an account does not take its transfer; kInvalidInput
  // names the event. Holds that have run out are freed first.
  Result<AccrualReport> accrue(const Accrual& accrual);

  // The hash of what an event said; nullopt where it was never accrued.
  Result<std::optional<base::Sha256Digest>> find_accrual(std::string_view event);

  // Moves what was posted from the log into the database file, where enough has piled up: worth calling between events,
  // so that no event has to wait for it. Changes nothing that anyone sees.
  Result<void> tidy();

  // Frees the holds that have run out, as every post() does; says how many.
  Result<std::int64_t> expire_holds();

  // nullopt where there is none.
  Result<std::optional<Account>> find_account(std::string_view currency, std::string_view name);
  Result<std::optional<JournalEntry>> find_transfer(const TransferId& id);

  // By currency, kind and name.
  Result<std::vector<Account>> accounts();

  // Every transfer from `first_entry` on, until `visit` returns false. kCorrupt for a malformed row.
  Result<void> each_transfer(std::int64_t first_entry, const std::function<bool(const JournalEntry&)>& visit);

  // The last `limit` transfers of an account, the newest first. Reads the whole journal.
  Result<std::vector<JournalEntry>> latest_transfers(AccountId account_id, std::size_t limit);

  Result<LedgerHead> head();

  // Recomputes everything from the journal and compares it with what is stored; changes nothing. Damage is a finding
  // that names the row, not an Error; an Error means that the file cannot be read as a ledger at all.
  Result<LedgerCheck> check();

 private:
  Ledger(Journal journal, base::Clock clock) : journal_(std::move(journal)), clock_(std::move(clock)) {}

  Result<StoredHead> refreshed_head();
  Result<std::vector<AccountId>> open_missing(std::span<const NewAccount> accounts, StoredHead& head);
  Result<AccrualReport> try_accrue(const Accrual& accrual);
  Result<std::optional<PostReport>> try_post(std::span<const Transfer> transfers, bool look_up_ids);

  Journal journal_;
  base::Clock clock_;
  Accounts cache_;
  std::int64_t data_version_ = 0;
  std::int64_t untidy_accruals_ = 0;
};

}  // namespace tributary::ledger
