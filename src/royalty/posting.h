// Brings settlements into the ledger, and releases what was held when its day has come.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ledger/ledger.h"
#include "royalty/policy.h"
#include "royalty/register.h"
#include "tributary/royalty.h"

namespace tributary::royalty {

// Accounts of each currency. Money of a settlement goes from "clearing" to "settlement/ID" and on to the payees.
inline constexpr const char* kClearingAccount = "clearing";
inline constexpr const char* kDisputedAccount = "disputed";
std::string settlement_account(const std::string& settlement_id);
std::string party_account(const std::string& party_id);
NewAccount payee_account(Payee payee, const std::string& party_id, const Currency& currency);

// Transfer::code.
enum TransferCode : std::uint32_t {
  kReceived = 1,     // what came in
  kEntitled = 2,     // to a payee
  kReleased = 3,     // after its hold
  kDisputeHold = 4,  // into, or within, a dispute
  kDisputeEnd = 5,
  kPlayed = 6,  // of a single play
};

struct PostedSettlement {
  std::int64_t transfers = 0;   // of the settlement
  bool repeated = false;        // it was in the ledger before: nothing changed
  std::int64_t release_ms = 0;  // when what is held can be released; 0 where nothing is
};

// Posts a settlement: all of it or nothing, and once, however often this is called. With hold_days > 0 what parties get
// is pending until release(). kConflict where the id stands for a settlement of other lines, or of another policy.
Result<PostedSettlement> post(const Allocation& allocation, std::int32_t hold_days, Register& settlements,
                              ledger::Ledger& ledger, const base::Clock& clock);

// Releases what is held no longer and not disputed; says how many payments.
Result<std::int64_t> release(Register& settlements, ledger::Ledger& ledger, const base::Clock& clock);

// Completes a release that a crash has left in between.
Result<void> complete_release(Register& settlements, ledger::Ledger& ledger);

// All of the transfers, or the reason why one was refused.
Result<PostReport> post_all(ledger::Ledger& ledger, const std::vector<Transfer>& transfers);

}  // namespace tributary::royalty
