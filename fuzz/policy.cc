// Hostile policy files: every text is refused with its file and line, or is a policy whose parts add up.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "fuzz/target.h"
#include "royalty/policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Chars may alias any bytes.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto policy = tributary::royalty::parse_policy(text, "p.toml");
  if (!policy) {
    TRIBUTARY_CHECK(policy.error().message.starts_with("p.toml:"));
    return 0;
  }
  std::int64_t weights_ppm = 0;
  for (const tributary::royalty::TierRule& tier : policy->tiers) {
    weights_ppm += tier.weight_ppm;
    TRIBUTARY_CHECK(tier.master_ppm + tier.publishing_ppm == tributary::kWholePpm);
  }
  TRIBUTARY_CHECK(weights_ppm == tributary::kWholePpm);
  return 0;
}

std::vector<std::string> tributary::fuzz::seeds() { return {}; }
