// The words for kinds and limits, in tables, JSON and messages.
#include "tributary/ledger.h"

namespace tributary {

std::string_view name_of(AccountKind kind) {
  switch (kind) {
    case AccountKind::kParty:
      return "party";
    case AccountKind::kPool:
      return "pool";
    case AccountKind::kSuspense:
      return "suspense";
    case AccountKind::kUnattributed:
      return "unattributed";
    case AccountKind::kHeld:
      return "held";
    case AccountKind::kClearing:
      return "clearing";
    case AccountKind::kPlatform:
      return "platform";
  }
  return "unknown";
}

std::string_view name_of(BalanceLimit limit) {
  switch (limit) {
    case BalanceLimit::kNone:
      return "none";
    case BalanceLimit::kNoOverdraft:
      return "no-overdraft";
    case BalanceLimit::kNoCreditBalance:
      return "no-credit-balance";
  }
  return "unknown";
}

std::string_view name_of(TransferKind kind) {
  switch (kind) {
    case TransferKind::kTransfer:
      return "transfer";
    case TransferKind::kPending:
      return "pending";
    case TransferKind::kPostPending:
      return "post";
    case TransferKind::kVoidPending:
      return "void";
    case TransferKind::kExpirePending:
      return "expire";
    case TransferKind::kReversal:
      return "reversal";
    case TransferKind::kExchangeOut:
      return "exchange-out";
    case TransferKind::kExchangeIn:
      return "exchange-in";
  }
  return "unknown";
}

}  // namespace tributary
