// Damaged fingerprints and index segments under trace and catalog check: each is named, nothing crashes.
#include <fstream>
#include <functional>
#include <iterator>
#include <random>

#include "index/sealed_file.h"
#include "tests/program/music.h"
#include "tests/program/tone_file.h"
#include "tests/program/workspace_fixture.h"

namespace tributary::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string content(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

void write(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

// What befalls the bytes of a file.
struct Injury {
  std::string name;
  std::function<std::string(std::string bytes)> inflict;
};

std::string with_flipped_bit(std::string bytes, std::size_t first, std::size_t last, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const std::size_t place = first + random() % (last - first);
  bytes[place] = static_cast<char>(bytes[place] ^ (1 << random() % 8));
  return bytes;
}

// A version nobody has, with length and checksum in order: only the version is wrong.
std::string of_another_version(const std::string& bytes) {
  index::FileKind kind{{}, 1000, "file"};
  std::copy_n(bytes.begin(), kind.magic.size(), kind.magic.begin());
  const auto body = std::as_bytes(std::span(bytes)).subspan(index::kSealBytes);
  const auto sealed = index::seal(kind, body);
  return {reinterpret_cast<const char*>(sealed.data()), sealed.size()};
}

std::vector<Injury> injuries() {
  std::vector<Injury> list{
      {"empty", [](const std::string&) { return std::string(); }},
      {"cut in its header", [](const std::string& bytes) { return bytes.substr(0, 20); }},
      {"cut in half", [](const std::string& bytes) { return bytes.substr(0, bytes.size() / 2); }},
      {"one byte short", [](const std::string& bytes) { return bytes.substr(0, bytes.size() - 1); }},
      {"one byte long", [](const std::string& bytes) { return bytes + '\0'; }},
      {"zeroed", [](const std::string& bytes) { return std::string(bytes.size(), '\0'); }},
      {"zeroed body",
       [](const std::string& bytes) { return bytes.substr(0, 64) + std::string(bytes.size() - 64, '\0'); }},
      {"another version", of_another_version}};
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    list.push_back({"flipped bit in the header, seed " + std::to_string(seed),
                    [seed](const std::string& bytes) { return with_flipped_bit(bytes, 0, 64, seed); }});
    list.push_back({"flipped bit in the body, seed " + std::to_string(seed),
                    [seed](const std::string& bytes) { return with_flipped_bit(bytes, 64, bytes.size(), seed); }});
  }
  return list;
}

class DamagedSearch : public WorkspaceFixture {
 protected:
  DamagedSearch() {
    write_tone_file(music() / "a.wav", 1, 6);
    catalog({"import", music().string()});
  }

  std::string query() const { return (music() / "a.wav").string(); }

  // Both verbs fail and say which file is at fault.
  void expect_named(const fs::path& file) const {
    const Outcome traced = trace({"--json", query()});
    EXPECT_EQ(traced.exit_code, 1);
    EXPECT_THAT(traced.err, HasSubstr(file.string() + ": "));
    const Outcome checked = catalog({"check", "--json"});
    EXPECT_EQ(checked.exit_code, 1);
    EXPECT_THAT(checked.out, HasSubstr(file.string() + ": "));
  }
};

TEST_F(DamagedSearch, EveryInjuryOfEveryStoredFileIsNamed) {
  for (const std::string extension : {".cp", ".fp", ".seg", ".style"}) {
    const fs::path file = stored_file(extension);
    const std::string sound = content(file);
    for (const Injury& injury : injuries()) {
      SCOPED_TRACE(extension + ", " + injury.name);
      write(file, injury.inflict(sound));
      expect_named(file);
    }
    write(file, sound);
    EXPECT_EQ(trace({query()}).exit_code, 0);
    EXPECT_EQ(catalog({"check"}).exit_code, 0);
  }
}

TEST_F(DamagedSearch, AMissingFileAndAFolderInItsPlaceAreNamed) {
  for (const std::string extension : {".cp", ".fp", ".seg", ".style"}) {
    const fs::path file = stored_file(extension);
    const std::string sound = content(file);
    SCOPED_TRACE(extension);
    fs::remove(file);
    expect_named(file);
    fs::create_directory(file);
    expect_named(file);
    fs::remove(file);
    write(file, sound);
  }
}

TEST_F(DamagedSearch, SoundFilesOfAnotherWorkspaceAreNotTheCatalogs) {
  const std::string other = (folder_ / "other").string();
  write_tone_file(folder_ / "other music" / "other.wav", 2, 6);
  ASSERT_EQ(run_program({"-w", other, "-q", "catalog", "import", (folder_ / "other music").string()}).exit_code, 0);
  for (const std::string extension : {".cp", ".fp", ".seg", ".style"}) {
    SCOPED_TRACE(extension);
    const fs::path file = stored_file(extension);
    const std::string sound = content(file);
    for (const auto& entry : fs::recursive_directory_iterator(other))
      if (entry.path().extension() == extension) write(file, content(entry.path()));
    expect_named(file);
    write(file, sound);
  }
}

TEST_F(DamagedSearch, ADamagedFingerprintFailsItsOwnFileOnlyAndTheBatchGoesOn) {
  write(stored_file(".fp"), "");
  // Silence resembles no recording, so that none is read for it.
  const fs::path silence = folder_ / "silence.wav";
  write_music(silence, std::vector<float>(3 * kMusicRateHz, 0.0F), audio::Codec::kWavPcm16);
  const Outcome traced = trace({"--json", query(), (folder_ / "missing.wav").string(), silence.string()});
  EXPECT_EQ(traced.exit_code, 1) << "worse than a refused file";
  const auto lines = json_lines(traced.out);
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_EQ(lines[0]["schema"], "tributary.refusal/1");
  EXPECT_EQ(lines[1]["schema"], "tributary.refusal/1");
  EXPECT_EQ(lines[2]["verdict"], "insufficient");
}

}  // namespace
}  // namespace tributary::testing
