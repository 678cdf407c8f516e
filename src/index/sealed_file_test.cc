#include "index/sealed_file.h"

#include <cstdint>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tributary::index {
namespace {

using ::testing::HasSubstr;

constexpr FileKind kKind{{'T', 'R', 'I', 'B', 'T', 'S', '\r', '\n'}, 3, "test file"};

std::vector<std::byte> random_body(std::size_t size) {
  std::mt19937_64 random(size);
  std::vector<std::byte> body(size);
  for (std::byte& byte : body) byte = static_cast<std::byte>(random() & 0xFFU);
  return body;
}

void expect_refused(const std::vector<std::byte>& bytes, ErrorCode code, const char* reason) {
  const auto body = unseal(kKind, bytes, "folder/some.file");
  ASSERT_FALSE(body.ok());
  EXPECT_EQ(body.error().code, code);
  EXPECT_THAT(body.error().message, HasSubstr("folder/some.file: "));
  EXPECT_THAT(body.error().message, HasSubstr(reason));
}

TEST(SealedFile, GivesBackTheBody) {
  for (const std::size_t size : {0U, 1U, 63U, 64U, 5000U}) {
    const auto body = random_body(size);
    const auto sealed = seal(kKind, body);
    EXPECT_EQ(sealed.size(), kSealBytes + size);
    const auto opened = unseal(kKind, sealed, "x");
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    EXPECT_EQ(std::vector<std::byte>(opened->begin(), opened->end()), body);
  }
}

TEST(SealedFile, RefusesAFileShorterThanItsHeader) {
  auto bytes = seal(kKind, random_body(10));
  bytes.resize(kSealBytes - 1);
  expect_refused(bytes, ErrorCode::kCorrupt, "is 63 bytes long, too short for the header of a test file");
  expect_refused({}, ErrorCode::kCorrupt, "is 0 bytes long");
}

TEST(SealedFile, RefusesAnotherMagic) {
  auto bytes = seal(kKind, random_body(10));
  bytes[0] = std::byte{'X'};
  expect_refused(bytes, ErrorCode::kCorrupt, "is not a test file (wrong magic at byte 0)");
}

// What a transfer in text mode does to a file.
TEST(SealedFile, RefusesALineEndThatWasTranslated) {
  auto bytes = seal(kKind, random_body(10));
  bytes.erase(bytes.begin() + 6);
  expect_refused(bytes, ErrorCode::kCorrupt, "wrong magic");
}

TEST(SealedFile, RefusesAnotherVersion) {
  FileKind newer = kKind;
  newer.version = 4;
  expect_refused(seal(newer, random_body(10)), ErrorCode::kUnsupported,
                 "is a test file of version 4; this program reads version 3");
}

TEST(SealedFile, RefusesAReservedFieldThatIsNotZero) {
  auto bytes = seal(kKind, random_body(10));
  bytes[13] = std::byte{1};
  expect_refused(bytes, ErrorCode::kCorrupt, "reserved header field that is not zero, at byte 12");
}

TEST(SealedFile, RefusesPaddingThatIsNotZero) {
  auto bytes = seal(kKind, random_body(10));
  bytes[kSealBytes - 1] = std::byte{1};
  expect_refused(bytes, ErrorCode::kCorrupt, "header padding that is not zero");
}

TEST(SealedFile, RefusesABodyThatIsCut) {
  auto bytes = seal(kKind, random_body(10));
  bytes.pop_back();
  expect_refused(bytes, ErrorCode::kCorrupt, "holds 9 bytes after its header, which declares 10");
}

TEST(SealedFile, RefusesBytesAfterTheBody) {
  auto bytes = seal(kKind, random_body(10));
  bytes.push_back(std::byte{0});
  expect_refused(bytes, ErrorCode::kCorrupt, "holds 11 bytes after its header, which declares 10");
}

TEST(SealedFile, RefusesADeclaredLengthBeyondAnyFile) {
  auto bytes = seal(kKind, random_body(10));
  for (std::size_t i = 16; i < 24; ++i) bytes[i] = std::byte{0xFF};
  expect_refused(bytes, ErrorCode::kCorrupt, "which declares 18446744073709551615");
}

TEST(SealedFile, RefusesAnyFlippedBit) {
  const auto genuine = seal(kKind, random_body(40));
  for (std::size_t bit = 0; bit < genuine.size() * 8; ++bit) {
    auto bytes = genuine;
    bytes[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    EXPECT_FALSE(unseal(kKind, bytes, "x").ok()) << "bit " << bit;
  }
}

TEST(SealedFile, SaysThatAFlippedBitOfTheBodyIsDamage) {
  auto bytes = seal(kKind, random_body(40));
  bytes[kSealBytes + 20] ^= std::byte{0x10};
  expect_refused(bytes, ErrorCode::kCorrupt, "fails its checksum: the file is damaged");
}

}  // namespace
}  // namespace tributary::index
