#include "ledger/accrual_entry.h"

#include <algorithm>
#include <string_view>

#include <fmt/core.h>

namespace tributary::ledger {
namespace {

constexpr std::size_t kLongestEvent = 250;
constexpr std::size_t kLongestReference = 1000;

bool is_amount(const AccrualPart& part) {
  return part.minor >= 0 && part.billionths >= 0 && part.billionths < kBillionthsPerMinor;
}

}  // namespace

Result<void> check_form(const Accrual& accrual) {
  const auto invalid = [](std::string reason) { return Error{ErrorCode::kInvalidInput, std::move(reason)}; };
  if (accrual.event.empty() || accrual.event.size() > kLongestEvent)
    return invalid(fmt::format("an event has 1 to {} bytes", kLongestEvent));
  if (accrual.reference.size() > kLongestReference)
    return invalid(fmt::format("its reference is longer than {} bytes", kLongestReference));
  std::vector<std::string_view> names{accrual.source.name};
  for (const AccrualPart& part : accrual.parts) {
    if (part.account.currency != accrual.source.currency)
      return invalid(
          fmt::format("account \"{}\" is in another currency than \"{}\"", part.account.name, accrual.source.name));
    if (!is_amount(part))
      return invalid(fmt::format("{} minor units and {} billionths are no amount", part.minor, part.billionths));
    names.push_back(part.account.name);
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end()) return invalid(fmt::format("it names account \"{}\" twice", *twice));
  return {};
}

Result<Due> due_of(const AccrualShare& share, std::int64_t fraction_before) {
  const std::int64_t billionths = share.billionths + fraction_before;
  TRIBUTARY_ASSIGN(const std::int64_t minor, add_minor(share.minor, billionths / kBillionthsPerMinor));
  return Due{minor, billionths % kBillionthsPerMinor};
}

Transfer transfer_of(const AccrualEntry& entry, std::size_t number, const Currency& currency, std::int64_t due_minor) {
  Transfer transfer;
  transfer.id = transfer_id(entry.event, number);
  transfer.debit = entry.source;
  transfer.credit = entry.shares[number - 1].account_id;
  transfer.amount_minor = due_minor;
  transfer.currency = currency;
  return transfer;
}

}  // namespace tributary::ledger
