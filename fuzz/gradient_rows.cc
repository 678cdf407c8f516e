// Hostile files of gradient rows and plans: refused with the file's name, or read to the end.
#include "audit/gradient_rows.h"

#include "audit/gradient_plan.h"
#include "base/check.h"
#include "fuzz/feature_bytes.h"
#include "fuzz/target.h"

namespace tributary {
namespace {

audit::GradientRows genuine_rows() {
  return {{1, 2, 3},
          4,
          3,
          {0.5F, 0.25F},
          {1, -2, 3, 4, -5, 6},
          {{"a.wav", "work", "owner", "artist", "tag", 0}, {"b.wav", "work", "owner", "", "tag", 3.2}}};
}

audit::GradientPlan genuine_plan() { return {audit::GradientSettings{}, "abc", 2, 4, 3, 2, false, {1, 2, 3, 4, 5, 6}}; }

void read_rows(std::span<const std::byte> bytes) {
  const auto rows = audit::MappedRows::over(bytes, "input.rows");
  if (!rows) {
    TRIBUTARY_CHECK(rows.error().message.find("input.rows") != std::string::npos);
    return;
  }
  TRIBUTARY_CHECK(rows->values().size() == rows->size() * rows->columns());
  for (std::size_t i = 0; i < rows->size(); ++i) TRIBUTARY_CHECK(rows->segment(i).start_s >= 0);
}

void read_plan(std::span<const std::byte> bytes) {
  const auto plan = audit::decode_plan(bytes, "input.plan");
  if (!plan) TRIBUTARY_CHECK(plan.error().message.find("input.plan") != std::string::npos);
}

}  // namespace

std::vector<std::string> fuzz::seeds() {
  return {to_text(audit::encode_rows(genuine_rows())), to_text(audit::encode_plan(genuine_plan()))};
}

}  // namespace tributary

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tributary;
  const auto input = fuzz::to_bytes(data, size);
  read_rows(input);
  read_plan(input);
  read_rows(fuzz::resealed(input, audit::encode_rows(genuine_rows())));
  read_plan(fuzz::resealed(input, audit::encode_plan(genuine_plan())));
  return 0;
}
