#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/connection.h"
#include "db/migration.h"
#include "db/statement.h"
#include "db/transaction.h"

namespace tributary::db {
namespace {

using ::testing::HasSubstr;

constexpr std::array<const char *, 2> kSteps{
    "CREATE TABLE song(id INTEGER PRIMARY KEY, title TEXT NOT NULL) STRICT;"
    "CREATE TABLE verse(song INTEGER NOT NULL REFERENCES song, number INTEGER NOT NULL) STRICT;",
    "ALTER TABLE song ADD COLUMN year INTEGER NOT NULL DEFAULT 0;"};
constexpr Schema kSchema{"song book", 0x736f6e67, kSteps};
constexpr Schema kOlderSchema{"song book", 0x736f6e67, std::span(kSteps).first(1)};

class DatabaseTest : public ::testing::Test {
 protected:
  DatabaseTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tributary-db-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~DatabaseTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path file() const { return folder_ / "songs.db"; }

  Result<Connection> open_migrated(const Schema &schema = kSchema) const {
    TRIBUTARY_ASSIGN(Connection connection, Connection::open(file(), Connection::Mode::kCreate));
    TRIBUTARY_TRY(migrate(connection, schema));
    return connection;
  }

  std::filesystem::path folder_;
};

TEST_F(DatabaseTest, KeepsCommittedRowsAndForgetsAbandonedOnes) {
  {
    auto connection = open_migrated();
    ASSERT_TRUE(connection.ok()) << connection.error().message;
    auto insert = connection->prepare("INSERT INTO song(title, year) VALUES (?, ?)");
    ASSERT_TRUE(insert.ok());
    {
      auto transaction = Transaction::begin(*connection);
      ASSERT_TRUE(insert->bind("kept; DROP TABLE song", std::int64_t{1} << 40).run().ok());
      ASSERT_TRUE(transaction->commit().ok());
    }
    auto abandoned = Transaction::begin(*connection);
    ASSERT_TRUE(insert->bind("abandoned", 2).run().ok());
  }
  auto connection = open_migrated();
  auto select = connection->prepare("SELECT title, year FROM song");
  ASSERT_TRUE(select->next().value());
  EXPECT_EQ(select->text(0), "kept; DROP TABLE song");
  EXPECT_EQ(select->int64(1), std::int64_t{1} << 40);
  EXPECT_FALSE(select->next().value());
}

TEST_F(DatabaseTest, EnforcesForeignKeys) {
  auto connection = open_migrated();
  const auto inserted = connection->execute("INSERT INTO verse VALUES (99, 1)");
  ASSERT_FALSE(inserted.ok());
  EXPECT_EQ(inserted.error().code, ErrorCode::kConflict);
}

TEST_F(DatabaseTest, MigratesAnOlderFileAndKeepsItsRows) {
  {
    auto older = open_migrated(kOlderSchema);
    ASSERT_TRUE(older->execute("INSERT INTO song(title) VALUES ('old')").ok());
  }
  auto connection = open_migrated();
  ASSERT_TRUE(connection.ok()) << connection.error().message;
  EXPECT_EQ(connection->query_int64("SELECT count(*) FROM song WHERE year = 0").value(), 1);
}

TEST_F(DatabaseTest, RefusesAFileOfANewerBuild) {
  ASSERT_TRUE(open_migrated().ok());
  const auto opened = open_migrated(kOlderSchema);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(opened.error().message, HasSubstr("songs.db: was written by a newer Tributary"));
}

TEST_F(DatabaseTest, RefusesADatabaseOfAnotherProgram) {
  {
    auto foreign = Connection::open(file(), Connection::Mode::kCreate);
    ASSERT_TRUE(foreign->execute("CREATE TABLE bookmarks(url TEXT)").ok());
  }
  const auto opened = open_migrated();
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(opened.error().message, HasSubstr("not a song book"));
}

TEST_F(DatabaseTest, RefusesAFileThatIsNoDatabase) {
  std::ofstream(file()) << std::string(4096, 'x');
  const auto opened = open_migrated();
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(opened.error().message, HasSubstr("songs.db: is not an SQLite database"));
}

TEST_F(DatabaseTest, FindsADamagedPage) {
  {
    auto connection = open_migrated();
    auto insert = connection->prepare("INSERT INTO song(title) VALUES (?)");
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(insert->bind(std::string(500, 'a')).run().ok());
  }
  std::fstream stream(file(), std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(5 * 4096);
  stream << std::string(4096, '\x5a');
  stream.close();
  auto connection = open_migrated();
  ASSERT_TRUE(connection.ok()) << connection.error().message;
  const auto problems = connection->integrity_problems();
  EXPECT_TRUE(!problems.ok() || !problems->empty());
}

TEST_F(DatabaseTest, SaysThatAMissingFileIsMissing) {
  const auto opened = Connection::open(file(), Connection::Mode::kExisting);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace tributary::db
