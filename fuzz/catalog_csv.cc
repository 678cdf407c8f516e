// Hostile bytes for the catalog import: every row is either imported or refused, never lost twice.
#include <string_view>

#include "base/check.h"
#include "catalog/catalog_csv.h"
#include "fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Chars may alias any bytes.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto csv = tributary::catalog::parse_catalog_csv(text, "input.csv");
  if (!csv) {
    TRIBUTARY_CHECK(csv.error().message.find("input.csv") != std::string::npos);
    return 0;
  }
  int previous_line = 0;
  for (const auto& item : csv->recordings) {
    TRIBUTARY_CHECK(item.line > previous_line);
    previous_line = item.line;
    TRIBUTARY_CHECK(!item.recording.path.empty() && !item.recording.artist.empty());
    std::int64_t total_ppm = 0;
    for (const auto& ownership : item.recording.owners) {
      TRIBUTARY_CHECK(ownership.share_ppm >= 0);
      total_ppm += ownership.share_ppm;
    }
    TRIBUTARY_CHECK(total_ppm <= tributary::kWholePpm);
  }
  for (const auto& refusal : csv->refusals) TRIBUTARY_CHECK(refusal.line > 0 && !refusal.reason.empty());
  return 0;
}

std::vector<std::string> tributary::fuzz::seeds() { return {}; }
