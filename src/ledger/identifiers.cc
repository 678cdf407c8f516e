#include "ledger/identifiers.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <string>

#include <fmt/core.h>

#include "base/check.h"
#include "base/hash.h"

namespace tributary {
namespace {

constexpr std::size_t kIdDigits = 32;

base::Sha256Digest digest_of(std::string_view text) {
  base::Sha256 hash;
  hash.update(std::as_bytes(std::span(text)));
  return hash.finish();
}

std::uint64_t number_in(std::span<const std::uint8_t> bytes) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes.first(8)) number = number << 8U | byte;
  return number;
}

}  // namespace

std::string to_string(const TransferId& id) { return fmt::format("{:016x}{:016x}", id.high, id.low); }

Result<TransferId> parse_transfer_id(std::string_view hex) {
  const bool digits = hex.size() == kIdDigits && std::all_of(hex.begin(), hex.end(), [](char c) {
                        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                      });
  if (!digits)
    return Error{ErrorCode::kInvalidInput,
                 fmt::format("\"{}\": is no transfer id: it has 32 digits from 0 to 9 and a to f", hex)};
  TransferId id;
  std::from_chars(hex.data(), hex.data() + 16, id.high, 16);
  std::from_chars(hex.data() + 16, hex.data() + kIdDigits, id.low, 16);
  return id;
}

TransferId transfer_id(std::string_view source, std::uint64_t number) { return {number_in(digest_of(source)), number}; }

namespace ledger {

std::array<std::uint8_t, 16> bytes_of(const TransferId& id) {
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[i] = static_cast<std::uint8_t>(id.high >> (56 - 8 * i));
    bytes[8 + i] = static_cast<std::uint8_t>(id.low >> (56 - 8 * i));
  }
  return bytes;
}

TransferId id_of(std::string_view bytes) {
  TRIBUTARY_CHECK(bytes.size() >= 16);
  std::array<std::uint8_t, 16> raw{};
  std::copy_n(bytes.begin(), raw.size(), raw.begin());
  return {number_in(raw), number_in(std::span(raw).subspan(8))};
}

TransferId expiry_id(const TransferId& pending) {
  const base::Sha256Digest digest = digest_of("expire " + to_string(pending));
  return {number_in(digest), number_in(std::span(digest).subspan(8))};
}

}  // namespace ledger
}  // namespace tributary
