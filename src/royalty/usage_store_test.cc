// Imports of usage: once, again, corrected, compressed, cut off, and killed at any moment.
#include "royalty/usage_store.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "royalty/test_usage.h"

namespace tributary::royalty {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr std::int64_t kNow_ms = 1'790'000'000'000;

class UsageStores : public ::testing::Test {
 protected:
  UsageStores() {
    std::string name = (std::filesystem::temp_directory_path() / "tributary-usage-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    folder_ = name;
  }
  ~UsageStores() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }

  static std::string read(const std::filesystem::path& path) {
    std::stringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }

  UsageStore open(const std::string& name = "usage.db") const {
    auto store = UsageStore::open(folder_ / name, db::Connection::Mode::kCreate, [] { return kNow_ms; });
    if (!store) std::abort();
    return std::move(*store);
  }

  Result<UsageImport> import(UsageStore& store, const std::filesystem::path& file) const {
    return store.import(file, folder_ / "refused");
  }

  static std::vector<UsageLine> lines_of(UsageStore& store, const char* first = "1000-01-01",
                                         const char* last = "9999-12-31") {
    std::vector<UsageLine> lines;
    const auto visited = store.each_line(*day_of(first), *day_of(last), [&](const UsageLine& line) -> Result<void> {
      lines.push_back(line);
      return {};
    });
    EXPECT_TRUE(visited.ok());
    return lines;
  }

  std::filesystem::path folder_;
};

constexpr const char* kHeader =
    "track_id,isrc,title,territory,service,user_id,period_start,period_end,uses,revenue,currency\n";

std::string csv_row(int i, const char* territory = "DE") {
  return fmt::format("t{},,Title {},{},Premium,u{},2026-01-01,2026-01-31,{},{}.50,EUR\n", i, i % 7, territory, i % 3, i,
                     i);
}

TEST_F(UsageStores, KeepsEveryFieldOfALineUnderItsReportAndNumber) {
  UsageStore store = open();
  const auto imported = import(store, write("a.csv", kHeader + csv_row(5)));
  ASSERT_TRUE(imported.ok()) << imported.error().message;
  EXPECT_EQ(imported->added, 1);
  EXPECT_FALSE(imported->known_file);
  EXPECT_FALSE(imported->is_correction());
  EXPECT_EQ(imported->refused_file, "");
  const auto lines = lines_of(store);
  ASSERT_THAT(lines, SizeIs(1));
  Read expected = read_usage(kHeader + csv_row(5));
  expected.lines[0].usage_id = imported->sha256 + ":2";
  EXPECT_EQ(lines[0], expected.lines[0]);
  EXPECT_THAT(lines_of(store, "2026-01-02"), IsEmpty()) << "a period counts where all of it lies in the days";
  EXPECT_THAT(lines_of(store, "2026-01-01", "2026-01-31"), SizeIs(1));
}

TEST_F(UsageStores, TheSameFileTwiceChangesNothing) {
  UsageStore store = open();
  const auto file = write("a.csv", kHeader + csv_row(1) + csv_row(2, "ZZ"));
  ASSERT_TRUE(import(store, file).ok());
  const auto before = store.reports().value();
  const auto again = import(store, write("renamed.csv", read(file)));
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->known_file);
  EXPECT_EQ(again->added + again->refused + again->repeated, 0);
  EXPECT_EQ(store.reports().value(), before);
  ASSERT_THAT(before, SizeIs(1));
  EXPECT_EQ(before[0].name, "a.csv");
  EXPECT_EQ(before[0].lines, 1);
  EXPECT_EQ(before[0].refused, 1);
  EXPECT_EQ(before[0].imported_ms, kNow_ms);
}

TEST_F(UsageStores, ACorrectedFileAddsOnlyWhatIsNew) {
  UsageStore store = open();
  const auto first =
      import(store, write("a.csv", kHeader + csv_row(1) + csv_row(2, "ZZ") + csv_row(3) + csv_row(4, "")));
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->added, 2);
  EXPECT_EQ(first->refused, 2);
  ASSERT_THAT(first->refusals, SizeIs(2));
  EXPECT_THAT(first->refusals[0].place, HasSubstr("a.csv:3"));
  const std::string refused = read(first->refused_file);
  EXPECT_THAT(refused,
              StartsWith("#tributary-refused 1 " + first->sha256 + "\n" + kHeader + "#3: its territory \"ZZ\""));

  // One of the two is corrected; the other one, and a line that was never refused, are refused again.
  std::string corrected = refused;
  corrected.replace(corrected.find(",ZZ,"), 4, ",AT,");
  const auto second =
      import(store, write("half.csv", corrected + "#2: was fine\n" + csv_row(9) + "#77: none\n" + csv_row(9)));
  ASSERT_TRUE(second.ok()) << second.error().message;
  EXPECT_TRUE(second->is_correction());
  EXPECT_EQ(second->added, 1);
  EXPECT_EQ(second->refused, 3);
  EXPECT_THAT(second->refusals[1].reason, HasSubstr("line 2 of its report is already stored, and says something else"));
  EXPECT_THAT(second->refusals[2].reason, HasSubstr("its report refused no line 77"));
  EXPECT_NE(second->refused_file, first->refused_file);

  std::string all = corrected;
  all.replace(all.find(",,Premium"), 9, ",CH,Premium");
  const auto third = import(store, write("all.csv", all));
  ASSERT_TRUE(third.ok());
  EXPECT_EQ(third->added, 1);
  EXPECT_EQ(third->repeated, 1);
  EXPECT_EQ(third->refused, 0);
  const auto fourth = import(store, write("all.csv", all));
  EXPECT_EQ(fourth->added, 0);
  EXPECT_EQ(fourth->repeated, 2);

  const auto lines = lines_of(store);
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_EQ(lines[1].usage_id, first->sha256 + ":3");
  EXPECT_EQ(lines[1].territory, "AT");
  EXPECT_EQ(store.reports()->at(0).refused, 0);
  UsageStore other = open("other.db");
  EXPECT_THAT(import(other, folder_ / "all.csv").error().message, HasSubstr("was never imported here"));
}

TEST_F(UsageStores, ADsrFileIsCorrectedWithWhatItsLinesReferTo) {
  UsageStore store = open();
  std::vector<std::string> lines = small_dsr_lines();
  lines[1].replace(lines[1].find("\tDE\t"), 4, "\tWorldwide\t");
  lines[7].replace(lines[7].find("\t10\t2"), 5, "\t10\t20");
  const auto first = import(store, write("a.tsv", joined(lines)));
  ASSERT_TRUE(first.ok()) << first.error().message;
  EXPECT_EQ(first->added, 0);
  EXPECT_EQ(first->refused, 4) << "a summary, two lines that refer to it, and a line of its own";
  EXPECT_EQ(first->not_royalty_bearing, 1);
  std::string text = read(first->refused_file);
  text.replace(text.find("Worldwide\tP"), 10, "DE\t");
  text.replace(text.find("\t10\t20"), 6, "\t10\t2");
  const auto second = import(store, write("b.tsv", text));
  ASSERT_TRUE(second.ok()) << second.error().message;
  EXPECT_EQ(second->refused, 0) << (second->refusals.empty() ? "" : second->refusals[0].reason);
  EXPECT_EQ(second->added, 3);

  UsageStore sound = open("sound.db");
  ASSERT_TRUE(import(sound, write("c.tsv", small_dsr())).ok());
  auto expected = lines_of(sound);
  auto found = lines_of(store);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].usage_id, first->sha256 + expected[i].usage_id.substr(64));
    found[i].usage_id = expected[i].usage_id;
  }
  EXPECT_EQ(found, expected);
  EXPECT_EQ(store.reports()->at(0).refused, 0);
  EXPECT_EQ(store.reports()->at(0).pools, sound.reports()->at(0).pools);

  const auto resent = import(sound, write("d.tsv", joined(lines)));
  ASSERT_FALSE(resent.ok());
  EXPECT_EQ(resent.error().code, ErrorCode::kConflict);
  EXPECT_THAT(resent.error().message, HasSubstr("file 1 of the message \"M1\" of \"PADPIDA2026010101A\" is already"));
}

std::string gzipped(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 1000, '\0');
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST_F(UsageStores, ReadsGzipInSeveralMembersAndRefusesWhatIsDamaged) {
  UsageStore store = open();
  const std::string whole = gzipped(kHeader + csv_row(1)) + gzipped(csv_row(2));
  const auto imported = import(store, write("a.csv.gz", whole));
  ASSERT_TRUE(imported.ok()) << imported.error().message;
  EXPECT_EQ(imported->added, 2);
  std::string damaged = whole;
  damaged[30] = static_cast<char>(~damaged[30]);
  EXPECT_THAT(import(store, write("b.gz", damaged)).error().message, HasSubstr("b.gz: the compressed data is damaged"));
  EXPECT_THAT(import(store, write("c.gz", whole.substr(0, whole.size() - 4))).error().message,
              HasSubstr("c.gz: the compressed data is cut off"));
  EXPECT_THAT(store.reports().value(), SizeIs(1)) << "nothing of a damaged file is kept";
}

TEST_F(UsageStores, RefusesWhatIsNoFileOrCannotBeWrittenBeside) {
  UsageStore store = open();
  EXPECT_EQ(import(store, folder_ / "none.csv").error().code, ErrorCode::kNotFound);
  EXPECT_THAT(import(store, folder_).error().message, HasSubstr("is not a regular file"));
  write("refused", "a file where the folder should be");
  const auto imported = import(store, write("a.csv", kHeader + csv_row(1) + csv_row(2, "ZZ")));
  ASSERT_FALSE(imported.ok());
  EXPECT_THAT(store.reports().value(), IsEmpty()) << "lines are not kept where the refused ones would be lost";
}

// A process that is killed at any moment leaves all of a report or nothing, and its successor completes the job.
TEST_F(UsageStores, AKilledImportLosesNothingAndDoublesNothing) {
  std::string text = kHeader;
  for (int i = 0; i < 20'000; ++i) text += csv_row(i, i % 100 == 7 ? "ZZ" : "DE");
  const auto file = write("a.csv", text);
  UsageStore undisturbed = open("undisturbed.db");
  const auto begun = std::chrono::steady_clock::now();
  const auto whole = undisturbed.import(file, folder_ / "whole");
  ASSERT_TRUE(whole.ok());
  const auto import_us =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun).count();
  const auto expected = lines_of(undisturbed);
  ASSERT_THAT(expected, SizeIs(19'800));
  std::mt19937_64 random(20261126);
  for (int kill = 0; kill < 20; ++kill) {
    SCOPED_TRACE(kill);
    const std::chrono::microseconds delay(
        static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(import_us + 1)));
    const pid_t child = ::fork();
    if (child == 0) {
      UsageStore store = open();
      (void)import(store, file);
      ::_exit(0);
    }
    std::this_thread::sleep_for(delay);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    UsageStore store = open();
    const auto lines = lines_of(store);
    ASSERT_TRUE(lines.empty() || lines == expected) << lines.size();
    if (!lines.empty()) break;
  }
  UsageStore store = open();
  ASSERT_TRUE(import(store, file).ok());
  EXPECT_EQ(lines_of(store), expected);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "refused")) {
    ++files;
    EXPECT_EQ(read(entry.path()), read(whole->refused_file));
  }
  EXPECT_EQ(files, 1U) << "no temporary file is left";
}

}  // namespace
}  // namespace tributary::royalty
