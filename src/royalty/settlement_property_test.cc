// Random settlements: every unit that came in goes out, and no order of the input changes a byte.
#include <cstdlib>
#include <map>
#include <string>
#include <tuple>

#include <gtest/gtest.h>

#include "royalty/random_settlement.h"

namespace tributary::royalty {
namespace {

constexpr std::uint64_t kCases = 20'000;
constexpr std::uint64_t kSeed = 20'261'126;

// `make test-slow` runs a million.
std::uint64_t cases() {
  const char* wanted = std::getenv("TRIBUTARY_ALLOCATION_CASES");
  return wanted == nullptr ? kCases : std::strtoull(wanted, nullptr, 10);
}

using Key = std::tuple<std::string, Payee, std::string, std::optional<Right>>;

Nano nano(const FineAmount& amount) { return nano_of(amount.minor) + amount.billionths; }

// What is wrong with a settlement; empty where nothing is.
std::string objection(const Settled& settled) {
  std::map<Key, Nano> by_payee;
  std::map<std::string, Nano> by_currency;
  for (const Entitlement& line : settled.lines) {
    const std::string code(line.currency.code());
    by_payee[{code, line.payee, line.party_id, line.payee == Payee::kParty ? line.right : std::nullopt}] +=
        nano(line.amount);
    by_currency[code] += nano(line.amount);
    if ((line.payee == Payee::kParty) == line.party_id.empty()) return "a line names no party, or one too many";
  }
  for (const CurrencySettlement& currency : settled.allocation.currencies) {
    const std::string code(currency.received.currency.code());
    std::int64_t sum = 0;
    for (const PayeeTotal& total : currency.totals) {
      sum += total.amount.minor;
      if (nano(total.exact) != by_payee[{code, total.payee, total.party_id, total.right}])
        return "a total is not the sum of its lines";
      by_payee.erase({code, total.payee, total.party_id, total.right});
      const Nano off = nano_of(total.amount.minor) - nano(total.exact);
      if (off >= kNanoPerMinor || off <= -kNanoPerMinor) return "a total is a minor unit off";
      std::int64_t parts = 0;
      for (const AssetPart& part : total.parts) parts += part.amount_minor;
      if (total.payee == Payee::kParty && parts != total.amount.minor) return "the parts are not the total";
    }
    if (sum != currency.received.minor) return "the totals are not what came in";
    const Nano off = nano_of(sum) - by_currency[code];
    if (off >= kNanoPerMinor || off <= -kNanoPerMinor) return "the lines are not what came in";
  }
  for (const auto& [key, amount] : by_payee)
    if (amount != 0) return "a payee has lines and no total";
  return "";
}

// What the policy's rate makes of the usage, counted anew: the revenue, or what is owed beyond it.
std::map<std::string, long double> expected_received(const RandomSettlement& random) {
  const Rate& rate = random.policy().rate;
  std::map<std::string, long double> received;
  for (const UsageLine& line : random.usage_lines())
    received[std::string(line.revenue.currency.code())] +=
        rate.model == RateModel::kPerUse
            ? static_cast<long double>(line.uses) * static_cast<long double>(rate.tariff_nano) / kNanoPerMinor
            : static_cast<long double>(line.revenue.minor);
  if (random.the_request().reported) received["EUR"] += static_cast<long double>(random.the_request().reported->minor);
  received["EUR"] += static_cast<long double>(rate.fixed_fee_minor);
  return received;
}

std::string unexpected(const RandomSettlement& random, const Settled& settled) {
  if (random.policy().rate.model == RateModel::kNetIncome) return "";  // its minimum makes more of it
  auto expected = expected_received(random);
  for (const CurrencySettlement& currency : settled.allocation.currencies) {
    const long double wanted = expected[std::string(currency.received.currency.code())];
    const long double off = static_cast<long double>(currency.received.minor) - wanted;
    if (off > 1 + 1e-12L * std::abs(wanted) || off < -1 - 1e-12L * std::abs(wanted)) return "came in from nowhere";
  }
  return "";
}

TEST(SettlementProperty, MoneyOutIsMoneyInInEveryOrder) {
  const std::uint64_t count = cases();
  for (std::uint64_t i = 0; i < count; ++i) {
    const RandomSettlement random(kSeed + i);
    const Settled settled = random.run(1);
    ASSERT_EQ(objection(settled), "") << "case " << i;
    ASSERT_EQ(unexpected(random, settled), "") << "case " << i;
    const Settled shuffled = random.run(2 + i);
    ASSERT_EQ(shuffled.allocation, settled.allocation) << "case " << i;
    ASSERT_EQ(shuffled.lines, settled.lines) << "case " << i;
  }
}

TEST(SettlementProperty, ADifferentInputHasADifferentHash) {
  const RandomSettlement one(1);
  const RandomSettlement other(2);
  EXPECT_NE(one.run(1).allocation.lines_sha256, other.run(1).allocation.lines_sha256);
}

}  // namespace
}  // namespace tributary::royalty
