// Divides what the usage of one track earns among those who hold its sources.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "royalty/nano.h"
#include "royalty/policy.h"
#include "royalty/texts.h"
#include "tributary/royalty.h"
#include "tributary/usage.h"

namespace tributary::royalty {

// A recording and the work it records; one of both may be empty.
struct LicensedWork {
  std::string recording_id;
  std::string work_id;

  auto operator<=>(const LicensedWork&) const = default;
};

// Takes the next line: the amount is filled in wherever the line is new, everything else where it changed.
using LineWriter = std::function<Result<void>(Entitlement& line, Nano amount)>;

class Division {
 public:
  Division(const Policy& policy, const RightsSource& rights, LineWriter writer)
      : policy_(policy), rights_(rights), writer_(std::move(writer)) {}

  // Writes the lines of `amount`, which is what the usage of `line` earns: its currency and its usage are filled in.
  // `attribution` is null where the track was never traced.
  Result<void> divide_track(Entitlement& line, Nano amount, const TrackAttribution* attribution);

  // Divides among works alike, or leaves it with the equal pool where there are none. `line` has its currency.
  Result<void> divide_equally(Entitlement& line, Nano amount, const std::set<LicensedWork>& works, Day day);

  // What a sound attribution looks like. kInvalidInput names the track.
  static Result<void> check(const TrackAttribution& attribution);

 private:
  struct SplitKey {
    std::uint32_t asset;
    std::uint16_t territory;
    Right right;
    Day day;
    bool operator==(const SplitKey&) const = default;
  };
  struct SplitKeyHash {
    std::size_t operator()(const SplitKey& key) const;
  };

  Result<void> divide_tier(Entitlement& line, Nano amount, const TierRule& tier, const TrackAttribution& attribution);
  Result<void> divide_source(Entitlement& line, Nano amount, Ppm master_ppm, Ppm publishing_ppm, Day day);
  Result<void> divide_right(Entitlement& line, Nano amount, Right right, Day day);
  Result<const RightSplit*> split_of(const Entitlement& line, Right right, Day day);
  Result<void> write(Entitlement& line, Payee payee, Ground ground, Nano amount);

  const Policy& policy_;
  const RightsSource& rights_;
  LineWriter writer_;
  Ground paid_ground_ = Ground::kAttributed;
  std::string territory_;  // that rights are asked for
  Texts assets_;
  std::unordered_map<SplitKey, RightSplit, SplitKeyHash> splits_;
};

// Empties what says which source of a track a line is about.
void forget_source(Entitlement& line);

// The sources of a track that reach the policy's minimum, in tiers that it pays.
std::vector<const UsageShare*> payable_sources(const Policy& policy, const TrackAttribution& attribution);

}  // namespace tributary::royalty
