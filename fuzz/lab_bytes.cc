#include "fuzz/lab_bytes.h"

#include <cstring>

#include "base/check.h"
#include "lab/composition/corpus/sealed_bytes.h"

namespace tributary::fuzz {

std::string lab_text(std::span<const std::byte> bytes) {
  std::string text(bytes.size(), '\0');
  if (!bytes.empty()) std::memcpy(text.data(), bytes.data(), bytes.size());
  return text;
}

std::vector<std::byte> lab_resealed(std::span<const std::byte> input, std::span<const std::byte> genuine) {
  if (input.size() <= lab::kSealedHeaderBytes) return {};
  lab::SealedKind kind{{}, 0, "lab file"};
  TRIBUTARY_CHECK(genuine.size() >= lab::kSealedHeaderBytes);
  std::memcpy(kind.magic.data(), genuine.data(), kind.magic.size());
  std::memcpy(&kind.version, genuine.data() + kind.magic.size(), sizeof kind.version);
  return lab::seal_bytes(kind, input.subspan(lab::kSealedHeaderBytes));
}

}  // namespace tributary::fuzz
