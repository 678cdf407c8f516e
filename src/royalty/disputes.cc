#include "royalty/disputes.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "royalty/dispute_transfers.h"
#include "royalty/posting.h"

namespace tributary {

std::string_view name_of(DisputeState state) {
  constexpr std::array<std::string_view, 7> kNames{"opening", "open", "winning", "won", "losing", "lost", "refused"};
  return kNames.at(static_cast<std::size_t>(state) - 1);
}

std::string_view name_of(DisputeRole role) {
  constexpr std::array<std::string_view, 3> kNames{"claimant", "operator", "arbiter"};
  return kNames.at(static_cast<std::size_t>(role) - 1);
}

Result<DisputeRole> parse_dispute_role(std::string_view name) {
  for (const DisputeRole role : {DisputeRole::kClaimant, DisputeRole::kOperator, DisputeRole::kArbiter})
    if (name_of(role) == name) return role;
  return Error{ErrorCode::kInvalidInput, fmt::format("\"{}\" is none of: claimant, operator, arbiter", name)};
}

namespace royalty {
namespace {

constexpr std::size_t kLongestId = 100;
constexpr std::size_t kLongestText = 300;
constexpr std::int64_t kDay_ms = 86'400'000;
constexpr std::int64_t kLongest_days = 3650;

Error refused(const std::string& dispute_id, ErrorCode code, std::string_view reason) {
  return Error{code, fmt::format("dispute {}: {}", dispute_id, reason)};
}

Result<void> check_text(const std::string& dispute_id, std::string_view what, const std::string& text) {
  const bool control =
      std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (!text.empty() && text.size() <= kLongestText && !control) return {};
  return refused(dispute_id, ErrorCode::kInvalidInput,
                 fmt::format("its {} takes 1 to {} bytes in one line", what, kLongestText));
}

Result<void> check_statement(const std::string& dispute_id, const DisputeStatement& statement) {
  TRIBUTARY_TRY(check_text(dispute_id, "person", statement.person));
  return check_text(dispute_id, "reason", statement.reason);
}

Result<void> check_request(const DisputeRequest& request) {
  const std::string& id = request.dispute_id;
  const bool printable = std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (id.empty() || id.size() > kLongestId || !printable)
    return refused(id, ErrorCode::kInvalidInput,
                   fmt::format("an id has 1 to {} printable ASCII characters and no blanks", kLongestId));
  if (request.days < 1 || request.days > kLongest_days)
    return refused(id, ErrorCode::kInvalidInput,
                   fmt::format("lasts 1 to {} days, not {}", kLongest_days, request.days));
  if (request.amount_minor && *request.amount_minor < 1)
    return refused(id, ErrorCode::kInvalidInput, "is about more than nothing");
  return {};
}

bool is_over(DisputeState state) {
  return state == DisputeState::kWon || state == DisputeState::kLost || state == DisputeState::kRefused;
}

// Disputes that are not settled, and those that took money back.
bool binds_money(DisputeState state) { return state != DisputeState::kWon && state != DisputeState::kRefused; }

}  // namespace

// The dispute as it would be stored, its money found.
Result<StoredDispute> Disputes::drafted(const DisputeRequest& request) {
  const std::string& id = request.dispute_id;
  TRIBUTARY_ASSIGN(const auto record, register_.find_settlement(request.settlement_id));
  if (!record || !record->posted)
    return refused(id, ErrorCode::kNotFound, fmt::format("there is no settlement {}", request.settlement_id));
  TRIBUTARY_ASSIGN(const auto posting,
                   register_.find_posting(request.settlement_id, request.party_id, request.right, request.currency));
  if (!posting || posting->amount.minor < 0)
    return refused(id, ErrorCode::kNotFound,
                   fmt::format("settlement {} gave {} nothing in {} for {} rights", request.settlement_id,
                               request.party_id, request.currency.code(), name_of(request.right)));
  std::int64_t most_minor = posting->amount.minor;
  if (!request.asset_id.empty()) {
    TRIBUTARY_ASSIGN(const auto part_minor, register_.part_minor(posting->transfer_id, request.asset_id));
    if (!part_minor || *part_minor < 1)
      return refused(id, ErrorCode::kNotFound,
                     fmt::format("{} brought {} nothing in settlement {}", request.asset_id, request.party_id,
                                 request.settlement_id));
    most_minor = *part_minor;
  }
  std::int64_t free_minor = posting->amount.minor;
  TRIBUTARY_ASSIGN(const std::vector<StoredDispute> others, register_.disputes_of(posting->transfer_id));
  for (const StoredDispute& other : others) {
    if (!binds_money(other.dispute.state)) continue;
    free_minor -= other.dispute.amount.minor;
    if (other.dispute.asset_id == request.asset_id) most_minor -= other.dispute.amount.minor;
  }
  most_minor = std::min(most_minor, free_minor);
  const std::int64_t amount_minor = request.amount_minor.value_or(most_minor);
  if (amount_minor > most_minor || amount_minor < 1)
    return refused(id, ErrorCode::kConflict,
                   fmt::format("{} are left to dispute", to_string(Money{most_minor, request.currency})));
  TRIBUTARY_ASSIGN(const std::vector<Payment> payments, register_.payments_of(posting->transfer_id));
  std::int64_t held_minor = 0;
  for (const Payment& payment : payments)
    if (payment.state == PaymentState::kPending && payment.dispute_id.empty()) held_minor += payment.amount_minor;
  StoredDispute stored;
  stored.dispute = {id,
                    request.settlement_id,
                    request.party_id,
                    request.right,
                    request.asset_id,
                    Money{amount_minor, request.currency},
                    clock_() + request.days * kDay_ms,
                    DisputeState::kOpening,
                    "",
                    {}};
  stored.posting = posting->transfer_id;
  stored.kind = held_minor >= amount_minor ? DisputeKind::kPayment : DisputeKind::kEscrow;
  return stored;
}

Result<Dispute> Disputes::open(const DisputeRequest& request, const DisputeStatement& statement) {
  TRIBUTARY_TRY(check_request(request));
  TRIBUTARY_TRY(check_statement(request.dispute_id, statement));
  if (statement.role == DisputeRole::kArbiter)
    return refused(request.dispute_id, ErrorCode::kInvalidInput, "an arbiter decides and does not open");
  TRIBUTARY_TRY(complete());
  TRIBUTARY_ASSIGN(db::Transaction transaction, register_.begin());
  TRIBUTARY_ASSIGN(const auto known, register_.find_dispute(request.dispute_id));
  if (known) return refused(request.dispute_id, ErrorCode::kConflict, "there is one with this id");
  TRIBUTARY_ASSIGN(const StoredDispute stored, drafted(request));
  TRIBUTARY_TRY(register_.write(stored));
  TRIBUTARY_TRY(register_.append(request.dispute_id, {"opened", std::string(name_of(statement.role)), statement.person,
                                                      statement.reason, clock_()}));
  TRIBUTARY_TRY(transaction.commit());
  return finish(stored);
}

Result<StoredDispute> Disputes::resolvable(const std::string& dispute_id, const DisputeStatement& statement) {
  TRIBUTARY_TRY(check_statement(dispute_id, statement));
  if (statement.role == DisputeRole::kClaimant)
    return refused(dispute_id, ErrorCode::kInvalidInput, "a claimant does not decide");
  TRIBUTARY_TRY(complete());
  TRIBUTARY_ASSIGN(const auto stored, register_.find_dispute(dispute_id));
  if (!stored) return refused(dispute_id, ErrorCode::kNotFound, "there is none with this id");
  if (is_over(stored->dispute.state))
    return refused(dispute_id, ErrorCode::kConflict, fmt::format("is {} already", name_of(stored->dispute.state)));
  if (stored->dispute.deadline_ms <= clock_())
    return refused(dispute_id, ErrorCode::kConflict, "its time has run out: the party keeps the money");
  TRIBUTARY_ASSIGN(const Dispute dispute, shown(dispute_id));
  if (dispute.events.front().person == statement.person)
    return refused(dispute_id, ErrorCode::kInvalidInput,
                   fmt::format("{} opened it, and cannot decide it", statement.person));
  return *stored;
}

Result<Dispute> Disputes::win(const std::string& dispute_id, const DisputeStatement& statement) {
  TRIBUTARY_ASSIGN(StoredDispute stored, resolvable(dispute_id, statement));
  return decide(std::move(stored), DisputeState::kWinning,
                {"won", std::string(name_of(statement.role)), statement.person, statement.reason, clock_()});
}

Result<Dispute> Disputes::lose(const std::string& dispute_id, const DisputeStatement& statement,
                               const std::string& to_party) {
  TRIBUTARY_ASSIGN(StoredDispute stored, resolvable(dispute_id, statement));
  if (to_party == stored.dispute.party_id)
    return refused(dispute_id, ErrorCode::kInvalidInput, "the money is taken from " + to_party);
  stored.dispute.to_party = to_party;
  return decide(std::move(stored), DisputeState::kLosing,
                {"lost", std::string(name_of(statement.role)), statement.person, statement.reason, clock_()});
}

Result<Dispute> Disputes::decide(StoredDispute stored, DisputeState state, const DisputeEvent& event) {
  stored.dispute.state = state;
  TRIBUTARY_ASSIGN(db::Transaction transaction, register_.begin());
  TRIBUTARY_TRY(register_.write(stored));
  TRIBUTARY_TRY(register_.append(stored.dispute.dispute_id, event));
  TRIBUTARY_TRY(transaction.commit());
  return finish(std::move(stored));
}

// Posts a change that is written down, and writes down that it is posted. What the ledger refuses is undone.
Result<Dispute> Disputes::finish(StoredDispute stored) {
  const DisputeState before = stored.dispute.state;
  auto step = dispute_step(stored, register_, ledger_);
  Result<PostReport> posted = step ? post_all(ledger_, step->transfers) : Result<PostReport>(step.error());
  const bool refusal =
      !posted && (posted.error().code == ErrorCode::kConflict || posted.error().code == ErrorCode::kInvalidInput ||
                  posted.error().code == ErrorCode::kNotFound);
  if (!posted && !refusal) return posted.error();
  TRIBUTARY_ASSIGN(db::Transaction transaction, register_.begin());
  if (refusal) {
    stored.dispute.state = before == DisputeState::kOpening ? DisputeState::kRefused : DisputeState::kOpen;
    stored.dispute.to_party.clear();
    TRIBUTARY_TRY(
        register_.append(stored.dispute.dispute_id, {"refused", "ledger", "", posted.error().message, clock_()}));
  } else {
    stored.dispute.state = before == DisputeState::kOpening   ? DisputeState::kOpen
                           : before == DisputeState::kWinning ? DisputeState::kWon
                                                              : DisputeState::kLost;
    for (const Payment& payment : step->payments) TRIBUTARY_TRY(register_.write(payment));
  }
  TRIBUTARY_TRY(register_.write(stored));
  TRIBUTARY_TRY(transaction.commit());
  if (refusal) return posted.error();
  return shown(stored.dispute.dispute_id);
}

Result<void> Disputes::complete() {
  TRIBUTARY_TRY(complete_release(register_, ledger_));
  TRIBUTARY_ASSIGN(const std::vector<StoredDispute> all, register_.disputes());
  for (const StoredDispute& stored : all) {
    if (is_over(stored.dispute.state) || stored.dispute.state == DisputeState::kOpen) continue;
    TRIBUTARY_TRY(finish(stored));
  }
  return {};
}

Result<std::int64_t> Disputes::lapse() {
  TRIBUTARY_TRY(complete());
  TRIBUTARY_ASSIGN(const std::vector<StoredDispute> all, register_.disputes());
  std::int64_t lapsed = 0;
  for (const StoredDispute& stored : all) {
    if (is_over(stored.dispute.state) || stored.dispute.deadline_ms > clock_()) continue;
    TRIBUTARY_TRY(
        decide(stored, DisputeState::kWinning, {"lapsed", "clock", "", "nobody decided it in time", clock_()}));
    ++lapsed;
  }
  return lapsed;
}

Result<std::vector<Dispute>> Disputes::list() {
  TRIBUTARY_ASSIGN(std::vector<StoredDispute> all, register_.disputes());
  std::vector<Dispute> disputes;
  for (StoredDispute& stored : all) disputes.push_back(std::move(stored.dispute));
  return disputes;
}

Result<Dispute> Disputes::shown(const std::string& dispute_id) {
  TRIBUTARY_ASSIGN(std::vector<Dispute> all, list());
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Dispute& dispute) { return dispute.dispute_id == dispute_id; });
  return std::move(*found);
}

}  // namespace royalty
}  // namespace tributary
