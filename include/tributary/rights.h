// Who holds which right in a recording or a work, where and when, and what a settlement may pay for it.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tributary/ppm.h"
#include "tributary/result.h"

namespace tributary {

// Of a recording, or of the work that it records.
enum class Right : std::uint8_t { kMaster = 1, kPublishing = 2 };
std::string_view name_of(Right right);

// A day of the proleptic Gregorian calendar, as days since 1970-01-01.
struct Day {
  std::int32_t days = 0;

  auto operator<=>(const Day&) const = default;
};

// "2026-11-26". parse_day: kInvalidInput where it is no such date of the years 1000 to 9999.
std::string to_string(Day day);
Result<Day> parse_day(std::string_view text);

// What a right is asked for: the recording (kMaster) or the work (kPublishing) with this id, on one day, in the
// country with this ISO 3166-1 code of two letters.
struct RightsQuestion {
  Right right = Right::kMaster;
  std::string asset_id;
  std::string territory;
  Day day;
};

struct PartyShare {
  std::string party_id;
  Ppm share_ppm = 0;  // > 0

  bool operator==(const PartyShare&) const = default;
};

// Who is paid for a right. The shares and `unclaimed_ppm` add up to kWholePpm, unless the claims are in conflict: then
// nobody is paid, and the money waits in suspense.
struct RightSplit {
  std::vector<PartyShare> shares;  // by party_id
  Ppm unclaimed_ppm = kWholePpm;
  std::string conflict;  // empty, or one line saying which claims collide; then `shares` is empty and all is unclaimed

  bool operator==(const RightSplit&) const = default;
};

// Answers for a settlement. Not thread-safe unless an implementation says so.
class RightsSource {
 public:
  virtual ~RightsSource() = default;

  // An asset that nobody has registered has nothing but an unclaimed part. Errors are those of the storage.
  virtual Result<RightSplit> split_of(const RightsQuestion& question) const = 0;
};

}  // namespace tributary
