// Hostile calibration files: refused with the file's name, or decoded to what encodes to the same text and gives
// probabilities.
#include "trace/calibration_file.h"

#include <string>
#include <string_view>

#include "base/check.h"
#include "base/hash.h"
#include "fuzz/target.h"

namespace tributary {
namespace {

void decode(std::string_view text) {
  const auto calibration = trace::decode_calibration(text, "input.txt");
  if (!calibration) {
    TRIBUTARY_CHECK(calibration.error().message.find("input.txt") != std::string::npos);
    return;
  }
  TRIBUTARY_CHECK(trace::encode_calibration(*calibration) == text);
  for (const trace::TierCalibration& tier : {calibration->recording, calibration->moved, calibration->composition})
    for (const double excess : {-1e9, -3.0, 0.0, 5.0, 1e9}) {
      const double probability = trace::probability_of(tier, excess, 1000);
      TRIBUTARY_CHECK(probability > 0 && probability <= 1);
    }
}

// With the checksum that fits: damage that gets past it.
std::string resealed(std::string_view text) {
  const std::string body(text.substr(0, text.rfind("checksum ")));
  return body + "checksum " + base::checksum128_hex(std::as_bytes(std::span(body))) + "\n";
}

}  // namespace

std::vector<std::string> fuzz::seeds() {
  trace::Calibration other;
  other.recording = {-12, 5.25, 0.1, 150, 1, -2.5, 0.9, 0.2, 0.01, -0.03, 0.997, 0.5, 1.8, 2.1};
  return {trace::encode_calibration({}), trace::encode_calibration(other), std::string(trace::shipped_calibration())};
}

}  // namespace tributary

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Chars may alias any bytes.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  tributary::decode(text);
  tributary::decode(tributary::resealed(text));
  return 0;
}
