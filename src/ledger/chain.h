// The hash chain over the journal: each entry's hash covers its content and the hash before it.
#pragma once

#include <cstdint>
#include <string>

#include "base/hash.h"
#include "ledger/accrual_entry.h"
#include "tributary/ledger.h"

namespace tributary::ledger {

using ChainHash = base::Sha256Digest;

// SHA-256 over the bytes that docs/formats/ledger.md lays down. Move only; one thread at a time.
class Chain {
 public:
  // Continues behind the entry with that hash; all zeros is the start of a journal.
  explicit Chain(const ChainHash& last) : last_(last) {}

  const ChainHash& last() const { return last_; }
  void continue_behind(const ChainHash& last) { last_ = last; }

  // Appends an entry and returns its hash.
  const ChainHash& add(const Account& account);
  const ChainHash& add(const JournalEntry& entry);
  const ChainHash& add(const AccrualEntry& entry, const Currency& currency);

 private:
  const ChainHash& hash_bytes();

  ChainHash last_;
  base::Sha256 sha256_;
  std::string bytes_;  // reused
};

}  // namespace tributary::ledger
