// Transfer ids as the sixteen bytes that are stored and hashed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "tributary/ledger.h"

namespace tributary::ledger {

// Most significant byte first, so that the bytes sort like the ids.
std::array<std::uint8_t, 16> bytes_of(const TransferId& id);

// The id in the first 16 bytes.
TransferId id_of(std::string_view bytes);

// The id of the entry that frees the hold of `pending` when it has run out.
TransferId expiry_id(const TransferId& pending);

struct HashId {
  std::size_t operator()(const TransferId& id) const { return std::hash<std::uint64_t>()(id.high * 31 + id.low); }
};

}  // namespace tributary::ledger
