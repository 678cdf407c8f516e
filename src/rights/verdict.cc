#include "rights/verdict.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "base/check.h"
#include "tributary/money.h"

namespace tributary::rights {
namespace {

constexpr std::size_t kMostDescribed = 8;

using Claims = std::vector<const StoredClaim*>;

bool before(const StoredClaim* a, const StoredClaim* b) {
  const auto key = [](const RightClaim& c) { return std::tie(c.party_id, c.source, c.place, c.part, c.share_ppm); };
  return key(a->claim) < key(b->claim);
}

std::string percent(std::int64_t ppm) {
  std::string text = fmt::format("{}.{:04}", ppm / 10'000, ppm % 10'000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + " %";
}

// What one party claims: its total, or why that is in doubt.
struct PartyTotal {
  std::int64_t total_ppm = 0;
  std::string conflict;
};

PartyTotal total_of(const std::string& party_id, const Claims& claims) {
  std::map<std::string_view, std::int64_t> by_source;
  std::set<std::pair<std::string_view, std::int64_t>> parts;
  for (const StoredClaim* stored : claims) {
    const RightClaim& claim = stored->claim;
    if (!parts.emplace(claim.source, claim.part).second)
      return {0, fmt::format("{} states overlapping claims of {}", claim.source, party_id)};
    by_source[claim.source] += claim.share_ppm;
  }
  const std::int64_t total = by_source.begin()->second;
  for (const auto& [source, ppm] : by_source)
    if (ppm != total)
      return {0, fmt::format("{} claims {} by {} and {} by {}", party_id, percent(total), by_source.begin()->first,
                             percent(ppm), source)};
  return {total, {}};
}

// Totals of a little more than the whole, reduced to it.
std::vector<PartyShare> shares_of(const std::map<std::string_view, std::int64_t>& totals, std::int64_t sum) {
  std::vector<PartyShare> shares;
  std::vector<Claim> weights;
  for (const auto& [party_id, ppm] : totals) {
    shares.push_back({std::string(party_id), static_cast<Ppm>(ppm)});
    weights.push_back({party_id, ppm});
  }
  if (sum <= kWholePpm) return shares;
  const auto reduced = allocate(kWholePpm, weights);
  TRIBUTARY_CHECK(reduced.ok());
  for (std::size_t i = 0; i < shares.size(); ++i) shares[i].share_ppm = static_cast<Ppm>((*reduced)[i]);
  std::erase_if(shares, [](const PartyShare& share) { return share.share_ppm == 0; });
  return shares;
}

Verdict conflict(std::string reason, Claims colliding) {
  std::sort(colliding.begin(), colliding.end(), before);
  return {{}, kWholePpm, std::move(reason), std::move(colliding)};
}

}  // namespace

Verdict judge(std::span<const StoredClaim* const> claims) {
  std::map<std::string_view, Claims> by_party;
  for (const StoredClaim* claim : claims) by_party[claim->claim.party_id].push_back(claim);
  std::map<std::string_view, std::int64_t> totals;
  std::int64_t sum = 0;
  std::string reason;
  Claims doubtful;
  for (auto& [party_id, own] : by_party) {
    const PartyTotal total = total_of(std::string(party_id), own);
    if (!total.conflict.empty()) {
      if (reason.empty()) reason = total.conflict;
      doubtful.insert(doubtful.end(), own.begin(), own.end());
      continue;
    }
    totals[party_id] = total.total_ppm;
    sum += total.total_ppm;
  }
  if (!reason.empty()) return conflict(std::move(reason), std::move(doubtful));
  if (sum > kWholePpm + kTolerancePpm)
    return conflict(fmt::format("the shares add up to {}", percent(sum)), Claims(claims.begin(), claims.end()));
  Verdict verdict;
  verdict.shares = shares_of(totals, sum);
  verdict.unclaimed_ppm = static_cast<Ppm>(std::max<std::int64_t>(kWholePpm - sum, 0));
  return verdict;
}

std::string describe(std::span<const StoredClaim* const> claims) {
  std::string text;
  for (std::size_t i = 0; i < claims.size() && i < kMostDescribed; ++i) {
    const RightClaim& claim = claims[i]->claim;
    text += fmt::format("{}{} {} ({})", i == 0 ? "" : ", ", claim.party_id, percent(claim.share_ppm), claim.place);
  }
  if (claims.size() > kMostDescribed) text += fmt::format(" and {} more", claims.size() - kMostDescribed);
  return text;
}

}  // namespace tributary::rights
