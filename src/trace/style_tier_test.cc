#include "trace/style_tier.h"

#include <cmath>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tributary::trace {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

// The made-up vectors are spread out more evenly than those of music.
constexpr StyleSearch kSearch{.threshold = 4};

// Windows around one direction per artist, as far from it as `spread` says.
class Studio {
 public:
  explicit Studio(std::uint64_t seed) : random_(seed) {}

  std::vector<float> direction() {
    std::vector<float> values(index::kStyleValues);
    for (float& value : values) value = normal_(random_);
    return values;
  }
  std::vector<std::int8_t> windows(const std::vector<float>& direction, std::size_t count, float spread = 0.7F) {
    std::vector<float> values;
    for (std::size_t i = 0; i < count; ++i)
      for (const float value : direction) values.push_back(value + spread * normal_(random_));
    return index::quantise_style(values);
  }

 private:
  std::mt19937_64 random_;
  std::normal_distribution<float> normal_;
};

// 24 artists of 3 recordings each.
class StyleTier : public ::testing::Test {
 protected:
  StyleTier() {
    for (int artist = 0; artist < 24; ++artist) {
      directions_.push_back(studio_.direction());
      for (int i = 0; i < 3; ++i)
        table_.add("rec_" + std::to_string(artist) + "_" + std::to_string(i), "artist " + std::to_string(artist),
                   index::summarise_style(studio_.windows(directions_.back(), 20)));
    }
  }

  std::vector<std::int8_t> query(std::size_t artist, std::size_t windows) {
    return studio_.windows(directions_[artist], windows);
  }
  static void append(std::vector<std::int8_t>& to, const std::vector<std::int8_t>& more) {
    to.insert(to.end(), more.begin(), more.end());
  }

  Studio studio_{1};
  std::vector<std::vector<float>> directions_;
  StyleTable table_;
};

TEST_F(StyleTier, names_the_artist_of_a_new_track) {
  for (std::size_t artist = 0; artist < 24; ++artist) {
    const auto ranking = rank_styles(query(artist, 10), table_, kSearch);
    ASSERT_THAT(ranking, SizeIs(24));
    EXPECT_EQ(ranking[0].artist, "artist " + std::to_string(artist));
    EXPECT_EQ(ranking[0].recording_id.rfind("rec_" + std::to_string(artist) + "_", 0), 0U);
    EXPECT_GT(ranking[0].score, kSearch.threshold);
    EXPECT_LT(ranking[1].score, kSearch.threshold);
  }
}

TEST_F(StyleTier, says_nothing_of_an_artist_who_is_not_there) {
  for (int trial = 0; trial < 20; ++trial)
    EXPECT_THAT(find_styles(studio_.windows(studio_.direction(), 10), table_, kSearch), IsEmpty());
}

TEST_F(StyleTier, covers_the_whole_of_a_query_in_one_style) {
  const auto matches = find_styles(query(3, 10), table_, kSearch);
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_EQ(matches[0].artist, "artist 3");
  EXPECT_EQ(matches[0].query_begin_s, 0);
  EXPECT_EQ(matches[0].query_end_s, 60);  // 10 windows of 15 s, 5 s apart
}

TEST_F(StyleTier, finds_the_seconds_of_each_style) {
  auto windows = query(1, 12);
  append(windows, query(6, 12));
  const auto matches = find_styles(windows, table_, kSearch);
  ASSERT_GE(matches.size(), 2U);
  EXPECT_EQ(matches.front().artist, "artist 1");
  EXPECT_EQ(matches.front().query_begin_s, 0);
  EXPECT_NEAR(matches.front().query_end_s, 65, 10);
  EXPECT_EQ(matches.back().artist, "artist 6");
  EXPECT_NEAR(matches.back().query_begin_s, 65, 10);
  EXPECT_EQ(matches.back().query_end_s, 130);
  for (std::size_t i = 1; i < matches.size(); ++i) EXPECT_LE(matches[i - 1].query_end_s, matches[i].query_begin_s);
}

TEST_F(StyleTier, passes_over_silence) {
  auto windows = query(2, 8);
  append(windows, std::vector<std::int8_t>(8 * index::kStyleValues));
  const auto matches = find_styles(windows, table_, kSearch);
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_EQ(matches[0].query_end_s, 45);
  EXPECT_THAT(find_styles(std::vector<std::int8_t>(8 * index::kStyleValues), table_, kSearch), IsEmpty());
  EXPECT_THAT(rank_styles({}, table_), IsEmpty());
}

TEST_F(StyleTier, leaves_out_what_it_is_told_to) {
  const auto left_out = [](const std::string& id) { return id.starts_with("rec_5_"); };
  EXPECT_THAT(find_styles(query(5, 10), table_, kSearch, left_out), IsEmpty());
  EXPECT_THAT(rank_styles(query(5, 10), table_, kSearch, left_out), SizeIs(23));
}

TEST_F(StyleTier, does_not_judge_by_a_catalog_that_is_too_small) {
  StyleTable small;
  for (int i = 0; i < 15; ++i)
    small.add("rec_" + std::to_string(i), "artist " + std::to_string(i),
              index::summarise_style(query(static_cast<std::size_t>(i) % 8, 4)));
  EXPECT_THAT(find_styles(query(0, 10), small, kSearch), IsEmpty());
  StyleTable two_artists;
  for (int i = 0; i < 30; ++i)
    two_artists.add("rec_" + std::to_string(i), i % 2 == 0 ? "a" : "b",
                    index::summarise_style(query(static_cast<std::size_t>(i) % 2, 4)));
  EXPECT_THAT(rank_styles(query(0, 10), two_artists), IsEmpty());
}

// An artist of many recordings has no better chances than one of few.
TEST_F(StyleTier, does_not_favour_long_discographies) {
  for (int i = 0; i < 60; ++i)
    table_.add("more_" + std::to_string(i), "artist 0", index::summarise_style(query(0, 20)));
  EXPECT_EQ(rank_styles(query(4, 10), table_, kSearch).front().artist, "artist 4");
}

}  // namespace
}  // namespace tributary::trace
