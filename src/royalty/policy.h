// The rules of a settlement, as a policy file states them; docs/formats/policy.md describes its keys.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tributary/money.h"
#include "tributary/ppm.h"
#include "tributary/result.h"
#include "tributary/royalty.h"

namespace tributary::royalty {

// What one payable tier decides, and whom its money is for. The weights of a policy add up to kWholePpm, and so do the
// two rights of a tier.
struct TierRule {
  std::string tier;
  Ppm weight_ppm = 0;  // > 0
  Ppm master_ppm = 0;
  Ppm publishing_ppm = 0;

  bool operator==(const TierRule&) const = default;
};

enum class RateModel {
  kShareOfRevenue,   // part_ppm of the revenue
  kPerUse,           // a tariff for each use
  kTrainingLicence,  // a fixed fee for all works alike, and part_ppm of the revenue
  kNetIncome,        // part_ppm of the revenue after deductions, or a minimum where that is more
};

// Amounts are in billionths of a minor unit where they are below one, exactly as the file states them.
struct Rate {
  RateModel model = RateModel::kShareOfRevenue;
  Ppm part_ppm = 0;
  std::int64_t tariff_nano = 0;           // of kPerUse, > 0
  std::int64_t fixed_fee_minor = 0;       // of kTrainingLicence, > 0
  Ppm deductible_ppm = 0;                 // of kNetIncome: of the revenue
  std::int64_t minimum_per_use_nano = 0;  // of kNetIncome
  std::int64_t minimum_minor = 0;         // of kNetIncome, for each pool

  bool operator==(const Rate&) const = default;
};

enum class PoolKind {
  kDirect,       // what a track's own usage brought in
  kProRata,      // one pool, divided by uses
  kUserCentric,  // a pool for each user, divided by what that user played
};

enum class PoolScope { kSettlement, kService, kTerritory, kServiceAndTerritory };

struct EqualPoolRule {
  Ppm master_ppm = 0;
  Ppm publishing_ppm = 0;
  std::string territory;  // that the rights are asked for

  bool operator==(const EqualPoolRule&) const = default;
};

struct Policy {
  std::string name;
  std::string version;
  std::string sha256;  // of the file
  Currency currency;
  std::vector<Currency> further_currencies;
  Rounding rounding = Rounding::kHalfEven;  // of what came in, where that is no whole number of minor units
  bool rights_at_period_start = false;      // else at its end
  std::int32_t hold_days = 0;

  std::vector<TierRule> tiers;  // by name
  Ppm minimum_share_ppm = 0;
  Ppm minimum_confidence_ppm = 0;
  Payee below_minimum = Payee::kUnattributed;    // or kSuspense, kEqualPool
  Payee unattributed_to = Payee::kUnattributed;  // or kEqualPool, kPlatform
  Rate rate;
  PoolKind pool = PoolKind::kDirect;
  PoolScope scope = PoolScope::kSettlement;
  EqualPoolRule equal_pool;       // empty where nothing goes into one
  Ppm track_cap_ppm = kWholePpm;  // of what all tracks earn in a currency
  Ppm party_cap_ppm = kWholePpm;
  Payee excess_to = Payee::kUnattributed;  // or kEqualPool (of tracks only), kPlatform

  bool settles(const Currency& other) const;
  bool operator==(const Policy&) const = default;
};

// kInvalidInput names the file, the line, the key and the reason: no TOML, a key that is unknown or missing, a value of
// the wrong type or out of range, or one that contradicts another.
Result<Policy> parse_policy(std::string_view text, const std::string& file);

// kNotFound, kIo or kLimit (beyond 1 MiB) name the file.
Result<Policy> load_policy(const std::filesystem::path& path);

}  // namespace tributary::royalty
