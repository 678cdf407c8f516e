// For tests: short words for policies, usage, attributions and the holders of rights.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "royalty/settlement.h"

namespace tributary::royalty {

inline Currency euro() { return currency_of("EUR").value(); }

// Holders by right and asset; the same everywhere, unless a territory is named behind a "@": "r1@SE".
class HeldRights : public RightsSource {
 public:
  HeldRights& set(Right right, const std::string& asset, RightSplit split) {
    splits_[{right, asset}] = std::move(split);
    return *this;
  }
  HeldRights& own(Right right, const std::string& asset, const std::string& party) {
    return set(right, asset, {{{party, kWholePpm}}, 0, ""});
  }

  Result<RightSplit> split_of(const RightsQuestion& question) const override {
    asked_.push_back(question);
    if (question.asset_id == "broken") return Error{ErrorCode::kIo, "rights.db: cannot be read"};
    for (const std::string& asset : {question.asset_id + "@" + question.territory, question.asset_id})
      if (const auto known = splits_.find({question.right, asset}); known != splits_.end()) return known->second;
    return RightSplit{};
  }

  const std::vector<RightsQuestion>& asked() const { return asked_; }

 private:
  std::map<std::pair<Right, std::string>, RightSplit> splits_;
  mutable std::vector<RightsQuestion> asked_;
};

// 28% of revenue, pro rata; one tier, the master right only.
inline Policy simple_policy() {
  Policy policy;
  policy.name = "simple";
  policy.sha256 = std::string(64, '0');
  policy.currency = euro();
  policy.tiers = {{"recording", kWholePpm, kWholePpm, 0}};
  policy.rate.part_ppm = 280'000;
  policy.pool = PoolKind::kProRata;
  return policy;
}

inline UsageLine usage(const std::string& id, const std::string& track, std::int64_t uses, std::int64_t revenue_minor) {
  UsageLine line;
  line.usage_id = id;
  line.track_id = track;
  line.territory = "DE";
  line.service = "premium";
  line.period_start = {20'000};
  line.period_end = {20'030};
  line.uses = uses;
  line.revenue = {revenue_minor, euro()};
  return line;
}

inline TrackAttribution attribution(const std::string& track, std::vector<UsageShare> shares) {
  return {track, "evidence-" + track, std::move(shares)};
}

inline UsageShare share(const std::string& tier, const std::string& recording, const std::string& work, Ppm share_ppm,
                        Ppm confidence_ppm = kWholePpm) {
  return {tier, recording, work, share_ppm, confidence_ppm};
}

inline SettlementRequest request(const std::string& id = "2026-Q1") { return {id, {20'060}, std::nullopt}; }

struct Settled {
  Allocation allocation;
  std::vector<Entitlement> lines;

  // "payee/party/right ground amount" of each line, in their order.
  std::vector<std::string> words() const {
    std::vector<std::string> words;
    for (const Entitlement& line : lines)
      words.push_back(std::string(name_of(line.payee)) + (line.party_id.empty() ? "" : " " + line.party_id) +
                      (line.right ? " " + std::string(name_of(*line.right)) : "") + " " +
                      std::string(name_of(line.ground)) + " " + to_string(line.amount, line.currency));
    return words;
  }

  std::int64_t minor(Payee payee, const std::string& party = "", std::optional<Right> right = std::nullopt) const {
    std::int64_t sum = 0;
    for (const CurrencySettlement& currency : allocation.currencies)
      for (const PayeeTotal& total : currency.totals)
        if (total.payee == payee && total.party_id == party && (!right || total.right == right))
          sum += total.amount.minor;
    return sum;
  }
};

// Allocates; an Error of the allocation is one of the test.
inline Settled settled(Settlement& settlement, const RightsSource& rights) {
  Settled result;
  auto allocation = settlement.allocate(rights, [&](const Entitlement& line) {
    result.lines.push_back(line);
    return Result<void>();
  });
  if (!allocation) std::fputs((allocation.error().message + "\n").c_str(), stderr);
  TRIBUTARY_CHECK(allocation.ok());
  result.allocation = std::move(*allocation);
  return result;
}

// A policy, rights and works that a test changes, and what comes of them.
class SettlementScene {
 protected:
  // One play of one track for the whole of the pool's money, which is 1.00 EUR after the rate.
  Settled one_track(const std::vector<UsageShare>& shares) {
    policy_.rate.part_ppm = kWholePpm;
    Settlement settlement(policy_, request());
    TRIBUTARY_CHECK(settlement.add(usage("r:1", "t", 1, 100)).ok());
    TRIBUTARY_CHECK(settlement.add(attribution("t", shares)).ok());
    for (const LicensedWork& work : works_) settlement.add(work);
    return settled(settlement, rights_);
  }

  std::string refusal(const UsageLine& line) {
    Settlement settlement(policy_, request());
    const auto added = settlement.add(line);
    return added ? "accepted" : added.error().message;
  }

  std::string refusal(const TrackAttribution& track) {
    Settlement settlement(policy_, request());
    const auto added = settlement.add(track);
    return added ? "accepted" : added.error().message;
  }

  Policy policy_ = simple_policy();
  HeldRights rights_;
  std::vector<LicensedWork> works_;
};

}  // namespace tributary::royalty
