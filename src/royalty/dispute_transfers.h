// What a change of a dispute means: transfers for the ledger, and payments as they are afterwards.
#pragma once

#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "royalty/register.h"
#include "tributary/ledger.h"

namespace tributary::royalty {

struct DisputeStep {
  std::vector<Transfer> transfers;  // one chain
  std::vector<Payment> payments;    // to be written once it is posted
};

// Of a dispute that is opening, winning or losing. The same register gives the same step, so that it can be repeated.
// Opens accounts that are missing. kConflict where the payments hold less than the dispute is about.
Result<DisputeStep> dispute_step(const StoredDispute& stored, Register& settlements, ledger::Ledger& ledger);

}  // namespace tributary::royalty
