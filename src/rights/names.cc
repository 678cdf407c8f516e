// The names of kinds and reservations.
#include <array>

#include <fmt/core.h>

#include "tributary/rights_graph.h"

namespace tributary {
namespace {

constexpr std::array<std::string_view, 4> kAiUses{"unknown", "allowed", "licensed", "reserved"};

}  // namespace

std::string_view name_of(AssetKind kind) { return kind == AssetKind::kRecording ? "recording" : "work"; }

std::string_view name_of(AiUse use) { return kAiUses.at(static_cast<std::size_t>(use) - 1); }

Result<AiUse> parse_ai_use(std::string_view text) {
  for (std::size_t i = 0; i < kAiUses.size(); ++i)
    if (kAiUses[i] == text) return static_cast<AiUse>(i + 1);
  return Error{ErrorCode::kInvalidInput,
               fmt::format("\"{}\" is none of unknown, allowed, licensed and reserved", text)};
}

}  // namespace tributary
