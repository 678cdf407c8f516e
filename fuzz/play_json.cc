// Hostile plays: every text is refused with a reason, or is a play.
#include <string_view>

#include "base/check.h"
#include "fuzz/target.h"
#include "report/royalty_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Chars may alias any bytes.
  const auto play = tributary::report::read_play({reinterpret_cast<const char*>(data), size});
  if (!play) TRIBUTARY_CHECK(!play.error().message.empty());
  if (play && play->revenue) TRIBUTARY_CHECK(play->revenue->currency.code().size() == 3);
  return 0;
}

std::vector<std::string> tributary::fuzz::seeds() { return {}; }
