#include "royalty/division.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>

#include <fmt/core.h>

#include "royalty/tallies.h"

namespace tributary::royalty {
namespace {

constexpr std::size_t kCachedSplits = 200'000;

bool pays(const Policy& policy, const UsageShare& share) {
  return share.share_ppm >= policy.minimum_share_ppm && share.confidence_ppm >= policy.minimum_confidence_ppm;
}

Error refused(const TrackAttribution& attribution, std::string_view reason) {
  return Error{ErrorCode::kInvalidInput, fmt::format("track {}: {}", attribution.track_id, reason)};
}

// What is asked for rights in the source of a line.
const std::string& asset_of(const Entitlement& line, Right right) {
  return right == Right::kMaster ? line.recording_id : line.work_id;
}

}  // namespace

void forget_source(Entitlement& line) {
  line.party_id.clear();
  line.right.reset();
  line.tier.clear();
  line.recording_id.clear();
  line.work_id.clear();
  line.share_ppm = line.right_ppm = line.holding_ppm = 0;
}

std::size_t Division::SplitKeyHash::operator()(const SplitKey& key) const {
  const std::uint64_t place = std::uint64_t{key.territory} << 8U | static_cast<std::uint64_t>(key.right);
  const std::uint64_t mixed =
      (std::uint64_t{key.asset} << 32U | static_cast<std::uint32_t>(key.day.days)) ^ place * 0x9e3779b97f4a7c15ULL;
  return static_cast<std::size_t>(mixed * 0xff51afd7ed558ccdULL >> 17U);
}

Result<void> Division::check(const TrackAttribution& attribution) {
  if (attribution.track_id.empty()) return refused(attribution, "its attribution names no track");
  std::vector<std::tuple<std::string_view, std::string_view, std::string_view>> sources;
  for (const UsageShare& share : attribution.shares) {
    if (share.share_ppm < 1 || share.share_ppm > kWholePpm)
      return refused(attribution, fmt::format("a source has a share of {} ppm", share.share_ppm));
    if (share.confidence_ppm < 0 || share.confidence_ppm > kWholePpm)
      return refused(attribution, fmt::format("a source has a confidence of {} ppm", share.confidence_ppm));
    sources.emplace_back(share.tier, share.recording_id, share.work_id);
    std::int64_t sum_ppm = 0;
    for (const UsageShare& other : attribution.shares)
      if (other.tier == share.tier) sum_ppm += other.share_ppm;
    if (sum_ppm > kWholePpm)
      return refused(attribution, fmt::format("the shares of its tier {} add up to {} ppm", share.tier, sum_ppm));
  }
  std::sort(sources.begin(), sources.end());
  const auto twice = std::adjacent_find(sources.begin(), sources.end());
  if (twice == sources.end()) return {};
  return refused(attribution, fmt::format("its tier {} names the source {} {} twice", std::get<0>(*twice),
                                          std::get<1>(*twice), std::get<2>(*twice)));
}

std::vector<const UsageShare*> payable_sources(const Policy& policy, const TrackAttribution& attribution) {
  std::vector<const UsageShare*> sources;
  for (const UsageShare& share : attribution.shares) {
    const bool paid_tier = std::any_of(policy.tiers.begin(), policy.tiers.end(),
                                       [&](const TierRule& tier) { return tier.tier == share.tier; });
    if (paid_tier && pays(policy, share)) sources.push_back(&share);
  }
  return sources;
}

Result<void> Division::write(Entitlement& line, Payee payee, Ground ground, Nano amount) {
  if (amount == 0) return {};
  line.payee = payee;
  line.ground = ground;
  return writer_(line, amount);
}

Result<void> Division::divide_track(Entitlement& line, Nano amount, const TrackAttribution* attribution) {
  forget_source(line);
  line.evidence_id = attribution != nullptr ? attribution->evidence_id : "";
  if (attribution == nullptr || attribution->shares.empty())
    return write(line, policy_.unattributed_to, Ground::kNoEvidence, amount);
  paid_ground_ = Ground::kAttributed;
  territory_ = line.territory;
  std::vector<std::int64_t> weights;
  for (const TierRule& tier : policy_.tiers) weights.push_back(tier.weight_ppm);
  std::vector<Nano> parts;
  divide(amount, weights, parts);
  for (std::size_t i = 0; i < parts.size(); ++i)
    TRIBUTARY_TRY(divide_tier(line, parts[i], policy_.tiers[i], *attribution));
  return {};
}

Result<void> Division::divide_tier(Entitlement& line, Nano amount, const TierRule& tier,
                                   const TrackAttribution& attribution) {
  std::vector<const UsageShare*> sources;
  std::vector<std::int64_t> weights;
  std::int64_t rest_ppm = kWholePpm;
  for (const UsageShare& share : attribution.shares) {
    if (share.tier != tier.tier) continue;
    sources.push_back(&share);
    weights.push_back(share.share_ppm);
    rest_ppm -= share.share_ppm;
  }
  weights.push_back(rest_ppm);
  std::vector<Nano> parts;
  divide(amount, weights, parts);
  const Day day = policy_.rights_at_period_start ? line.period_start : line.period_end;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const UsageShare& source = *sources[i];
    forget_source(line);
    line.tier = tier.tier;
    line.recording_id = source.recording_id;
    line.work_id = source.work_id;
    line.share_ppm = source.share_ppm;
    if (source.share_ppm < policy_.minimum_share_ppm)
      TRIBUTARY_TRY(write(line, policy_.below_minimum, Ground::kBelowShare, parts[i]));
    else if (source.confidence_ppm < policy_.minimum_confidence_ppm)
      TRIBUTARY_TRY(write(line, policy_.below_minimum, Ground::kBelowConfidence, parts[i]));
    else
      TRIBUTARY_TRY(divide_source(line, parts[i], tier.master_ppm, tier.publishing_ppm, day));
  }
  forget_source(line);
  line.tier = tier.tier;
  line.share_ppm = static_cast<Ppm>(rest_ppm);
  return write(line, policy_.unattributed_to, Ground::kUnexplained, parts.back());
}

Result<void> Division::divide_source(Entitlement& line, Nano amount, Ppm master_ppm, Ppm publishing_ppm, Day day) {
  const std::array<std::int64_t, 2> weights{master_ppm, publishing_ppm};
  std::vector<Nano> parts;
  divide(amount, weights, parts);
  line.right_ppm = master_ppm;
  TRIBUTARY_TRY(divide_right(line, parts[0], Right::kMaster, day));
  line.right_ppm = publishing_ppm;
  return divide_right(line, parts[1], Right::kPublishing, day);
}

Result<void> Division::divide_right(Entitlement& line, Nano amount, Right right, Day day) {
  if (amount == 0) return {};
  line.right = right;
  line.party_id.clear();
  line.holding_ppm = kWholePpm;
  if (asset_of(line, right).empty()) return write(line, Payee::kSuspense, Ground::kUnclaimed, amount);
  TRIBUTARY_ASSIGN(const RightSplit* split, split_of(line, right, day));
  if (!split->conflict.empty()) return write(line, Payee::kSuspense, Ground::kConflict, amount);
  std::vector<std::int64_t> weights;
  for (const PartyShare& share : split->shares) weights.push_back(share.share_ppm);
  weights.push_back(split->unclaimed_ppm);
  std::vector<Nano> parts;
  divide(amount, weights, parts);
  for (std::size_t i = 0; i < split->shares.size(); ++i) {
    line.party_id = split->shares[i].party_id;
    line.holding_ppm = split->shares[i].share_ppm;
    TRIBUTARY_TRY(write(line, Payee::kParty, paid_ground_, parts[i]));
  }
  line.party_id.clear();
  line.holding_ppm = split->unclaimed_ppm;
  return write(line, Payee::kSuspense, Ground::kUnclaimed, parts.back());
}

// The pointer stays until the next call.
Result<const RightSplit*> Division::split_of(const Entitlement& line, Right right, Day day) {
  const std::string& asset = asset_of(line, right);
  const SplitKey key{assets_.number_of(asset), packed_territory(territory_), right, day};
  if (const auto known = splits_.find(key); known != splits_.end()) return &known->second;
  if (splits_.size() >= kCachedSplits) splits_.clear();
  TRIBUTARY_ASSIGN(RightSplit split, rights_.split_of({right, asset, territory_, day}));
  std::int64_t sum_ppm = split.unclaimed_ppm;
  for (const PartyShare& share : split.shares) sum_ppm += share.share_ppm;
  if (sum_ppm != kWholePpm)
    return Error{ErrorCode::kCorrupt, fmt::format("the {} right in {} is divided into {} ppm, not into {}",
                                                  name_of(right), asset, sum_ppm, kWholePpm)};
  return &splits_.emplace(key, std::move(split)).first->second;
}

Result<void> Division::divide_equally(Entitlement& line, Nano amount, const std::set<LicensedWork>& works, Day day) {
  forget_source(line);
  if (works.empty()) return {};
  paid_ground_ = Ground::kEqualShare;
  territory_ = policy_.equal_pool.territory;
  TRIBUTARY_TRY(write(line, Payee::kEqualPool, Ground::kEqualShare, -amount));
  const std::vector<std::int64_t> weights(works.size(), 1);
  std::vector<Nano> parts;
  divide(amount, weights, parts);
  std::size_t i = 0;
  for (const LicensedWork& work : works) {
    forget_source(line);
    line.recording_id = work.recording_id;
    line.work_id = work.work_id;
    TRIBUTARY_TRY(
        divide_source(line, parts[i++], policy_.equal_pool.master_ppm, policy_.equal_pool.publishing_ppm, day));
  }
  return {};
}

}  // namespace tributary::royalty
