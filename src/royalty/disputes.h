// Disputes over what a settlement gave a party: they hold exactly the disputed money, and end in the ledger.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ledger/ledger.h"
#include "royalty/register.h"
#include "tributary/dispute.h"

namespace tributary::royalty {

// Every change is first written down, with who makes it and why, and then posted; a change that a crash left in between
// is completed by the next one. All three outlive it. One thread at a time.
class Disputes {
 public:
  Disputes(Register& settlements, ledger::Ledger& ledger, const base::Clock& clock)
      : register_(settlements), ledger_(ledger), clock_(clock) {}

  // Holds the money. kConflict where the id is taken by another dispute, or less is left of the payment that is not
  // disputed already; kNotFound where the settlement paid the party nothing for that right, currency and asset.
  // By a claimant or an operator.
  Result<Dispute> open(const DisputeRequest& request, const DisputeStatement& statement);

  // The party keeps the money: it is free again, or waits for its day as before.
  Result<Dispute> win(const std::string& dispute_id, const DisputeStatement& statement);

  // The money is taken back, to the minor unit, and goes to `to_party` or, where that is empty, to suspense.
  // Both by an operator or an arbiter, who is not the person that opened it; kConflict where it is not open any more.
  Result<Dispute> lose(const std::string& dispute_id, const DisputeStatement& statement, const std::string& to_party);

  // Disputes whose time has run out are won by the party; says how many.
  Result<std::int64_t> lapse();

  // Completes what a crash left; every change does so first.
  Result<void> complete();

  // By id, with all that was said.
  Result<std::vector<Dispute>> list();

 private:
  Result<StoredDispute> drafted(const DisputeRequest& request);
  Result<StoredDispute> resolvable(const std::string& dispute_id, const DisputeStatement& statement);
  Result<Dispute> decide(StoredDispute stored, DisputeState state, const DisputeEvent& event);
  Result<Dispute> finish(StoredDispute stored);
  Result<Dispute> shown(const std::string& dispute_id);

  Register& register_;
  ledger::Ledger& ledger_;
  const base::Clock& clock_;
};

}  // namespace tributary::royalty
