// Damaged and busy workspaces: every one is named, and an import mends what it can.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>

#include "db/connection.h"
#include "db/statement.h"
#include "tests/program/tone_file.h"
#include "tests/program/workspace_fixture.h"

namespace tributary::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Damage : public WorkspaceFixture {
 protected:
  Damage() {
    write_tone_file(music() / "a.wav", 1, 3);
    import();
  }

  nlohmann::json import() const { return catalog_json({"import", music().string()}); }

  static void flip_byte(const std::filesystem::path& file, std::streamoff offset) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(offset);
    const int byte = stream.get();
    stream.seekp(offset);
    stream.put(static_cast<char>(byte ^ 1));
  }

  void expect_sound() const {
    const auto checked = catalog_json({"check"});
    EXPECT_THAT(checked["problems"], IsEmpty());
    EXPECT_THAT(checked["notices"], IsEmpty());
    EXPECT_EQ(checked["catalog"]["recordings"], 1);
  }
};

TEST_F(Damage, AFlippedBitInAFingerprintIsFoundAndMended) {
  const auto file = stored_file(".fp");
  flip_byte(file, 100);
  EXPECT_THAT(reasons(catalog_json({"check"}, 1)["problems"]),
              HasSubstr(file.string() + ": is damaged: its checksum does not match"));
  import();
  expect_sound();
}

TEST_F(Damage, ATruncatedFingerprintIsFoundAndMended) {
  std::filesystem::resize_file(stored_file(".fp"), 50);
  EXPECT_THAT(reasons(catalog_json({"check"}, 1)["problems"]), HasSubstr("it has 50 bytes and should have"));
  import();
  expect_sound();
}

TEST_F(Damage, AMissingFingerprintIsFoundAndMended) {
  std::filesystem::remove(stored_file(".fp"));
  EXPECT_THAT(reasons(catalog_json({"check"}, 1)["problems"]), HasSubstr("No such file"));
  import();
  expect_sound();
}

TEST_F(Damage, AFlippedBitInWhatTheNetworkHeardIsFoundAndMended) {
  const auto file = stored_file(".cp");
  flip_byte(file, 100);
  EXPECT_THAT(reasons(catalog_json({"check"}, 1)["problems"]),
              HasSubstr(file.string() + ": is damaged: its checksum does not match"));
  const Outcome traced = trace({(music() / "a.wav").string()});
  EXPECT_EQ(traced.exit_code, 1);
  EXPECT_THAT(traced.err, HasSubstr(file.string()));
  import();
  expect_sound();
}

TEST_F(Damage, WhatTheNetworkHeardIsHeardAgainWhereItIsMissing) {
  std::filesystem::remove(stored_file(".cp"));
  EXPECT_THAT(reasons(catalog_json({"check"}, 1)["problems"]), HasSubstr("No such file"));
  import();
  expect_sound();
}

TEST_F(Damage, AnotherNetworkHasTheRecordingHeardAgain) {
  {
    auto database = db::Connection::open(workspace() / "catalog.db", db::Connection::Mode::kExisting);
    ASSERT_TRUE(database.ok());
    auto change = database->prepare("UPDATE listening SET listener = 'ffffffffffffffffffffffffffffffff'");
    ASSERT_TRUE(change.ok() && change->run().ok());
  }
  EXPECT_THAT(reasons(catalog_json({"check"})["notices"]), HasSubstr("composition model has not heard it"));
  EXPECT_EQ(trace({(music() / "a.wav").string()}).exit_code, 0);
  EXPECT_EQ(import()["changed"], 1);
  expect_sound();
}

TEST_F(Damage, AFlippedBitInASegmentIsFoundAndMended) {
  const auto file = stored_file(".seg");
  flip_byte(file, 100);
  EXPECT_THAT(reasons(catalog_json({"check"}, 1)["problems"]),
              HasSubstr(file.string() + ": is damaged: its checksum does not match"));
  std::filesystem::remove(file);
  import();
  expect_sound();
}

TEST_F(Damage, AForeignFileIsNoticedAndTidiedUp) {
  std::ofstream(workspace() / "segments" / "stranger.seg") << "x";
  std::ofstream(workspace() / "fingerprints" / "stranger.fp.tmp-1-1") << "x";
  const auto checked = catalog_json({"check"});
  EXPECT_THAT(checked["problems"], IsEmpty());
  EXPECT_THAT(checked["notices"], SizeIs(2));
  import();
  expect_sound();
}

TEST_F(Damage, ADatabaseThatIsNoneIsRefused) {
  std::ofstream(workspace() / "catalog.db") << std::string(8192, 'x');
  const Outcome checked = catalog({"check"});
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_THAT(checked.err, HasSubstr("catalog.db: is not an SQLite database"));
}

TEST_F(Damage, ADamagedDatabasePageIsFound) {
  std::fstream stream(workspace() / "catalog.db", std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(4096);
  stream << std::string(8192, '\x5a');
  stream.close();
  const Outcome checked = catalog({"check"});
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_THAT(checked.err + checked.out, HasSubstr("catalog.db: the database is damaged"));
}

TEST_F(Damage, ABusyWorkspaceNamesTheProcessThatHoldsIt) {
  const int lock = ::open((workspace() / "lock").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(::flock(lock, LOCK_EX), 0);
  ASSERT_EQ(::ftruncate(lock, 0), 0);
  ASSERT_EQ(::pwrite(lock, "4242\n", 5, 0), 5);
  const Outcome imported = catalog({"import", music().string()});
  EXPECT_EQ(imported.exit_code, 1);
  EXPECT_THAT(imported.err, HasSubstr("process 4242 is changing this workspace"));
  EXPECT_THAT(list(), SizeIs(1));
  ::close(lock);
  EXPECT_EQ(catalog({"import", music().string()}).exit_code, 0);
}

}  // namespace
}  // namespace tributary::testing
