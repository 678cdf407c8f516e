#include "royalty/policy.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "royalty/toml_values.h"

namespace tributary::royalty {
namespace {

using ::testing::HasSubstr;

constexpr const char* kSound =
    "schema = \"tributary.policy/1\"\n"  // line 1
    "name = \"n\"\n"
    "version = \"1\"\n"
    "currency = \"EUR\"\n"
    "[tiers.recording]\n"  // line 5
    "weight_ppm = 1_000_000\n"
    "master_ppm = 400_000\n"
    "publishing_ppm = 600_000\n"
    "[rate]\n"
    "model = \"share-of-revenue\"\n"  // line 10
    "part_ppm = 280_000\n"
    "[pool]\n"
    "kind = \"pro-rata\"\n";

std::string replaced(const std::string& from, const std::string& to) {
  std::string text = kSound;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string refusal(const std::string& text) {
  const auto policy = parse_policy(text, "p.toml");
  return policy ? "accepted" : policy.error().message;
}

TEST(Policy, StatesWhatTheFileSays) {
  const Policy policy = parse_policy(kSound, "p.toml").value();
  EXPECT_EQ(policy.name, "n");
  EXPECT_EQ(policy.sha256, base::sha256_of_text(kSound));
  ASSERT_EQ(policy.tiers.size(), 1U);
  EXPECT_EQ(policy.tiers[0], (TierRule{"recording", 1'000'000, 400'000, 600'000}));
  EXPECT_EQ(policy.rate.part_ppm, 280'000);
  EXPECT_EQ(policy.pool, PoolKind::kProRata);
  EXPECT_EQ(policy.track_cap_ppm, kWholePpm);
  EXPECT_EQ(policy.hold_days, 0);
  EXPECT_FALSE(policy.rights_at_period_start);
  EXPECT_TRUE(policy.settles(currency_of("EUR").value()));
  EXPECT_FALSE(policy.settles(currency_of("SEK").value()));
}

TEST(Policy, KeepsATariffBelowTheMinorUnitExactly) {
  const std::string text = replaced("model = \"share-of-revenue\"\npart_ppm = 280_000\n[pool]\nkind = \"pro-rata\"\n",
                                    "model = \"per-use\"\ntariff = \"0.00212345\"\n");
  EXPECT_EQ(parse_policy(text, "p.toml").value().rate.tariff_nano, 212'345'000);
}

struct Malformed {
  std::string text;
  std::string message;
};

std::vector<Malformed> malformed() {
  const auto head = [](const std::string& line) { return replaced("currency", line + "\ncurrency"); };
  const auto tail = [](const std::string& lines) { return kSound + lines; };
  const auto rate = [](const std::string& lines) {
    return replaced("model = \"share-of-revenue\"\npart_ppm = 280_000\n", lines);
  };
  const std::string net = "model = \"net-income\"\npart_ppm = 300_000\n";
  const std::string equal = "[equal_pool]\nmaster_ppm = 0\npublishing_ppm = 1_000_000\n";
  return {
      {"", "p.toml:1: schema: is missing"},
      {"name = \n", "p.toml:1: is no TOML"},
      {tail("kind = \"direct\"\n"), "p.toml:14: is no TOML"},
      {replaced("policy/1", "policy/2"), "p.toml:1: schema: \"tributary.policy/2\" is not \"tributary.policy/1\""},
      {replaced("name = \"n\"", "name = 7"), "p.toml:2: name: is an integer where a string belongs"},
      {replaced("name = \"n\"", "name = \"\""), "p.toml:2: name: has 0 bytes where 1 to 200 belong"},
      {replaced("name = \"n\"", "name = \"a\\tb\""), "p.toml:2: name: holds a control character"},
      {replaced("version = \"1\"\n", ""), "p.toml:1: version: is missing"},
      {replaced("EUR", "EURO"), "p.toml:4: currency: "},
      {head("colour = 1"), "p.toml:4: colour: is unknown"},
      {head("\"a.b\" = 1"), "p.toml:4: the key \"a.b\" is unknown"},
      {head("rounding = \"up\""), "p.toml:4: rounding: \"up\" is none of: half-even, toward-zero"},
      {head("rights_day = \"today\""), "p.toml:4: rights_day: \"today\" is none of"},
      {head("hold_days = -1"), "p.toml:4: hold_days: -1 is not between 0 and 3650"},
      {head("hold_days = 1.5"), "p.toml:4: hold_days: is a float where an integer belongs"},
      {head("unattributed_to = \"suspense\""), "p.toml:4: unattributed_to: \"suspense\" is none of"},
      {head("further_currencies = [\"SEK\", 1]"), "further_currencies: is an array where an array of strings belongs"},
      {head("further_currencies = [\"XXQ\"]"), "p.toml:4: further_currencies: "},
      {replaced("currency = \"EUR\"", "currency = \"EUR\"\nfurther_currencies = [\"EUR\"]"),
       "p.toml:5: further_currencies: EUR is there twice"},
      {replaced("[tiers.recording]", "[tiers.lyrics]"), "p.toml:5: tiers.lyrics: is no tier"},
      {replaced("[tiers.recording]", "tiers = 3\n[recording]"), "p.toml:5: tiers: is an integer where a table belongs"},
      {replaced("[tiers.recording]", "[tiers]\n[recording]"), "p.toml:5: tiers: a policy pays for one tier at least"},
      {replaced("[tiers.recording]", "[tiers]\nmodel = 1\n[tiers.recording]"),
       "p.toml:6: tiers.model: is an integer where a table belongs"},
      {replaced("weight_ppm = 1_000_000", "weight_ppm = 900_000"), "p.toml:5: tiers: the weights add up to 900000"},
      {replaced("weight_ppm = 1_000_000", "weight_ppm = 0"), "p.toml:6: tiers.recording.weight_ppm: 0 is not between"},
      {replaced("weight_ppm = 1_000_000", "weight_ppm = \"all\""), "weight_ppm: is a string where an integer belongs"},
      {replaced("master_ppm = 400_000", "master_ppm = 400_001"),
       "p.toml:5: tiers.recording: master_ppm and publishing_ppm add up to 1000001, not to 1000000"},
      {replaced("publishing_ppm = 600_000\n", ""), "p.toml:5: tiers.recording.publishing_ppm: is missing"},
      {tail("[minimum]\nbelow = \"suspense\"\n"), "p.toml:14: minimum: states neither"},
      {tail("[minimum]\nshare_ppm = 5\n"), "p.toml:14: minimum.below: is missing"},
      {tail("[minimum]\nshare_ppm = 5\nbelow = \"platform\"\n"), "p.toml:16: minimum.below: \"platform\" is none of"},
      {rate("model = \"free\"\n"), "p.toml:10: rate.model: \"free\" is none of"},
      {rate("model = \"per-use\"\ntariff = \"0.002\"\n"), "p.toml:12: pool: contradicts rate.model"},
      {rate("model = \"per-use\"\ntariff = \"-1\"\n"), "p.toml:11: rate.tariff: \"-1\" is no positive decimal number"},
      {rate("model = \"per-use\"\ntariff = 0.002\n"), "p.toml:11: rate.tariff: is a float where a string belongs"},
      {rate("model = \"per-use\"\ntariff = \"0.000000000001\"\n"),
       "p.toml:11: rate.tariff: \"0.000000000001\" has more"},
      {rate("model = \"per-use\"\ntariff = \"99999999999\"\n"), "is more than a thousand million minor units"},
      {rate("model = \"share-of-revenue\"\npart_ppm = 1_000_001\n"),
       "p.toml:11: rate.part_ppm: 1000001 is not between"},
      {rate("model = \"share-of-revenue\"\npart_ppm = 1\ntariff = \"1\"\n"),
       "p.toml:12: rate.tariff: is unknown, or belongs to another rate model"},
      {rate("model = \"training-licence\"\npart_ppm = 0\nfixed_fee = \"0\"\n"), "p.toml:12: rate.fixed_fee: is 0"},
      {rate("model = \"training-licence\"\npart_ppm = 0\nfixed_fee = \"1.005\"\n"), "p.toml:12: rate.fixed_fee: "},
      {rate("model = \"training-licence\"\npart_ppm = 0\nfixed_fee = \"-1\"\n"),
       "p.toml:12: rate.fixed_fee: is negative"},
      {rate("model = \"training-licence\"\npart_ppm = 0\nfixed_fee = \"1\"\n"), "equal_pool: is missing"},
      {"further_currencies = [\"SEK\"]\n" + rate(net), "p.toml:1: further_currencies: contradicts rate.model"},
      {rate(net + "deductible_ppm = 1_000_000\n"), "p.toml:12: rate.deductible_ppm: 1000000 is not between"},
      {rate(net + "minimum_per_use = \"x\"\n"), "p.toml:12: rate.minimum_per_use: \"x\" is no positive"},
      {replaced("model = \"share-of-revenue\"\npart_ppm = 280_000\n[pool]\nkind = \"pro-rata\"\n",
                net + "minimum = \"1\"\n[pool]\nkind = \"direct\"\n"),
       "p.toml:12: rate.minimum: contradicts pool.kind"},
      {replaced("model = \"share-of-revenue\"\npart_ppm = 280_000\n[pool]\nkind = \"pro-rata\"\n",
                net + "minimum = \"1\"\n[pool]\nkind = \"user-centric\"\n"),
       "p.toml:12: rate.minimum: contradicts pool.kind"},
      {replaced("[pool]\nkind = \"pro-rata\"\n", ""), "p.toml:1: pool.kind: is missing"},
      {replaced("kind = \"pro-rata\"", "kind = \"direct\"\nscope = \"service\""),
       "p.toml:14: pool.scope: contradicts pool.kind"},
      {tail("scope = \"planet\"\n"), "p.toml:14: pool.scope: \"planet\" is none of"},
      {tail("[caps]\n"), "p.toml:14: caps: states neither"},
      {tail("[caps]\ntrack_ppm = 5\n"), "p.toml:14: caps.excess_to: is missing"},
      {tail("[caps]\nparty_ppm = 5\nexcess_to = \"equal-pool\"\n"), "p.toml:16: caps.excess_to: contradicts"},
      {tail(equal), "p.toml:14: equal_pool: contradicts the rest: nothing puts money into it"},
      {tail("[caps]\ntrack_ppm = 5\nexcess_to = \"equal-pool\"\n" + equal + "territory = \"Se\"\n"),
       "p.toml:20: equal_pool.territory: is no ISO 3166-1 code"},
      {tail("[[extra]]\na = 1\n"), "p.toml:14: extra: is unknown"},
      {tail("[extra]\n"), "p.toml:14: extra: is unknown"},
      {tail("on = 2026-01-01\nyes = true\n"), "p.toml:14: pool.on: is unknown"},
  };
}

TEST(Policy, RefusesWhatIsMalformedWithFileLineAndReason) {
  ASSERT_THAT(refusal(kSound), "accepted");
  for (const Malformed& one : malformed()) EXPECT_THAT(refusal(one.text), HasSubstr(one.message)) << one.text;
}

TEST(Policy, LoadsTheExamples) {
  int loaded = 0;
  for (const auto& file : std::filesystem::directory_iterator(TRIBUTARY_POLICIES)) {
    const auto policy = load_policy(file.path());
    EXPECT_TRUE(policy.ok()) << policy.error().message;
    ++loaded;
  }
  EXPECT_EQ(loaded, 5);
}

TEST(Policy, IsAFileOfReasonableSize) {
  const auto folder = std::filesystem::temp_directory_path() / ("policy-test-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  EXPECT_EQ(load_policy(folder / "none.toml").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(load_policy(folder).error().code, ErrorCode::kIo);
  std::ofstream(folder / "long.toml") << std::string((1U << 20U) + 1, '#');
  EXPECT_EQ(load_policy(folder / "long.toml").error().code, ErrorCode::kLimit);
  std::filesystem::remove_all(folder);
}

TEST(TomlValues, NameTheKindOfEachValue) {
  const TomlValues values =
      read_toml("a = 1.5\nb = true\nc = 2026-01-01\nd = []\ne = [1]\nf.g = 'x'\n", "t.toml").value();
  EXPECT_EQ(values.at("a").kind, "a float");
  EXPECT_EQ(values.at("b").kind, "a truth value");
  EXPECT_EQ(values.at("c").kind, "a date or time");
  EXPECT_EQ(values.at("d").kind, "an array of strings");
  EXPECT_EQ(values.at("e").kind, "an array");
  EXPECT_EQ(values.at("f").kind, "a table");
  EXPECT_EQ(values.at("f.g").line, 6U);
}

}  // namespace
}  // namespace tributary::royalty
