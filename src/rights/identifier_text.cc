#include "rights/identifier_text.h"

#include <fmt/format.h>

namespace tributary::rights {
namespace {

constexpr std::size_t kLongestId = 200;

}  // namespace

std::string text_of(const Identifier& identifier) {
  if (identifier.scheme == "own" || identifier.scheme == "isrc" || identifier.scheme == "iswc") return identifier.value;
  return identifier.scheme + ":" + identifier.value;
}

Result<Identifier> own_identifier(std::string_view value) {
  if (value.empty() || value.size() > kLongestId)
    return Error{ErrorCode::kInvalidInput, fmt::format("an id has 1 to {} bytes", kLongestId)};
  for (const std::string_view taken : {"ipi:", "isni:", "dpid:", "cwr:", "ern:"})
    if (value.starts_with(taken))
      return Error{ErrorCode::kInvalidInput,
                   fmt::format("\"{}\" starts with {}, which names another kind of id", value, taken)};
  return Identifier{"own", std::string(value)};
}

}  // namespace tributary::rights
