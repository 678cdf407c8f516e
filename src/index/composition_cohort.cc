#include "index/composition_cohort.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/check.h"
#include "index/byte_stream.h"
#include "index/composition_file.h"
#include "index/sealed_file.h"

namespace tributary::index {
namespace {

constexpr FileKind kKind{{'T', 'R', 'I', 'B', 'C', 'H', '\r', '\n'}, 1, "composition cohort"};
constexpr std::size_t kNameDigits = 32;

}  // namespace

std::vector<std::byte> encode_cohort(const CompositionCohort& cohort) {
  TRIBUTARY_CHECK(cohort.weights.size() == kNameDigits);
  ByteWriter body;
  body.put_all(std::span<const char>(cohort.weights));
  body.put(static_cast<std::uint32_t>(cohort.members.size()));
  for (const CompositionFeatures& member : cohort.members) {
    const std::vector<std::byte> bytes = encode_composition(member);
    body.put(static_cast<std::uint32_t>(bytes.size()));
    body.put_all(std::span<const std::byte>(bytes));
  }
  return seal(kKind, body.bytes());
}

Result<CompositionCohort> decode_cohort(std::span<const std::byte> bytes, const std::string& name) {
  TRIBUTARY_ASSIGN(const auto body, unseal(kKind, bytes, name));
  ByteReader reader(body);
  CompositionCohort cohort;
  if (reader.remaining() >= kNameDigits)
    for (const std::byte digit : reader.take(kNameDigits)) cohort.weights.push_back(static_cast<char>(digit));
  const auto count = reader.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && !reader.failed(); ++i) {
    const auto length = reader.get<std::uint32_t>();
    if (reader.failed() || length > reader.remaining()) break;
    TRIBUTARY_ASSIGN(CompositionFeatures member,
                     decode_composition(reader.take(length), fmt::format("{}: member {}", name, i)));
    cohort.members.push_back(std::move(member));
  }
  if (reader.failed() || cohort.weights.size() != kNameDigits || cohort.members.size() != count ||
      reader.remaining() != 0)
    return Error{ErrorCode::kCorrupt,
                 fmt::format("{}: states {} members and holds {}", name, count, cohort.members.size())};
  return cohort;
}

}  // namespace tributary::index
