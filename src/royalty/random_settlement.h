// For tests: random policies, usage, attributions and rights, small and nasty, from a seed.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "royalty/test_settlement.h"

namespace tributary::royalty {

class RandomSettlement {
 public:
  explicit RandomSettlement(std::uint64_t seed) : random_(seed) {
    draw_policy();
    draw_usage();
    for (int track = 0; track < 3; ++track)
      if (!one_in(5)) attributions_.push_back(drawn_attribution("t" + std::to_string(track)));
    for (std::uint64_t work = below(3); work > 0; --work) works_.push_back({asset("r"), asset("w")});
    draw_rights();
    request_ = request("seed-" + std::to_string(seed));
    if (policy_.pool == PoolKind::kProRata && policy_.scope == PoolScope::kSettlement && one_in(2))
      request_.reported = Money{drawn_money(), policy_.currency};
  }

  // The same inputs, in another order for another `order`.
  Settled run(std::uint64_t order) const {
    Settlement settlement = prepared(order);
    return settled(settlement, rights_);
  }
  Result<Allocation> allocate(const EntitlementSink& sink) const { return prepared(0).allocate(rights_, sink); }

  const Policy& policy() const { return policy_; }
  const std::vector<UsageLine>& usage_lines() const { return usage_; }
  const SettlementRequest& the_request() const { return request_; }

 private:
  Settlement prepared(std::uint64_t order) const {
    std::mt19937_64 shuffling(order);
    std::vector<UsageLine> usage_lines = usage_;
    std::vector<TrackAttribution> attributions = attributions_;
    std::vector<LicensedWork> works = works_;
    std::shuffle(usage_lines.begin(), usage_lines.end(), shuffling);
    std::shuffle(attributions.begin(), attributions.end(), shuffling);
    std::shuffle(works.begin(), works.end(), shuffling);
    Settlement settlement(policy_, request_);
    for (TrackAttribution& one : attributions) {
      std::shuffle(one.shares.begin(), one.shares.end(), shuffling);
      TRIBUTARY_CHECK(settlement.add(one).ok());
    }
    for (const UsageLine& line : usage_lines) TRIBUTARY_CHECK(settlement.add(line).ok());
    for (const LicensedWork& work : works) settlement.add(work);
    return settlement;
  }

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool one_in(std::uint64_t chance) { return below(chance) == 0; }
  std::string asset(const std::string& letter) {
    return one_in(10) ? std::string() : letter + std::to_string(below(4));
  }

  // Two parts of a million; often all or nothing.
  Ppm drawn_ppm() {
    const std::array<Ppm, 4> extremes{0, 1, kWholePpm - 1, kWholePpm};
    return one_in(3) ? extremes[below(4)] : static_cast<Ppm>(below(kWholePpm + 1));
  }

  // Of every size, and now and then a correction.
  std::int64_t drawn_money() {
    const std::int64_t size = static_cast<std::int64_t>(random_() >> (20 + below(44)));
    return one_in(12) ? -size : size;
  }

  void draw_policy() {
    policy_ = simple_policy();
    policy_.tiers.clear();
    Ppm left = kWholePpm;
    for (const char* tier : {"composition", "model", "recording"}) {
      const Ppm weight = std::string(tier) == "recording" ? left : std::min(left - 1, std::max(1, drawn_ppm() / 2));
      if (weight < 1) continue;
      left -= weight;
      const Ppm master = drawn_ppm();
      policy_.tiers.push_back({tier, weight, master, kWholePpm - master});
    }
    policy_.rounding = one_in(2) ? Rounding::kHalfEven : Rounding::kTowardZero;
    policy_.rights_at_period_start = one_in(2);
    if (one_in(3)) policy_.minimum_share_ppm = static_cast<Ppm>(below(400'000));
    if (one_in(3)) policy_.minimum_confidence_ppm = drawn_ppm();
    policy_.below_minimum = std::array{Payee::kUnattributed, Payee::kSuspense, Payee::kEqualPool}[below(3)];
    policy_.unattributed_to = std::array{Payee::kUnattributed, Payee::kPlatform, Payee::kEqualPool}[below(3)];
    policy_.equal_pool = {kWholePpm / 2, kWholePpm / 2, "SE"};
    policy_.excess_to = std::array{Payee::kUnattributed, Payee::kPlatform}[below(2)];
    if (one_in(4)) policy_.track_cap_ppm = std::max(1, drawn_ppm());
    if (one_in(4)) policy_.party_cap_ppm = std::max(1, drawn_ppm());
    draw_rate();
  }

  void draw_rate() {
    Rate& rate = policy_.rate;
    rate = {static_cast<RateModel>(below(4)), drawn_ppm(), 0, 0, 0, 0, 0};
    policy_.pool = std::array{PoolKind::kDirect, PoolKind::kProRata, PoolKind::kUserCentric}[below(3)];
    policy_.scope = static_cast<PoolScope>(below(4));
    if (rate.model == RateModel::kPerUse) {
      rate.tariff_nano = static_cast<std::int64_t>(1 + below(3'000'000'000));
      policy_.pool = PoolKind::kDirect;
    } else if (rate.model == RateModel::kTrainingLicence) {
      rate.fixed_fee_minor = static_cast<std::int64_t>(1 + below(100'000));
    } else if (rate.model == RateModel::kNetIncome) {
      rate.deductible_ppm = static_cast<Ppm>(below(kWholePpm));
      rate.minimum_per_use_nano = one_in(2) ? static_cast<std::int64_t>(below(1'000'000'000)) : 0;
      rate.minimum_minor = policy_.pool == PoolKind::kProRata && one_in(2) ? static_cast<std::int64_t>(below(1000)) : 0;
    } else if (one_in(2)) {
      policy_.further_currencies = {currency_of("JPY").value()};
    }
  }

  void draw_usage() {
    for (std::uint64_t i = 1 + below(7); i > 0; --i) {
      UsageLine line =
          usage("report" + std::to_string(below(2)) + ":" + std::to_string(i), "t" + std::to_string(below(4)),
                static_cast<std::int64_t>(random_() >> (30 + below(34))), drawn_money());
      if (!policy_.further_currencies.empty() && one_in(3)) line.revenue.currency = policy_.further_currencies[0];
      line.territory = one_in(2) ? "DE" : "SE";
      line.service = one_in(2) ? "free" : "";
      line.user_id = "u" + std::to_string(below(3));
      line.period_end.days += static_cast<std::int32_t>(below(2));
      usage_.push_back(line);
    }
  }

  TrackAttribution drawn_attribution(const std::string& track) {
    TrackAttribution drawn = attribution(track, {});
    for (const char* tier : {"composition", "model", "recording", "style"}) {
      std::int64_t left = one_in(4) ? kWholePpm : static_cast<std::int64_t>(below(kWholePpm + 1));
      for (int source = 0; source < 3 && left > 0 && !one_in(3); ++source) {
        const auto part = static_cast<Ppm>(1 + below(static_cast<std::uint64_t>(left)));
        left -= part;
        drawn.shares.push_back(share(tier, "r" + std::to_string(source), asset("w"), part, drawn_ppm()));
      }
    }
    return drawn;
  }

  void draw_rights() {
    for (const auto& [right, letter] : {std::pair(Right::kMaster, "r"), std::pair(Right::kPublishing, "w")})
      for (int number = 0; number < 4; ++number) {
        RightSplit split;
        if (one_in(10)) split.conflict = "two claims";
        for (int party = 0; party < 3 && split.conflict.empty() && split.unclaimed_ppm > 0; ++party) {
          if (one_in(3)) continue;
          const Ppm part = one_in(2) ? split.unclaimed_ppm
                                     : static_cast<Ppm>(1 + below(static_cast<std::uint64_t>(split.unclaimed_ppm)));
          split.unclaimed_ppm -= part;
          split.shares.push_back({"party" + std::to_string(party), part});
        }
        rights_.set(right, letter + std::to_string(number), split);
      }
  }

  std::mt19937_64 random_;
  Policy policy_;
  std::vector<UsageLine> usage_;
  std::vector<TrackAttribution> attributions_;
  std::vector<LicensedWork> works_;
  HeldRights rights_;
  SettlementRequest request_;
};

}  // namespace tributary::royalty
