#include "index/byte_stream.h"

#include <cstdint>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace tributary::index {
namespace {

std::vector<std::byte> bytes_of(std::initializer_list<unsigned> values) {
  std::vector<std::byte> bytes;
  for (const unsigned value : values) bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}

TEST(ByteStream, ReadsBackWhatWasWritten) {
  ByteWriter writer;
  writer.put(std::uint32_t{0x12345678});
  writer.put(1.5);
  const std::vector<std::uint16_t> values{1, 2, 65535};
  writer.put_all(std::span<const std::uint16_t>(values));
  ByteReader reader(writer.bytes());
  EXPECT_EQ(reader.get<std::uint32_t>(), 0x12345678U);
  EXPECT_EQ(reader.get<double>(), 1.5);
  for (const std::uint16_t value : values) EXPECT_EQ(reader.get<std::uint16_t>(), value);
  EXPECT_EQ(reader.remaining(), 0U);
  EXPECT_FALSE(reader.failed());
}

TEST(ByteStream, WritesTheLeastSignificantByteFirst) {
  ByteWriter writer;
  writer.put(std::uint32_t{0x12345678});
  EXPECT_EQ(writer.bytes(), bytes_of({0x78, 0x56, 0x34, 0x12}));
}

TEST(ByteStream, ReadsBackEveryLengthOfVarint) {
  std::vector<std::uint32_t> values{0, 1, std::numeric_limits<std::uint32_t>::max()};
  for (unsigned bits = 7; bits < 32; bits += 7) {
    values.push_back((1U << bits) - 1);
    values.push_back(1U << bits);
  }
  ByteWriter writer;
  for (const std::uint32_t value : values) writer.put_varint(value);
  ByteReader reader(writer.bytes());
  for (const std::uint32_t value : values) EXPECT_EQ(reader.get_varint(), value);
  EXPECT_EQ(reader.remaining(), 0U);
  EXPECT_FALSE(reader.failed());
}

TEST(ByteStream, RefusesAVarintOfMoreThan32Bits) {
  const auto sixth_byte = bytes_of({0x80, 0x80, 0x80, 0x80, 0x80, 0x01});
  ByteReader too_long(sixth_byte);
  EXPECT_EQ(too_long.get_varint(), 0U);
  EXPECT_TRUE(too_long.failed());

  const auto bit_32 = bytes_of({0xFF, 0xFF, 0xFF, 0xFF, 0x10});
  ByteReader too_large(bit_32);
  EXPECT_EQ(too_large.get_varint(), 0U);
  EXPECT_TRUE(too_large.failed());
}

TEST(ByteStream, RefusesAVarintThatIsCut) {
  const auto bytes = bytes_of({0x80, 0x80});
  ByteReader reader(bytes);
  EXPECT_EQ(reader.get_varint(), 0U);
  EXPECT_TRUE(reader.failed());
}

TEST(ByteStream, GivesZeroAfterAReadPastTheEnd) {
  const auto bytes = bytes_of({1, 2, 3, 4, 5, 6});
  ByteReader reader(bytes);
  EXPECT_EQ(reader.get<std::uint32_t>(), 0x04030201U);
  EXPECT_EQ(reader.get<std::uint32_t>(), 0U);
  EXPECT_TRUE(reader.failed());
  // Two bytes are left, but nothing after a failure can be trusted.
  EXPECT_EQ(reader.get<std::uint8_t>(), 0U);
  EXPECT_TRUE(reader.take(1).empty());
  EXPECT_EQ(reader.position(), 4U);
}

TEST(ByteStream, RefusesALengthThatWouldOverflow) {
  const auto bytes = bytes_of({1, 2, 3});
  ByteReader reader(bytes);
  static_cast<void>(reader.get<std::uint8_t>());
  EXPECT_TRUE(reader.take(std::numeric_limits<std::size_t>::max()).empty());
  EXPECT_TRUE(reader.failed());
}

TEST(ByteStream, PadsWithZeros) {
  ByteWriter writer;
  writer.put(std::uint8_t{7});
  writer.pad_to(4);
  EXPECT_EQ(writer.bytes(), bytes_of({7, 0, 0, 0}));
  writer.pad_to(4);
  EXPECT_EQ(writer.size(), 4U);
}

}  // namespace
}  // namespace tributary::index
