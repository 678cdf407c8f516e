// A dispute over money that a settlement gave a party: who opened it, what it holds, how it ended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tributary/money.h"
#include "tributary/rights.h"

namespace tributary {

enum class DisputeState : std::uint8_t {
  kOpening = 1,  // asked for, and not in the ledger yet: the next change completes it
  kOpen = 2,     // the money is held
  kWinning = 3,  // decided, and not in the ledger yet
  kWon = 4,      // the party keeps the money
  kLosing = 5,
  kLost = 6,     // the money was taken back
  kRefused = 7,  // the ledger did not take it: nothing is held
};
std::string_view name_of(DisputeState state);

enum class DisputeRole : std::uint8_t {
  kClaimant = 1,  // says that the money is another's; may open
  kOperator = 2,  // runs the settlement; may open and resolve
  kArbiter = 3,   // decides; may resolve
};
std::string_view name_of(DisputeRole role);
Result<DisputeRole> parse_dispute_role(std::string_view name);

// Who does something, and why. Each text has 1 to 300 bytes.
struct DisputeStatement {
  DisputeRole role = DisputeRole::kOperator;
  std::string person;
  std::string reason;
};

// What is disputed: the part of a payment that one recording or work brought, or a given amount, or all of it.
struct DisputeRequest {
  std::string dispute_id;  // 1 to 100 bytes, printable ASCII without blanks; unique
  std::string settlement_id;
  std::string party_id;
  Right right = Right::kMaster;
  Currency currency;
  std::string asset_id;                      // empty: of no particular one
  std::optional<std::int64_t> amount_minor;  // nullopt: all that the asset brought, or all that was paid
  std::int64_t days = 0;                     // until it lapses; 1 to 3650
};

struct DisputeEvent {
  std::string event;  // "opened", "won", "lost", "lapsed", "refused"
  std::string role;   // "clock" of kLapsed, "ledger" of refused
  std::string person;
  std::string reason;
  std::int64_t time_ms = 0;

  bool operator==(const DisputeEvent&) const = default;
};

struct Dispute {
  std::string dispute_id;
  std::string settlement_id;
  std::string party_id;
  Right right = Right::kMaster;
  std::string asset_id;
  Money amount;
  std::int64_t deadline_ms = 0;  // since 1970-01-01 UTC
  DisputeState state = DisputeState::kOpening;
  std::string to_party;              // of kLost: who got it; empty: it waits in suspense
  std::vector<DisputeEvent> events;  // in their order

  bool operator==(const Dispute&) const = default;
};

}  // namespace tributary
