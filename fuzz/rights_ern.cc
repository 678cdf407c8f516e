// Hostile ERN files: statements are sound, and a file that is rejected says why.
#include <string_view>

#include "fuzz/rights_statements.h"
#include "fuzz/target.h"
#include "rights/ern_message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tributary;
  // Chars may alias any bytes.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fuzz::CheckingSink sink;
  std::string format;
  const auto outcome = rights::read_ern(text, sink, format);
  TRIBUTARY_CHECK(outcome.ok());
  TRIBUTARY_CHECK(*outcome == rights::ReadOutcome::kComplete || sink.refusals > 0);
  return 0;
}

std::vector<std::string> tributary::fuzz::seeds() { return {}; }
