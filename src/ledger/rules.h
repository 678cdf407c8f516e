// What makes a single transfer sound: pure functions of the transfer and of what it names.
#pragma once

#include <cstdint>

#include "tributary/ledger.h"

namespace tributary::ledger {

// What a transfer names, as it is at the transfer's place in the journal. Null where there is no such thing.
struct Named {
  const Account* debit = nullptr;
  const Account* credit = nullptr;
  const JournalEntry* target = nullptr;
  std::int64_t settled_by = 0;      // of a pending target: the entry that settled it, 0 while it is open
  std::int64_t reversed_minor = 0;  // of another target
};

bool settles_target(TransferKind kind);  // takes its accounts and amount from a target
bool moves_money(TransferKind kind);     // changes posted balances

// What the caller wrote is complete, of its kind, and within the limits of texts and numbers.
Result<void> check_form(const Transfer& transfer);

// The transfer as the journal is to hold it. `target` of a kind that settles one must be what its accounts and amount
// are taken from; `named` has the accounts of the result. kInvalidInput, kNotFound or kConflict say what is wrong.
Transfer completed(const Transfer& transfer, const JournalEntry* target);
Result<void> check_rules(const Transfer& completed, const Named& named);

// Adds the transfer to the balances of its accounts. kLimit where a sum does not fit; nothing is changed then.
Result<void> apply(const Transfer& completed, std::int64_t target_amount_minor, Balance& debit, Balance& credit);

// kConflict where the balance does what the account's limit rules out.
Result<void> check_limit(const Account& account);

// A transfer with sound rules beside its neighbours in the journal.
struct Step {
  const Transfer* transfer = nullptr;
  const Account* debit = nullptr;
  const Account* credit = nullptr;
  std::int64_t target_entry = 0;  // 0 where it has no target
  TransferKind target_kind = TransferKind::kTransfer;
  std::int64_t target_amount_minor = 0;
};

// The halves of an exchange follow each other, are in two currencies, go through clearing accounts and fit the rate;
// and they are reversed like that, both whole. Null is an end of the chain.
Result<void> check_neighbours(const Step* one, const Step* next);

// Whether posting `transfer` is posting `stored` again; `target` is the stored transfer's own.
bool same_request(const Transfer& transfer, const Transfer& stored, const JournalEntry* target);

}  // namespace tributary::ledger
