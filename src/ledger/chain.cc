#include "ledger/chain.h"

#include <array>
#include <span>
#include <string_view>

#include "ledger/identifiers.h"

namespace tributary::ledger {
namespace {

// Little-endian integers and texts behind their length.
class Bytes {
 public:
  explicit Bytes(std::string& bytes) : bytes_(bytes) { bytes_.clear(); }

  template <typename Integer>
  void integer(Integer value) {
    auto rest = static_cast<std::uint64_t>(value);
    std::array<char, sizeof(Integer)> digits{};
    for (char& digit : digits) {
      digit = static_cast<char>(rest & 0xffU);
      rest >>= 8U;
    }
    bytes_.append(digits.data(), digits.size());
  }
  void raw(std::span<const std::uint8_t> value) {
    bytes_.append(reinterpret_cast<const char*>(value.data()), value.size());
  }
  void text(std::string_view value) {
    integer(static_cast<std::uint32_t>(value.size()));
    bytes_.append(value);
  }
  void id(const TransferId& value) { raw(bytes_of(value)); }
  void currency(const Currency& value) {
    bytes_.append(value.code());
    integer(static_cast<std::uint8_t>(value.exponent));
  }

 private:
  std::string& bytes_;
};

constexpr std::uint8_t kAccountTag = 'A';
constexpr std::uint8_t kTransferTag = 'T';
constexpr std::uint8_t kAccrualTag = 'E';

}  // namespace

const ChainHash& Chain::hash_bytes() {
  sha256_.update(std::as_bytes(std::span(bytes_)));
  return last_ = sha256_.finish();
}

const ChainHash& Chain::add(const Account& account) {
  Bytes bytes(bytes_);
  bytes.raw(last_);
  bytes.integer(kAccountTag);
  bytes.integer(account.account_id);
  bytes.currency(account.opened.currency);
  bytes.integer(static_cast<std::uint8_t>(account.opened.kind));
  bytes.integer(static_cast<std::uint8_t>(account.opened.limit));
  bytes.integer(account.opened_ms);
  bytes.text(account.opened.name);
  return hash_bytes();
}

const ChainHash& Chain::add(const JournalEntry& entry) {
  const Transfer& transfer = entry.transfer;
  Bytes bytes(bytes_);
  bytes.raw(last_);
  bytes.integer(kTransferTag);
  bytes.integer(entry.entry);
  bytes.id(transfer.id);
  bytes.integer(static_cast<std::uint8_t>(transfer.kind));
  bytes.integer(static_cast<std::uint8_t>(transfer.linked ? 1 : 0));
  bytes.integer(transfer.debit);
  bytes.integer(transfer.credit);
  bytes.integer(transfer.amount_minor);
  bytes.currency(transfer.currency);
  bytes.integer(transfer.code);
  bytes.id(transfer.target);
  bytes.integer(entry.time_ms);
  bytes.integer(entry.expires_ms);
  bytes.text(transfer.reference);
  if (transfer.kind == TransferKind::kExchangeOut) {
    bytes.integer(transfer.rate.numerator);
    bytes.integer(transfer.rate.denominator);
    bytes.text(transfer.rate_source);
  }
  return hash_bytes();
}

const ChainHash& Chain::add(const AccrualEntry& entry, const Currency& currency) {
  Bytes bytes(bytes_);
  bytes.raw(last_);
  bytes.integer(kAccrualTag);
  bytes.integer(entry.entry);
  bytes.integer(entry.source);
  bytes.currency(currency);
  bytes.raw(entry.content_sha256);
  bytes.integer(entry.time_ms);
  bytes.text(entry.event);
  bytes.integer(static_cast<std::uint32_t>(entry.shares.size()));
  for (const AccrualShare& share : entry.shares) {
    bytes.integer(share.account_id);
    bytes.integer(share.minor);
    bytes.integer(static_cast<std::uint32_t>(share.billionths));
  }
  return hash_bytes();
}

}  // namespace tributary::ledger
