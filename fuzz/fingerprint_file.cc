// Hostile fingerprint files: refused with the file's name, or decoded to what encodes and indexes again.
#include "index/fingerprint_file.h"

#include "base/check.h"
#include "fuzz/feature_bytes.h"
#include "fuzz/target.h"
#include "index/landmark.h"

namespace tributary {
namespace {

void decode(std::span<const std::byte> bytes) {
  const auto fingerprint = index::decode_fingerprint(bytes, "input.fp");
  if (!fingerprint) {
    TRIBUTARY_CHECK(fingerprint.error().message.find("input.fp") != std::string::npos);
    return;
  }
  const auto again = index::decode_fingerprint(index::encode_fingerprint(*fingerprint), "again.fp");
  TRIBUTARY_CHECK(again.ok() && *again == *fingerprint);
  for (const index::Landmark& landmark : index::reference_landmarks(*fingerprint))
    TRIBUTARY_CHECK(landmark.key < index::kLandmarkKeys);
}

}  // namespace

std::vector<std::string> fuzz::seeds() {
  std::mt19937_64 random(20261123);
  std::vector<std::string> seeds{to_text(index::encode_fingerprint({}))};
  for (const int seconds : {1, 4})
    seeds.push_back(to_text(index::encode_fingerprint(random_fingerprint(seconds, random))));
  return seeds;
}

}  // namespace tributary

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<std::byte> genuine = tributary::index::encode_fingerprint({});
  const auto bytes = tributary::fuzz::to_bytes(data, size);
  tributary::decode(bytes);
  tributary::decode(tributary::fuzz::resealed(bytes, genuine));
  return 0;
}
