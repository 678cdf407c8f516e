// Usage summed up: ten million lines in the memory of the tracks, countries and periods that they are about.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "royalty/nano.h"
#include "royalty/policy.h"
#include "royalty/texts.h"
#include "tributary/usage.h"

namespace tributary::royalty {

// All usage lines with the same currency, track, territory, service, period and, where the policy asks for it, user.
struct Tally {
  Nano amount = 0;  // revenue in whole minor units, until the pools turn it into what the usage earns
  std::int64_t uses = 0;
  std::uint32_t track = 0;  // numbers of texts
  std::uint32_t service = 0;
  std::uint32_t user = 0;
  Day period_start;
  Day period_end;
  std::uint32_t usage_lines = 0;
  std::uint32_t report = 0;  // the first usage line: the text before the colon of its id ...
  std::uint32_t line = 0;    // ... and the number behind it; 0 where the text is the whole id
  std::uint16_t territory = 0;
  std::uint8_t currency = 0;  // of currencies()
};

std::uint16_t packed_territory(std::string_view letters);
std::string territory_text(std::uint16_t packed);

class Tallies {
 public:
  explicit Tallies(const Policy& policy);

  // kInvalidInput names the usage line: it came before, is malformed, or has a currency that the policy does not
  // settle. kLimit where all uses together
  // do not fit 64 bits.
  Result<void> add(const UsageLine& line);

  // Sums up what is left and numbers all texts in the order of their bytes. Afterwards `tallies` may be changed.
  // Sorted by currency, track, territory, service, period and user.
  void finish();
  std::deque<Tally>& tallies() { return tallies_; }

  // Sums up neighbours that differ in nothing but the user.
  void forget_users();

  const std::vector<Currency>& currencies() const { return currencies_; }  // by code, after finish()
  const Texts& texts() const { return texts_; }
  std::string usage_id(const Tally& tally) const;
  std::int64_t usage_lines() const { return usage_lines_; }

 private:
  // The lines of one report that were seen: a bit each, in blocks.
  using SeenLines = std::unordered_map<std::uint32_t, std::vector<bool>>;

  bool seen(std::uint32_t report, std::uint32_t line);
  bool first_is_earlier(const Tally& a, const Tally& b) const;
  void sum_up();

  const Policy& policy_;
  bool by_user_;
  Texts texts_;
  std::vector<Currency> currencies_;
  std::deque<Tally> tallies_;
  std::size_t next_sum_;
  std::int64_t usage_lines_ = 0;
  std::int64_t uses_ = 0;
  std::unordered_map<std::uint32_t, SeenLines> seen_;
};

}  // namespace tributary::royalty
