#include "royalty/pools.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <tuple>

#include <fmt/core.h>

namespace tributary::royalty {
namespace {

constexpr std::int64_t kNanoPerPpm = kNanoPerMinor / kWholePpm;  // of a minor unit

// Of one pool.
struct Takings {
  Nano revenue_minor = 0;
  std::int64_t uses = 0;
};

// To the nearest, halves to the even one.
Nano divided(Nano dividend, Nano divisor) {
  const Nano positive = dividend < 0 ? -dividend : dividend;
  const Nano rest = positive % divisor;
  Nano quotient = positive / divisor;
  if (2 * rest > divisor || (2 * rest == divisor && quotient % 2 != 0)) ++quotient;
  return dividend < 0 ? -quotient : quotient;
}

Nano net_income(const Rate& rate, const Takings& takings) {
  const Nano net_ppm = takings.revenue_minor * (kWholePpm - rate.deductible_ppm);
  const Nano part = divided(net_ppm * rate.part_ppm, kWholePpm / kNanoPerPpm);
  const Nano minimum = std::max(Nano{takings.uses} * rate.minimum_per_use_nano, nano_of(rate.minimum_minor));
  return minimum > 0 ? std::max(part, minimum) : part;
}

Nano royalties(const Rate& rate, const Takings& takings) {
  if (rate.model == RateModel::kPerUse) return Nano{takings.uses} * rate.tariff_nano;
  if (rate.model == RateModel::kNetIncome) return net_income(rate, takings);
  return takings.revenue_minor * rate.part_ppm * kNanoPerPpm;
}

bool by_service(const Policy& policy) {
  return policy.scope == PoolScope::kService || policy.scope == PoolScope::kServiceAndTerritory;
}

bool by_territory(const Policy& policy) {
  return policy.scope == PoolScope::kTerritory || policy.scope == PoolScope::kServiceAndTerritory;
}

class Pools {
 public:
  Pools(const Policy& policy, const std::optional<Money>& reported, Tallies& tallies)
      : policy_(policy), reported_(reported), tallies_(tallies), pooled_(tallies.currencies().size()) {}

  Result<std::vector<PooledCurrency>> run() {
    TRIBUTARY_TRY(check_reported());
    const bool direct = policy_.pool == PoolKind::kDirect;
    std::deque<Tally>& all = tallies_.tallies();
    if (!direct) sort_by_pool(all);
    bool reported_taken = !reported_;
    for (auto first = all.begin(); first != all.end();) {
      auto last = direct ? std::next(first) : std::find_if(first, all.end(), [&](const Tally& tally) {
        return pool_of(tally) != pool_of(*first);
      });
      const bool takes = !reported_taken && tallies_.currencies()[first->currency] == reported_->currency;
      TRIBUTARY_TRY(divide_pool(first, last, takes ? reported_->minor : 0));
      reported_taken = reported_taken || takes;
      first = last;
    }
    if (!reported_taken) TRIBUTARY_TRY(pay_nobody(reported_currency(), {reported_->minor, 0}));
    if (policy_.rate.fixed_fee_minor > 0) add_fixed_fee();
    tallies_.forget_users();
    if (!direct) sort_by_place(all);
    return std::move(pooled_);
  }

 private:
  using Range = std::deque<Tally>::iterator;

  Result<void> check_reported() const {
    if (!reported_) return {};
    if (policy_.pool != PoolKind::kProRata || policy_.scope != PoolScope::kSettlement)
      return Error{ErrorCode::kInvalidInput,
                   fmt::format("{} were reported as one pool, and the policy has no pool of kind pro-rata and scope "
                               "settlement",
                               to_string(*reported_))};
    if (!policy_.settles(reported_->currency))
      return Error{
          ErrorCode::kInvalidInput,
          fmt::format("{} were reported, and the policy does not settle that currency", to_string(*reported_))};
    return {};
  }

  std::size_t reported_currency() const {
    const auto& currencies = tallies_.currencies();
    return static_cast<std::size_t>(std::find(currencies.begin(), currencies.end(), reported_->currency) -
                                    currencies.begin());
  }

  std::tuple<std::uint8_t, std::uint32_t, std::uint16_t, std::uint32_t> pool_of(const Tally& tally) const {
    return {tally.currency, by_service(policy_) ? tally.service : 0,
            by_territory(policy_) ? tally.territory : std::uint16_t{0}, tally.user};
  }

  static auto place_of(const Tally& tally) {
    return std::tie(tally.currency, tally.track, tally.territory, tally.service, tally.period_start, tally.period_end);
  }

  static void sort_by_place(std::deque<Tally>& all) {
    std::sort(all.begin(), all.end(), [](const Tally& a, const Tally& b) { return place_of(a) < place_of(b); });
  }

  void sort_by_pool(std::deque<Tally>& all) const {
    std::sort(all.begin(), all.end(), [&](const Tally& a, const Tally& b) {
      const auto pool_a = pool_of(a);
      const auto pool_b = pool_of(b);
      return pool_a != pool_b ? pool_a < pool_b : place_of(a) < place_of(b);
    });
  }

  Result<Takings> takings(Range first, Range last, std::int64_t reported_minor) const {
    Takings sum{reported_minor, 0};
    for (Range tally = first; tally != last; ++tally) {
      sum.revenue_minor += tally->amount;
      sum.uses += tally->uses;
    }
    return sum;
  }

  // Books the pool, and says what there is to divide.
  Result<Nano> book(std::size_t currency, const Takings& takings) {
    constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
    if (takings.revenue_minor > kLargest || takings.revenue_minor < -kLargest)
      return Error{ErrorCode::kLimit, "the revenue of a pool does not fit 64 bits of minor units"};
    const Earned earned = earned_by(policy_.rate, takings.revenue_minor, takings.uses);
    PooledCurrency& pooled = pooled_[currency];
    pooled.received += earned.received;
    pooled.royalties += earned.royalty;
    pooled.retained += earned.received - earned.royalty;
    return earned.royalty;
  }

  Result<void> pay_nobody(std::size_t currency, const Takings& takings) {
    TRIBUTARY_ASSIGN(const Nano royalty, book(currency, takings));
    pooled_[currency].not_used += royalty;
    return {};
  }

  Result<void> divide_pool(Range first, Range last, std::int64_t reported_minor) {
    TRIBUTARY_ASSIGN(const Takings sum, takings(first, last, reported_minor));
    const std::size_t currency = first->currency;
    const bool direct = policy_.pool == PoolKind::kDirect;
    if (sum.uses == 0 && !direct) {
      for (Range tally = first; tally != last; ++tally) tally->amount = 0;
      return pay_nobody(currency, sum);
    }
    TRIBUTARY_ASSIGN(const Nano royalty, book(currency, sum));
    if (direct) {
      first->amount = royalty;
      return {};
    }
    weights_.clear();
    for (Range tally = first; tally != last; ++tally) weights_.push_back(tally->uses);
    divide(royalty, weights_, parts_);
    std::size_t i = 0;
    for (Range tally = first; tally != last; ++tally) tally->amount = parts_[i++];
    return {};
  }

  void add_fixed_fee() {
    const auto& currencies = tallies_.currencies();
    const auto at = std::find(currencies.begin(), currencies.end(), policy_.currency) - currencies.begin();
    PooledCurrency& pooled = pooled_[static_cast<std::size_t>(at)];
    pooled.received += nano_of(policy_.rate.fixed_fee_minor);
    pooled.royalties += nano_of(policy_.rate.fixed_fee_minor);
  }

  const Policy& policy_;
  const std::optional<Money>& reported_;
  Tallies& tallies_;
  std::vector<PooledCurrency> pooled_;
  std::vector<std::int64_t> weights_;
  std::vector<Nano> parts_;
};

}  // namespace

Earned earned_by(const Rate& rate, Nano revenue_minor, std::int64_t uses) {
  const Nano royalty = royalties(rate, {revenue_minor, uses});
  const Nano revenue = revenue_minor * kNanoPerMinor;
  // Beyond the revenue a minimum is owed by whoever runs the service.
  const bool more = royalty > revenue && royalty > 0;
  return {royalty, rate.model == RateModel::kPerUse || more ? royalty : revenue};
}

Result<std::vector<PooledCurrency>> pool(const Policy& policy, const std::optional<Money>& reported, Tallies& tallies) {
  return Pools(policy, reported, tallies).run();
}

}  // namespace tributary::royalty
