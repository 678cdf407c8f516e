// What each payee of one currency gets: exact sums while lines are written, whole minor units at the end.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "royalty/nano.h"
#include "royalty/texts.h"
#include "tributary/royalty.h"

namespace tributary::royalty {

class Totals {
 public:
  void add(const Entitlement& line, Nano amount);

  Nano sum_of(Payee payee) const;

  struct Party {
    std::string party_id;
    Nano master = 0;
    Nano publishing = 0;
  };
  std::vector<Party> parties() const;  // by party_id

  // Rounds everything so that it adds up to `received`; the exact sums differ from it by less than a minor unit.
  Result<CurrencySettlement> rounded(const Money& received) const;

 private:
  struct Key {
    std::uint32_t party;
    std::uint32_t asset;
    Right right;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  struct Exact {  // of one payee, in the order of a settlement
    PayeeTotal total;
    Nano amount = 0;
    std::map<std::string, Nano> assets;
  };
  std::vector<Exact> exact() const;

  Texts parties_;
  Texts assets_;
  std::unordered_map<Key, Nano, KeyHash> party_sums_;
  std::map<Payee, Nano> other_sums_;
};

}  // namespace tributary::royalty
