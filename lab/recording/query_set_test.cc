#include "lab/recording/query_set.h"

#include <fstream>

#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "lab/recording/random.h"

namespace tributary::lab {
namespace {

TEST(QuerySet, ReadsBackWhatItWrote) {
  const TestFolder folder;
  const std::vector<Query> queries = {{"/q/one.wav", "pair_0dB", 5, {"/m/a, \"b\".ogg", "/m/c.ogg"}, 12.345},
                                      {"/q/two.wav", "negative", 15, {}, 1}};
  const auto written = write_query_set(folder.path(), {"/m/a, \"b\".ogg", "/m/c.ogg"}, queries);
  ASSERT_TRUE(written.ok()) << written.error().message;
  const auto read = read_query_set(folder / "queries.csv");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->catalog_csv, folder / "catalog.csv");
  ASSERT_EQ(read->queries.size(), 2U);
  EXPECT_EQ(read->queries[0].truth, queries[0].truth);
  EXPECT_DOUBLE_EQ(read->queries[0].offset_s, 12.345);
  EXPECT_TRUE(read->queries[1].truth.empty());
  EXPECT_EQ(read->queries[1].length_s, 15);
}

TEST(QuerySet, NamesTheLineOfABadLength) {
  const TestFolder folder;
  const std::filesystem::path path = folder / "bad_queries.csv";
  std::ofstream(path) << "path,treatment,length,truth,offset\n/q.wav,clean,long,/a.ogg,0\n";
  const auto read = read_query_set(path);
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().message.find("bad_queries.csv:2: length is no number: \"long\""), std::string::npos)
      << read.error().message;
}

// Query sets of one seed must stay comparable from release to release.
TEST(Random, GivesTheSameNumbersForever) {
  Random random(7);
  EXPECT_EQ(random.next(), 7191089600892374487U);
  EXPECT_EQ(Random(7).permutation(6), (std::vector<std::size_t>{5, 4, 1, 3, 0, 2}));
}

}  // namespace
}  // namespace tributary::lab
