#include "royalty/line_hash.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tributary::royalty {
namespace {

constexpr std::size_t kHashedAtOnce_bytes = 1U << 16U;

void put(std::string& buffer, std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  for (std::uint32_t shift = 0; shift < 64; shift += 8) buffer += static_cast<char>(bits >> shift & 0xffU);
}

void put(std::string& buffer, std::string_view text) {
  put(buffer, static_cast<std::int64_t>(text.size()));
  buffer += text;
}

}  // namespace

void LineHash::add(const Entitlement& line) {
  for (const std::int64_t number :
       {static_cast<std::int64_t>(line.payee), static_cast<std::int64_t>(line.ground),
        line.right ? static_cast<std::int64_t>(*line.right) : 0, line.amount.minor,
        std::int64_t{line.amount.billionths}, std::int64_t{line.period_start.days}, std::int64_t{line.period_end.days},
        line.uses, line.usage_lines, std::int64_t{line.share_ppm}, std::int64_t{line.right_ppm},
        std::int64_t{line.holding_ppm}})
    put(buffer_, number);
  for (const std::string_view text :
       {std::string_view(line.party_id), line.currency.code(), std::string_view(line.track_id),
        std::string_view(line.territory), std::string_view(line.service), std::string_view(line.usage_id),
        std::string_view(line.evidence_id), std::string_view(line.tier), std::string_view(line.recording_id),
        std::string_view(line.work_id)})
    put(buffer_, text);
  if (buffer_.size() < kHashedAtOnce_bytes) return;
  hash_.update(std::as_bytes(std::span(buffer_)));
  buffer_.clear();
}

std::string LineHash::finish_hex() {
  hash_.update(std::as_bytes(std::span(buffer_)));
  buffer_.clear();
  return hash_.finish_hex();
}

}  // namespace tributary::royalty
