#include "encoder/composition_profile.h"

#include <array>

namespace tributary::encoder {
namespace {

constexpr std::array<CompositionProfile, 2> kProfiles = {{
    {"small", 16, 32, 0, 8, 1, 24, 2, 48, 4, 64},
    {"full", 16, 48, 1, 8, 2, 32, 4, 48, 4, 128},
}};

}  // namespace

std::optional<CompositionProfile> find_composition_profile(std::string_view name) {
  for (const CompositionProfile& profile : kProfiles)
    if (profile.name == name) return profile;
  return std::nullopt;
}

std::vector<std::string_view> composition_profile_names() {
  std::vector<std::string_view> names;
  names.reserve(kProfiles.size());
  for (const CompositionProfile& profile : kProfiles) names.emplace_back(profile.name);
  return names;
}

}  // namespace tributary::encoder
