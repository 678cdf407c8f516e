#include "royalty/totals.h"

#include <utility>

#include "base/check.h"

namespace tributary::royalty {

std::size_t Totals::KeyHash::operator()(const Key& key) const {
  const std::uint64_t mixed =
      (std::uint64_t{key.party} << 32U | key.asset) ^ static_cast<std::uint64_t>(key.right) * 0x9e3779b97f4a7c15ULL;
  return static_cast<std::size_t>(mixed * 0xff51afd7ed558ccdULL >> 17U);
}

void Totals::add(const Entitlement& line, Nano amount) {
  if (line.payee != Payee::kParty) {
    other_sums_[line.payee] += amount;
    return;
  }
  TRIBUTARY_CHECK(line.right.has_value());
  const std::string& asset = *line.right == Right::kMaster ? line.recording_id : line.work_id;
  party_sums_[{parties_.number_of(line.party_id), assets_.number_of(asset), *line.right}] += amount;
}

Nano Totals::sum_of(Payee payee) const {
  const auto known = other_sums_.find(payee);
  return known == other_sums_.end() ? 0 : known->second;
}

std::vector<Totals::Party> Totals::parties() const {
  std::map<std::string, Party> sums;
  for (const auto& [key, amount] : party_sums_) {
    Party& party = sums[parties_[key.party]];
    (key.right == Right::kMaster ? party.master : party.publishing) += amount;
  }
  std::vector<Party> parties;
  for (auto& [party_id, party] : sums) {
    party.party_id = party_id;
    parties.push_back(std::move(party));
  }
  return parties;
}

std::vector<Totals::Exact> Totals::exact() const {
  std::map<std::pair<std::string, Right>, Exact> by_party;
  for (const auto& [key, amount] : party_sums_) {
    Exact& exact = by_party[{parties_[key.party], key.right}];
    exact.amount += amount;
    exact.assets[assets_[key.asset]] += amount;
  }
  std::vector<Exact> all;
  for (auto& [party_and_right, exact] : by_party) {
    exact.total.payee = Payee::kParty;
    exact.total.party_id = party_and_right.first;
    exact.total.right = party_and_right.second;
    all.push_back(std::move(exact));
  }
  for (const auto& [payee, amount] : other_sums_) {
    Exact exact;
    exact.total.payee = payee;
    exact.amount = amount;
    all.push_back(std::move(exact));
  }
  return all;
}

Result<CurrencySettlement> Totals::rounded(const Money& received) const {
  std::vector<Exact> all = exact();
  std::vector<Nano> amounts;
  for (const Exact& one : all) amounts.push_back(one.amount);
  TRIBUTARY_ASSIGN(const std::vector<std::int64_t> minor, rounded_to_total(received.minor, amounts));
  CurrencySettlement settlement{received, {}};
  for (std::size_t i = 0; i < all.size(); ++i) {
    PayeeTotal& total = all[i].total;
    if (all[i].amount == 0) continue;
    total.amount = {minor[i], received.currency};
    TRIBUTARY_ASSIGN(total.exact, fine_amount_of(all[i].amount));
    std::vector<Nano> assets;
    for (const auto& [asset, amount] : all[i].assets) assets.push_back(amount);
    if (!assets.empty()) {
      TRIBUTARY_ASSIGN(const std::vector<std::int64_t> parts, rounded_to_total(minor[i], assets));
      auto part = parts.begin();
      for (const auto& [asset, amount] : all[i].assets) total.parts.push_back({asset, *part++});
    }
    settlement.totals.push_back(std::move(total));
  }
  return settlement;
}

}  // namespace tributary::royalty
