#include "rights/territory.h"

#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "rights/territory_codes.h"

namespace tributary::rights {
namespace {

Territory parsed(const char* text) {
  const auto territory = parse_territory(text);
  EXPECT_TRUE(territory.ok()) << text;
  return territory ? *territory : Territory();
}

TEST(TerritoryCodes, AreSortedAndUnique) {
  const auto known = countries();
  EXPECT_EQ(known.size(), 250U);
  ASSERT_LE(known.size(), kMostCountries);
  std::set<std::int32_t> tis;
  for (std::size_t i = 0; i < known.size(); ++i) {
    EXPECT_EQ(known[i].alpha2.size(), 2U);
    EXPECT_TRUE(i == 0 || known[i - 1].alpha2 < known[i].alpha2) << known[i].alpha2;
    EXPECT_TRUE(known[i].tis == 0 || tis.insert(known[i].tis).second) << known[i].alpha2;
  }
  EXPECT_EQ(tis.size(), 201U);
  for (const CountryGroup& group : country_groups()) {
    EXPECT_TRUE(tis.insert(group.tis).second) << group.tis;
    EXPECT_EQ(parse_territory(group.members).value(), parse_territory_code(std::to_string(group.tis)).value());
  }
}

TEST(TerritoryCodes, TheContinentsShareOutEveryCountryOfTis) {
  Territory sum;
  std::size_t members = 0;
  for (const char* continent : {"2100", "2101", "2106", "2120", "2130"}) {
    sum |= parsed(continent);
    members += parsed(continent).count();
  }
  EXPECT_EQ(members, sum.count());
  for (std::size_t i = 0; i < countries().size(); ++i) EXPECT_EQ(sum.test(i), countries()[i].tis != 0) << i;
}

TEST(Territory, NamesOneCountryInThreeWays) {
  EXPECT_EQ(parsed("DE"), parsed("de"));
  EXPECT_EQ(parsed("DE"), parsed("276"));
  EXPECT_EQ(parsed("DE"), parsed("0276"));
  EXPECT_EQ(parsed("DE"), country("DE"));
  EXPECT_EQ(parsed("DE").count(), 1U);
  EXPECT_TRUE(country("de").none());
  EXPECT_TRUE(country("ZZ").none());
}

TEST(Territory, TakesOutWhatIsExcluded) {
  EXPECT_EQ(parsed("WORLD"), world());
  EXPECT_EQ(parsed("Worldwide"), parsed("2136"));
  EXPECT_EQ(parsed("2124"), parsed("AT CH DE"));
  EXPECT_EQ(parsed("-CH 2124"), parsed("DE  AT "));
  EXPECT_EQ(parsed("WORLD -US").count(), world().count() - 1);
}

TEST(Territory, RefusesCodesItDoesNotKnow) {
  for (const char* bad : {"", " ", "D", "DEU", "ZZ", "0", "0000", "1", "2135", "99999", "200", "810", "-DE", "DE -DE",
                          "DE,AT", "+49", "DE -", "27x"})
    EXPECT_FALSE(parse_territory(bad).ok()) << bad;
  EXPECT_EQ(parse_territory("DE ZZ").error().message,
            "\"ZZ\" is neither WORLD nor a country's ISO 3166-1 code of two letters nor a TIS code");
  EXPECT_EQ(parse_territory("0278").error().message, "\"0278\" is no TIS code of a territory of today");
}

TEST(Territory, IsWrittenAsItIsRead) {
  EXPECT_EQ(to_string(parsed("2124")), "AT CH DE");
  EXPECT_EQ(to_string(parsed("WORLD -US -CA")), "WORLD -CA -US");
  EXPECT_EQ(to_string(Territory()), "");
  std::mt19937_64 random(20261126);
  for (int i = 0; i < 500; ++i) {
    Territory territory;
    const std::uint64_t density = 1 + random() % 20;
    for (std::size_t c = 0; c < countries().size(); ++c) territory.set(c, random() % 20 < density);
    if (territory.none()) continue;
    ASSERT_EQ(parsed(to_string(territory).c_str()), territory);
  }
}

}  // namespace
}  // namespace tributary::rights
