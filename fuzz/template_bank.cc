// Hostile template banks: refused with the file's name, or decoded to what encodes again.
#include "lab/composition/corpus/template_bank.h"

#include "base/check.h"
#include "fuzz/lab_bytes.h"
#include "fuzz/target.h"

namespace tributary {
namespace {

void decode(std::span<const std::byte> bytes) {
  const auto bank = lab::decode_template_bank(bytes, "input.bin");
  if (!bank) {
    TRIBUTARY_CHECK(bank.error().message.find("input.bin") != std::string::npos);
    return;
  }
  const auto encoded = lab::encode_template_bank(*bank);
  TRIBUTARY_CHECK(encoded.ok());
  const auto again = lab::decode_template_bank(*encoded, "again.bin");
  TRIBUTARY_CHECK(again.ok() && *again == *bank);
}

std::vector<std::byte> genuine() {
  lab::NoteTemplate note{60, 2, 3, std::vector<std::uint8_t>(3 * lab::kTemplateBins)};
  for (std::size_t i = 0; i < note.levels.size(); ++i)
    note.levels[i] = i % 5 == 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(100 + i % 37);
  const lab::Instrument instruments[] = {{"Violin", "a.sf2", 40, false, {note}}, {"Drums", "a.sf2", 0, true, {}}};
  return *lab::encode_template_bank(instruments);
}

}  // namespace

std::vector<std::string> fuzz::seeds() {
  return {lab_text(genuine()), lab_text(*lab::encode_template_bank(std::span<const lab::Instrument>()))};
}

}  // namespace tributary

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<std::byte> genuine = tributary::genuine();
  const auto bytes = std::as_bytes(std::span(data, size));
  tributary::decode(bytes);
  tributary::decode(tributary::fuzz::lab_resealed(bytes, genuine));
  return 0;
}
