// Hostile style files: refused with the file's name, or decoded to what encodes to the same bytes.
#include "index/style_file.h"

#include <algorithm>

#include "base/check.h"
#include "fuzz/feature_bytes.h"
#include "fuzz/target.h"

namespace tributary {
namespace {

void decode(std::span<const std::byte> bytes) {
  const auto features = index::decode_style(bytes, "input.style");
  if (!features) {
    TRIBUTARY_CHECK(features.error().message.find("input.style") != std::string::npos);
    return;
  }
  const auto again = index::encode_style(*features);
  TRIBUTARY_CHECK(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
}

}  // namespace

std::vector<std::string> fuzz::seeds() {
  std::mt19937_64 random(20261125);
  std::vector<std::string> seeds{to_text(index::encode_style({}))};
  for (const std::size_t sections : {std::size_t{1}, index::kStyleSectionsMax}) {
    index::StyleFeatures features;
    for (std::size_t i = 0; i < sections * index::kStyleValues; ++i)
      features.sections.push_back(static_cast<std::int8_t>(static_cast<int>(random() % 100) - 50));
    seeds.push_back(to_text(index::encode_style(features)));
  }
  return seeds;
}

}  // namespace tributary

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<std::byte> genuine = tributary::index::encode_style({});
  const auto bytes = tributary::fuzz::to_bytes(data, size);
  tributary::decode(bytes);
  tributary::decode(tributary::fuzz::resealed(bytes, genuine));
  return 0;
}
