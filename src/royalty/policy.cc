#include "royalty/policy.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/core.h>

#include "base/hash.h"
#include "royalty/policy_keys.h"

namespace tributary::royalty {
namespace {

constexpr std::string_view kSchema = "tributary.policy/1";
constexpr std::uintmax_t kLongestFile_bytes = 1U << 20U;
constexpr std::int64_t kLongestHold_days = 3650;

constexpr std::array kTiers{Word<int>{"recording", 0}, Word<int>{"composition", 0}, Word<int>{"style", 0},
                            Word<int>{"model", 0}};
constexpr std::array kRoundings{Word<Rounding>{"half-even", Rounding::kHalfEven},
                                Word<Rounding>{"toward-zero", Rounding::kTowardZero}};
constexpr std::array kRightsDays{Word<bool>{"period-start", true}, Word<bool>{"period-end", false}};
constexpr std::array kBelowMinimum{Word<Payee>{"unattributed", Payee::kUnattributed},
                                   Word<Payee>{"suspense", Payee::kSuspense},
                                   Word<Payee>{"equal-pool", Payee::kEqualPool}};
constexpr std::array kLeftOver{Word<Payee>{"unattributed", Payee::kUnattributed},
                               Word<Payee>{"equal-pool", Payee::kEqualPool}, Word<Payee>{"platform", Payee::kPlatform}};
constexpr std::array kModels{Word<RateModel>{"share-of-revenue", RateModel::kShareOfRevenue},
                             Word<RateModel>{"per-use", RateModel::kPerUse},
                             Word<RateModel>{"training-licence", RateModel::kTrainingLicence},
                             Word<RateModel>{"net-income", RateModel::kNetIncome}};
constexpr std::array kPools{Word<PoolKind>{"direct", PoolKind::kDirect}, Word<PoolKind>{"pro-rata", PoolKind::kProRata},
                            Word<PoolKind>{"user-centric", PoolKind::kUserCentric}};
constexpr std::array kScopes{Word<PoolScope>{"settlement", PoolScope::kSettlement},
                             Word<PoolScope>{"service", PoolScope::kService},
                             Word<PoolScope>{"territory", PoolScope::kTerritory},
                             Word<PoolScope>{"service-and-territory", PoolScope::kServiceAndTerritory}};

// Fills a policy, table by table. Each step may rely on those before it.
class PolicyReader {
 public:
  explicit PolicyReader(PolicyKeys keys) : keys_(std::move(keys)) {}

  Result<Policy> read() {
    TRIBUTARY_TRY(read_head());
    TRIBUTARY_TRY(read_tiers());
    TRIBUTARY_TRY(read_minimum());
    TRIBUTARY_TRY(read_rate());
    TRIBUTARY_TRY(read_pool());
    TRIBUTARY_TRY(read_caps());
    TRIBUTARY_TRY(read_equal_pool());
    TRIBUTARY_TRY(keys_.refuse_others());
    return policy_;
  }

 private:
  Result<void> read_head() {
    TRIBUTARY_ASSIGN(const std::string schema, keys_.text("schema"));
    if (schema != kSchema)
      return keys_.refused("schema", fmt::format("\"{}\" is not \"{}\", which this build reads", schema, kSchema));
    TRIBUTARY_ASSIGN(policy_.name, keys_.text("name"));
    TRIBUTARY_ASSIGN(policy_.version, keys_.text("version"));
    TRIBUTARY_ASSIGN(policy_.currency, keys_.currency("currency"));
    TRIBUTARY_ASSIGN(policy_.rounding, keys_.word_or<Rounding>("rounding", kRoundings, Rounding::kHalfEven));
    TRIBUTARY_ASSIGN(policy_.rights_at_period_start, keys_.word_or<bool>("rights_day", kRightsDays, false));
    TRIBUTARY_ASSIGN(const std::int64_t days, keys_.integer_or("hold_days", 0, kLongestHold_days, 0));
    policy_.hold_days = static_cast<std::int32_t>(days);
    return read_further_currencies();
  }

  Result<void> read_further_currencies() {
    const std::string key = "further_currencies";
    TRIBUTARY_ASSIGN(const std::vector<std::string> codes, keys_.texts(key));
    for (const std::string& code : codes) {
      const auto currency = currency_of(code);
      if (!currency) return keys_.refused(key, currency.error().message);
      if (policy_.settles(*currency)) return keys_.refused(key, fmt::format("{} is there twice", code));
      policy_.further_currencies.push_back(*currency);
    }
    return {};
  }

  // Two parts that make a whole.
  Result<void> read_rights(const std::string& table, Ppm& master_ppm, Ppm& publishing_ppm) {
    TRIBUTARY_ASSIGN(master_ppm, keys_.ppm(table + ".master_ppm", 0));
    TRIBUTARY_ASSIGN(publishing_ppm, keys_.ppm(table + ".publishing_ppm", 0));
    if (master_ppm + publishing_ppm == kWholePpm) return {};
    return keys_.refused(table, fmt::format("master_ppm and publishing_ppm add up to {}, not to {}",
                                            master_ppm + publishing_ppm, kWholePpm));
  }

  Result<void> read_tiers() {
    TRIBUTARY_ASSIGN(const bool tiers, keys_.table("tiers"));
    const std::vector<std::string> names = keys_.names_below("tiers");
    if (!tiers || names.empty()) return keys_.refused("tiers", "a policy pays for one tier at least");
    std::int64_t weights_ppm = 0;
    for (const std::string& name : names) {
      const std::string table = "tiers." + name;
      if (std::none_of(kTiers.begin(), kTiers.end(), [&](const Word<int>& tier) { return tier.text == name; }))
        return keys_.refused(table, "is no tier: they are recording, composition, style and model");
      TRIBUTARY_TRY(keys_.table(table));
      TierRule rule{name, 0, 0, 0};
      TRIBUTARY_ASSIGN(rule.weight_ppm, keys_.ppm(table + ".weight_ppm", 1));
      TRIBUTARY_TRY(read_rights(table, rule.master_ppm, rule.publishing_ppm));
      weights_ppm += rule.weight_ppm;
      policy_.tiers.push_back(std::move(rule));
    }
    if (weights_ppm == kWholePpm) return {};
    return keys_.refused("tiers", fmt::format("the weights add up to {}, not to {}", weights_ppm, kWholePpm));
  }

  Result<void> read_minimum() {
    TRIBUTARY_ASSIGN(const bool minimum, keys_.table("minimum"));
    if (minimum) {
      TRIBUTARY_ASSIGN(const std::int64_t share_ppm, keys_.integer_or("minimum.share_ppm", 0, kWholePpm, 0));
      TRIBUTARY_ASSIGN(const std::int64_t sure_ppm, keys_.integer_or("minimum.confidence_ppm", 0, kWholePpm, 0));
      policy_.minimum_share_ppm = static_cast<Ppm>(share_ppm);
      policy_.minimum_confidence_ppm = static_cast<Ppm>(sure_ppm);
      if (share_ppm == 0 && sure_ppm == 0)
        return keys_.refused("minimum", "states neither share_ppm nor confidence_ppm");
      TRIBUTARY_ASSIGN(policy_.below_minimum, keys_.word<Payee>("minimum.below", kBelowMinimum));
    }
    TRIBUTARY_ASSIGN(policy_.unattributed_to, keys_.word_or<Payee>("unattributed_to", kLeftOver, Payee::kUnattributed));
    return {};
  }

  Result<void> read_rate() {
    TRIBUTARY_TRY(keys_.table("rate"));
    Rate& rate = policy_.rate;
    TRIBUTARY_ASSIGN(rate.model, keys_.word<RateModel>("rate.model", kModels));
    if (rate.model != RateModel::kShareOfRevenue && !policy_.further_currencies.empty())
      return keys_.refused("further_currencies", "contradicts rate.model: only share-of-revenue states no amounts");
    if (rate.model == RateModel::kPerUse) {
      TRIBUTARY_ASSIGN(rate.tariff_nano, keys_.price_nano("rate.tariff", policy_.currency));
      return {};
    }
    TRIBUTARY_ASSIGN(rate.part_ppm, keys_.ppm("rate.part_ppm", rate.model == RateModel::kTrainingLicence ? 0 : 1));
    if (rate.model == RateModel::kTrainingLicence) {
      TRIBUTARY_ASSIGN(rate.fixed_fee_minor, keys_.money_minor("rate.fixed_fee", policy_.currency));
      if (rate.fixed_fee_minor == 0) return keys_.refused("rate.fixed_fee", "is 0");
    }
    if (rate.model == RateModel::kNetIncome) return read_net_income();
    return {};
  }

  Result<void> read_net_income() {
    Rate& rate = policy_.rate;
    TRIBUTARY_ASSIGN(const std::int64_t deductible_ppm, keys_.integer_or("rate.deductible_ppm", 0, kWholePpm - 1, 0));
    rate.deductible_ppm = static_cast<Ppm>(deductible_ppm);
    if (keys_.has("rate.minimum_per_use")) {
      TRIBUTARY_ASSIGN(rate.minimum_per_use_nano, keys_.price_nano("rate.minimum_per_use", policy_.currency));
    }
    if (keys_.has("rate.minimum")) {
      TRIBUTARY_ASSIGN(rate.minimum_minor, keys_.money_minor("rate.minimum", policy_.currency));
    }
    return {};
  }

  Result<void> read_pool() {
    TRIBUTARY_ASSIGN(const bool pool, keys_.table("pool"));
    if (policy_.rate.model == RateModel::kPerUse) {
      if (pool) return keys_.refused("pool", "contradicts rate.model: per-use pays every use alike, without a pool");
      return {};
    }
    TRIBUTARY_ASSIGN(policy_.pool, keys_.word<PoolKind>("pool.kind", kPools));
    if (policy_.pool == PoolKind::kDirect) {
      if (keys_.has("pool.scope")) return keys_.refused("pool.scope", "contradicts pool.kind: direct has no pools");
      if (policy_.rate.minimum_minor > 0)
        return keys_.refused("rate.minimum", "contradicts pool.kind: direct has no pools that it could be for");
      return {};
    }
    TRIBUTARY_ASSIGN(policy_.scope, keys_.word_or<PoolScope>("pool.scope", kScopes, PoolScope::kSettlement));
    if (policy_.pool == PoolKind::kUserCentric && policy_.rate.minimum_minor > 0)
      return keys_.refused("rate.minimum", "contradicts pool.kind: each user would owe it");
    return {};
  }

  Result<void> read_caps() {
    TRIBUTARY_ASSIGN(const bool caps, keys_.table("caps"));
    if (!caps) return {};
    const bool track = keys_.has("caps.track_ppm");
    const bool party = keys_.has("caps.party_ppm");
    if (!track && !party) return keys_.refused("caps", "states neither track_ppm nor party_ppm");
    if (track) {
      TRIBUTARY_ASSIGN(policy_.track_cap_ppm, keys_.ppm("caps.track_ppm", 1));
    }
    if (party) {
      TRIBUTARY_ASSIGN(policy_.party_cap_ppm, keys_.ppm("caps.party_ppm", 1));
    }
    TRIBUTARY_ASSIGN(policy_.excess_to, keys_.word<Payee>("caps.excess_to", kLeftOver));
    if (party && policy_.excess_to == Payee::kEqualPool)
      return keys_.refused("caps.excess_to", "contradicts caps.party_ppm: the equal pool pays parties again");
    return {};
  }

  Result<void> read_equal_pool() {
    const bool used = policy_.rate.model == RateModel::kTrainingLicence || policy_.below_minimum == Payee::kEqualPool ||
                      policy_.unattributed_to == Payee::kEqualPool || policy_.excess_to == Payee::kEqualPool;
    TRIBUTARY_ASSIGN(const bool stated, keys_.table("equal_pool"));
    if (stated != used)
      return keys_.refused("equal_pool", used ? "is missing, and the policy puts money into one"
                                              : "contradicts the rest: nothing puts money into it");
    if (!used) return {};
    TRIBUTARY_TRY(read_rights("equal_pool", policy_.equal_pool.master_ppm, policy_.equal_pool.publishing_ppm));
    TRIBUTARY_ASSIGN(policy_.equal_pool.territory, keys_.text("equal_pool.territory"));
    const std::string& territory = policy_.equal_pool.territory;
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (territory.size() == 2 && std::all_of(territory.begin(), territory.end(), capital)) return {};
    return keys_.refused("equal_pool.territory", "is no ISO 3166-1 code of two capital letters");
  }

  PolicyKeys keys_;
  Policy policy_;
};

}  // namespace

bool Policy::settles(const Currency& other) const {
  return other == currency ||
         std::find(further_currencies.begin(), further_currencies.end(), other) != further_currencies.end();
}

Result<Policy> parse_policy(std::string_view text, const std::string& file) {
  TRIBUTARY_ASSIGN(TomlValues values, read_toml(text, file));
  TRIBUTARY_ASSIGN(Policy policy, PolicyReader(PolicyKeys(std::move(values), file)).read());
  policy.sha256 = base::sha256_of_text(text);
  return policy;
}

Result<Policy> load_policy(const std::filesystem::path& path) {
  std::error_code failure;
  const std::uintmax_t size = std::filesystem::file_size(path, failure);
  if (failure == std::errc::no_such_file_or_directory)
    return Error{ErrorCode::kNotFound, path.string() + ": there is no such file"};
  if (failure) return Error{ErrorCode::kIo, fmt::format("{}: {}", path.string(), failure.message())};
  if (size > kLongestFile_bytes) return Error{ErrorCode::kLimit, path.string() + ": a policy has at most 1 MiB"};
  std::ifstream stream(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (!stream) return Error{ErrorCode::kIo, path.string() + ": cannot be read"};
  return parse_policy(text, path.string());
}

}  // namespace tributary::royalty
