// Hostile note corpora: refused with the file's name, or decoded to what encodes again.
#include "lab/composition/corpus/note_corpus.h"

#include "base/check.h"
#include "fuzz/lab_bytes.h"
#include "fuzz/target.h"

namespace tributary {
namespace {

void decode(std::span<const std::byte> bytes) {
  const auto pieces = lab::decode_note_corpus(bytes, "input.bin");
  if (!pieces) {
    TRIBUTARY_CHECK(pieces.error().message.find("input.bin") != std::string::npos);
    return;
  }
  const auto encoded = lab::encode_note_corpus(*pieces);
  TRIBUTARY_CHECK(encoded.ok());
  const auto again = lab::decode_note_corpus(*encoded, "again.bin");
  TRIBUTARY_CHECK(again.ok() && *again == *pieces);
}

std::vector<std::byte> genuine() {
  lab::Piece tune{"v1", "w1", "folk", "nobody", lab::Split::kTest, true, {}, {0, 1}};
  for (int i = 0; i < 40; ++i)
    tune.notes.push_back({static_cast<float>(i) / 4, 0.25F, static_cast<std::uint8_t>(60 + i % 12),
                          static_cast<std::uint8_t>(80 + i % 3), static_cast<std::uint8_t>(i % 2), 40, i % 2 == 1});
  const lab::Piece pieces[] = {tune, {"v2", "w1", "lied", "", lab::Split::kTrain, false, {}, {}}};
  return *lab::encode_note_corpus(pieces);
}

}  // namespace

std::vector<std::string> fuzz::seeds() {
  return {lab_text(genuine()), lab_text(*lab::encode_note_corpus(std::span<const lab::Piece>()))};
}

}  // namespace tributary

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<std::byte> genuine = tributary::genuine();
  const auto bytes = std::as_bytes(std::span(data, size));
  tributary::decode(bytes);
  tributary::decode(tributary::fuzz::lab_resealed(bytes, genuine));
  return 0;
}
