#include "rights/conflict_regions.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "rights/verdict.h"

namespace tributary::rights {
namespace {

using Claims = std::vector<const StoredClaim*>;

// Countries in which the same claims hold.
struct Patch {
  Territory territory;
  Claims claims;
};

std::vector<Patch> patches(const Claims& active) {
  std::vector<Patch> all{{world(), {}}};
  for (const StoredClaim* claim : active) {
    const std::size_t known = all.size();
    for (std::size_t i = 0; i < known; ++i) {
      const Territory inside = all[i].territory & claim->territory;
      if (inside.none()) continue;
      if (inside != all[i].territory) {
        all.push_back({all[i].territory & ~inside, all[i].claims});
        all[i].territory = inside;
      }
      all[i].claims.push_back(claim);
    }
  }
  return all;
}

// The first days of the stretches within which no claim begins or ends.
std::set<Day> cuts(std::span<const StoredClaim> claims) {
  std::set<Day> days;
  for (const StoredClaim& claim : claims) {
    days.insert(claim.first);
    if (claim.last != kForGood) days.insert(Day{claim.last.days + 1});
  }
  return days;
}

std::vector<ConflictRegion> regions_within(const Claims& active, Day first, Day last) {
  std::vector<ConflictRegion> regions;
  for (const Patch& patch : patches(active)) {
    Verdict verdict = judge(patch.claims);
    if (verdict.conflict.empty()) continue;
    const auto same = std::find_if(regions.begin(), regions.end(), [&](const ConflictRegion& region) {
      return region.reason == verdict.conflict && region.colliding == verdict.colliding;
    });
    if (same != regions.end())
      same->territory |= patch.territory;
    else
      regions.push_back({patch.territory, first, last, std::move(verdict.conflict), std::move(verdict.colliding)});
  }
  return regions;
}

bool goes_on(const ConflictRegion& earlier, const ConflictRegion& later) {
  return earlier.last != kForGood && earlier.last.days + 1 == later.first.days &&
         earlier.territory == later.territory && earlier.reason == later.reason && earlier.colliding == later.colliding;
}

}  // namespace

std::vector<ConflictRegion> conflict_regions(std::span<const StoredClaim> claims) {
  std::vector<ConflictRegion> regions;
  std::vector<std::size_t> open;  // regions that reach to the end of the stretch before
  const std::set<Day> days = cuts(claims);
  for (auto day = days.begin(); day != days.end(); ++day) {
    const auto next = std::next(day);
    const Day last = next == days.end() ? kForGood : Day{next->days - 1};
    Claims active;
    for (const StoredClaim& claim : claims)
      if (claim.first <= *day && *day <= claim.last) active.push_back(&claim);
    std::vector<std::size_t> still_open;
    for (ConflictRegion& region : regions_within(active, *day, last)) {
      const auto before =
          std::find_if(open.begin(), open.end(), [&](std::size_t i) { return goes_on(regions[i], region); });
      if (before != open.end()) {
        regions[*before].last = last;
        still_open.push_back(*before);
      } else {
        still_open.push_back(regions.size());
        regions.push_back(std::move(region));
      }
    }
    open = std::move(still_open);
  }
  std::sort(regions.begin(), regions.end(), [](const ConflictRegion& a, const ConflictRegion& b) {
    return std::make_tuple(a.first, to_string(a.territory)) < std::make_tuple(b.first, to_string(b.territory));
  });
  return regions;
}

}  // namespace tributary::rights
