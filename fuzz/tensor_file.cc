// Hostile tensor files: refused with the file's name, or decoded to what encodes again.
#include "encoder/tensor_file.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "fuzz/target.h"

namespace tributary {
namespace {

constexpr std::size_t kHeaderBytes = 32;
constexpr std::size_t kLengthAt = 16;
constexpr std::size_t kChecksumAt = 24;

void decode(std::span<const std::byte> bytes) {
  const auto tensors = encoder::decode_tensor_file(bytes, "input.tensors");
  if (!tensors) {
    TRIBUTARY_CHECK(tensors.error().message.find("input.tensors") != std::string::npos);
    return;
  }
  const auto encoded = encoder::encode_tensor_file(*tensors, encoder::TensorPrecision::kFloat32);
  TRIBUTARY_CHECK(encoded.ok());
  const auto again = encoder::decode_tensor_file(*encoded, "again.tensors");
  TRIBUTARY_CHECK(again.ok() && *again == *tensors);
}

// The input with the length and checksum that fit its body: damage that gets past the checksum.
std::vector<std::byte> resealed(std::span<const std::byte> input) {
  std::vector<std::byte> bytes(input.begin(), input.end());
  if (bytes.size() < kHeaderBytes) return bytes;
  const std::uint64_t length = bytes.size() - kHeaderBytes;
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (std::size_t i = kHeaderBytes; i < bytes.size(); ++i)
    hash = (hash ^ static_cast<std::uint64_t>(bytes[i])) * 0x100000001B3U;
  std::memcpy(&bytes[kLengthAt], &length, sizeof length);
  std::memcpy(&bytes[kChecksumAt], &hash, sizeof hash);
  return bytes;
}

std::string example(encoder::TensorPrecision precision) {
  const std::vector<encoder::NamedTensor> tensors = {{"stem.weight", {2, 1, 3}, {0.5F, -1.0F, 2.0F, 0.0F, 3.0F, -4.0F}},
                                                     {"steps", {}, {12.0F}}};
  const auto bytes = encoder::encode_tensor_file(tensors, precision);
  TRIBUTARY_CHECK(bytes.ok());
  std::string text(bytes->size(), '\0');
  std::memcpy(text.data(), bytes->data(), bytes->size());
  return text;
}

}  // namespace

std::vector<std::string> fuzz::seeds() {
  return {example(encoder::TensorPrecision::kFloat32), example(encoder::TensorPrecision::kFloat16)};
}

}  // namespace tributary

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::byte> bytes(size);
  if (size > 0) std::memcpy(bytes.data(), data, size);
  tributary::decode(bytes);
  tributary::decode(tributary::resealed(bytes));
  return 0;
}
