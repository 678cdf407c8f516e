#include "royalty/comparison.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "base/int128.h"

namespace tributary::royalty {
namespace {

using Key = std::tuple<std::string, Payee, std::string, std::optional<Right>>;

void add(const Allocation& allocation, Money ComparedPayee::*side, std::map<Key, ComparedPayee>& payees) {
  for (const CurrencySettlement& settlement : allocation.currencies)
    for (const PayeeTotal& total : settlement.totals) {
      const Currency& currency = total.amount.currency;
      const auto [known, is_new] = payees.try_emplace(
          {std::string(currency.code()), total.payee, total.party_id, total.right},
          ComparedPayee{total.payee, total.party_id, total.right, Money{0, currency}, Money{0, currency}});
      known->second.*side = total.amount;
    }
}

base::Int128 change(const ComparedPayee& compared) {
  const base::Int128 difference = base::Int128{compared.after.minor} - compared.before.minor;
  return difference < 0 ? -difference : difference;
}

}  // namespace

std::vector<ComparedPayee> compare(const Allocation& before, const Allocation& after) {
  std::map<Key, ComparedPayee> payees;
  add(before, &ComparedPayee::before, payees);
  add(after, &ComparedPayee::after, payees);
  std::vector<ComparedPayee> compared;
  for (auto& [key, payee] : payees) compared.push_back(std::move(payee));
  std::stable_sort(compared.begin(), compared.end(), [](const ComparedPayee& a, const ComparedPayee& b) {
    const auto code_a = a.before.currency.code();
    const auto code_b = b.before.currency.code();
    return code_a != code_b ? code_a < code_b : change(a) > change(b);
  });
  return compared;
}

}  // namespace tributary::royalty
