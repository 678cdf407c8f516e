// Splits single plays into the ledger as they happen, exactly and each once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "ledger/ledger.h"
#include "royalty/division.h"
#include "royalty/policy.h"
#include "tributary/play.h"

namespace tributary::royalty {

// What a track is made of; null where it was never traced.
using AttributionLookup = std::function<const TrackAttribution*(const std::string& track_id)>;

// A play earns what the policy's rate makes of it by itself, and is an accrual of the ledger: whole minor units go from
// "clearing" to the accounts at once, and fractions wait for the next play. All of it is on disk when post() returns,
// or nothing. Answers about rights are remembered: open anew where they have changed. Move only; one thread at a time.
class PlaySplitter {
 public:
  // `policy`, `rights` and `ledger` outlive it. kInvalidInput where the policy does not pay plays by themselves: it
  // takes a tariff or direct usage, without caps and fixed fee.
  static Result<PlaySplitter> open(const Policy& policy, const RightsSource& rights, AttributionLookup attributions,
                                   ledger::Ledger& ledger);

  // kInvalidInput names the play; kConflict where its id stands for another play, or for one under another policy.
  Result<PlaySplit> post(const PlayEvent& play);

 private:
  struct State;
  explicit PlaySplitter(std::unique_ptr<State> state);

 public:
  PlaySplitter(PlaySplitter&&) noexcept;
  PlaySplitter& operator=(PlaySplitter&&) noexcept;
  ~PlaySplitter();

 private:
  std::unique_ptr<State> state_;
};

}  // namespace tributary::royalty
