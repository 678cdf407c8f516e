#include "audit/segment_set.h"

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace tributary::audit {
namespace {

class SegmentSetTest : public testing::Test {
 protected:
  SegmentSetTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~SegmentSetTest() override { std::filesystem::remove_all(folder_); }

  static SegmentSet two_segments() {
    return {2,
            3,
            {0, 1, 2, 3, 4, 5, -1, -2, 0.5F, 0.25F, 0, 1},
            {{"a.wav", "w1", "Ann", "Ann", "folk", 0}, {"b.wav", "w2", "Bob", "Bob", "art", 3.2}}};
  }

  void rewrite_table(const std::string& from, const std::string& to) const {
    const std::filesystem::path table = segment_table_path(path_);
    std::ifstream in(table);
    std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const std::size_t place = text.find(from);
    ASSERT_NE(place, std::string::npos);
    std::ofstream(table) << text.replace(place, from.size(), to);
  }

  void expect_refused(const std::string& reason) const {
    const Result<SegmentSet> read = read_segment_set(path_);
    ASSERT_FALSE(read.ok());
    EXPECT_NE(read.error().message.find(reason), std::string::npos) << read.error().message;
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("tributary_segments_" + std::to_string(::getpid()));
  std::filesystem::path path_ = folder_ / "set.tensors";
};

TEST_F(SegmentSetTest, IsReadAsItWasWritten) {
  ASSERT_TRUE(write_segment_set(path_, two_segments()).ok());
  const SegmentSet set = read_segment_set(path_).value();
  EXPECT_EQ(set, two_segments());
  EXPECT_EQ(tags_of(set), (std::vector<std::string>{"art", "folk"}));
  EXPECT_EQ(set.item(1)[2], 0.5F);
}

TEST_F(SegmentSetTest, NamesTheLineOfABadTable) {
  ASSERT_TRUE(write_segment_set(path_, two_segments()).ok());
  rewrite_table("folk", "Folk \"]");
  expect_refused("set.tsv: line 2: has a tag");
  rewrite_table("Folk \"]", "folk");
  rewrite_table("3.20", "soon");
  expect_refused("set.tsv: line 3: has a start");
  rewrite_table("soon", "3.20\t1");
  expect_refused("set.tsv: line 3: has 7 columns");
}

TEST_F(SegmentSetTest, TheTableMustNameEverySegment) {
  ASSERT_TRUE(write_segment_set(path_, two_segments()).ok());
  rewrite_table("b.wav\tw2\tBob\tBob\tart\t3.20\n", "");
  expect_refused("holds 2 segments, and the table beside it names 1");
}

TEST_F(SegmentSetTest, RefusesATruncatedFile) {
  ASSERT_TRUE(write_segment_set(path_, two_segments()).ok());
  std::filesystem::resize_file(path_, std::filesystem::file_size(path_) - 1);
  expect_refused("set.tensors: holds");
}

TEST_F(SegmentSetTest, WritesNoTagThatCouldBeAnotherText) {
  SegmentSet set = two_segments();
  set.segments[0].tag = "a\"b";
  EXPECT_EQ(write_segment_set(path_, set).error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace tributary::audit
