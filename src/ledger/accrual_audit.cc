#include "ledger/accrual_audit.h"

#include <utility>

#include <fmt/core.h>

#include "ledger/accrual_table.h"

namespace tributary::ledger {

void AccrualAudit::add(const AccrualEntry& entry, const std::string& place, const Currency& currency,
                       const AccountLookup& find) {
  place_ = place;
  if (find(entry.source) == nullptr) object_(place, fmt::format("there is no source account {}", entry.source));
  std::size_t number = 0;
  for (const AccrualShare& share : entry.shares) {
    ++number;
    ++parts_;
    const Account* account = find(share.account_id);
    if (account == nullptr || account->opened.currency != currency)
      object_(place, fmt::format("there is no account {} in the currency of its source", share.account_id));
    std::int64_t& fraction = fractions_[share.account_id];
    const auto due = due_of(share, fraction);
    if (!due) {
      object_(place, due.error().message);
      continue;
    }
    fraction = due->billionths;
    if (due->minor > 0) due_.push_back(transfer_of(entry, number, currency, due->minor));
  }
}

void AccrualAudit::check_due(const JournalEntry& entry, const std::string& place) {
  if (due_.empty()) return;
  Transfer expected = std::move(due_.front());
  due_.pop_front();
  expected.code = entry.transfer.code;
  expected.reference = entry.transfer.reference;
  if (entry.transfer == expected) return;
  object_(place, fmt::format("is not the transfer of {} from account {} to {} that {} makes due",
                             to_string(Money{expected.amount_minor, expected.currency}), expected.debit,
                             expected.credit, place_));
}

void AccrualAudit::end_due() {
  if (!due_.empty()) object_(place_, fmt::format("lacks {} of its transfers", due_.size()));
  due_.clear();
}

void AccrualAudit::compare(db::Connection& connection) {
  const auto stored = AccrualTable::fractions(connection);
  if (!stored) return object_(connection.path().string(), stored.error().message);
  const auto object_to = [&](AccountId account_id, std::int64_t is, std::int64_t should_be) {
    object_(fmt::format("fraction of account {}", account_id),
            fmt::format("is stored as {} billionths; the journal gives {}", is, should_be));
  };
  std::map<AccountId, std::int64_t> expected = fractions_;
  for (const auto& [account_id, billionths] : *stored) {
    const auto known = expected.find(account_id);
    const std::int64_t should_be = known == expected.end() ? 0 : known->second;
    if (billionths != should_be) object_to(account_id, billionths, should_be);
    if (known != expected.end()) expected.erase(known);
  }
  for (const auto& [account_id, billionths] : expected)
    if (billionths != 0) object_to(account_id, 0, billionths);
  const auto parts = connection.query_int64("SELECT count(*) FROM accrual_part");
  if (parts && *parts != parts_)
    object_("accrual_part", fmt::format("has {} rows, and {} belong to accruals", *parts, parts_));
}

}  // namespace tributary::ledger
