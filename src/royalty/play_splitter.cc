#include "royalty/play_splitter.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "base/hash.h"
#include "royalty/nano.h"
#include "royalty/pools.h"
#include "royalty/posting.h"
#include "royalty/usage_fields.h"

namespace tributary::royalty {
namespace {

constexpr std::size_t kLongestId = 200;
constexpr std::int64_t kMostUses = 1'000'000'000;

Error refused(const PlayEvent& play, ErrorCode code, std::string_view reason) {
  return Error{code, fmt::format("play {}: {}", play.event_id, reason)};
}

Result<void> check_policy(const Policy& policy) {
  const auto invalid = [&](std::string_view reason) {
    return Error{ErrorCode::kInvalidInput,
                 fmt::format("policy \"{}\": cannot pay a play by itself: {}", policy.name, reason)};
  };
  if (policy.pool != PoolKind::kDirect) return invalid("it divides pools");
  if (policy.rate.fixed_fee_minor > 0) return invalid("it has a fixed fee");
  if (policy.track_cap_ppm < kWholePpm || policy.party_cap_ppm < kWholePpm) return invalid("it has caps");
  return {};
}

Result<void> check_play(const Policy& policy, const PlayEvent& play) {
  const auto invalid = [&](std::string_view reason) { return refused(play, ErrorCode::kInvalidInput, reason); };
  const std::string& id = play.event_id;
  const bool printable = std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (id.empty() || id.size() > kLongestId || !printable)
    return invalid(fmt::format("an id has 1 to {} printable ASCII characters and no blanks", kLongestId));
  if (play.track_id.empty()) return invalid("names no track");
  if (!is_country(play.territory))
    return invalid(fmt::format("\"{}\" is no ISO 3166-1 code of two capital letters", play.territory));
  if (play.uses < 1 || play.uses > kMostUses) return invalid(fmt::format("{} uses", play.uses));
  if (!play.revenue && policy.rate.model != RateModel::kPerUse)
    return invalid("states no revenue, and the policy has no tariff");
  if (!play.revenue) return {};
  if (play.revenue->minor < 0) return invalid("its revenue is negative");
  if (!policy.settles(play.revenue->currency))
    return invalid(fmt::format("is in {}, which the policy does not settle", play.revenue->currency.code()));
  return {};
}

std::string event_of(const PlayEvent& play) { return "play " + play.event_id; }

base::Sha256Digest content_sha256(const Policy& policy, const PlayEvent& play) {
  const std::string revenue = play.revenue ? to_string(*play.revenue) : "";
  std::string content;
  for (const std::string_view text :
       {std::string_view(policy.sha256), std::string_view(play.track_id), std::string_view(play.territory),
        std::string_view(play.service), std::string_view(revenue)})
    content += fmt::format("{}:{}", text.size(), text);
  content += fmt::format("{} {}", play.day.days, play.uses);
  base::Sha256 hash;
  hash.update(std::as_bytes(std::span(content)));
  return hash.finish();
}

}  // namespace

struct PlaySplitter::State {
  State(const Policy& of_policy, const RightsSource& rights, AttributionLookup lookup, ledger::Ledger& of_ledger)
      : policy(of_policy),
        attributions(std::move(lookup)),
        ledger(of_ledger),
        division(policy, rights, [this](Entitlement& line, Nano amount) { return take(line, amount); }) {}

  Result<void> take(Entitlement& line, Nano amount) {
    TRIBUTARY_ASSIGN(line.amount, fine_amount_of(amount));
    earned[{line.payee, line.party_id}] += amount;
    lines.push_back(line);
    return {};
  }

  Result<void> divide(const PlayEvent& play, const Currency& currency);
  Result<Accrual> accrual(const PlayEvent& play, const Currency& currency) const;

  const Policy& policy;
  AttributionLookup attributions;
  ledger::Ledger& ledger;
  Division division;
  std::vector<Entitlement> lines;                        // of the current play
  std::map<std::pair<Payee, std::string>, Nano> earned;  // by the current play
};

Result<void> PlaySplitter::State::divide(const PlayEvent& play, const Currency& currency) {
  lines.clear();
  earned.clear();
  const std::int64_t revenue_minor = play.revenue ? play.revenue->minor : 0;
  const Earned whole = earned_by(policy.rate, revenue_minor, play.uses);
  Entitlement line;
  line.currency = currency;
  line.track_id = play.track_id;
  line.territory = play.territory;
  line.service = play.service;
  line.period_start = line.period_end = play.day;
  line.uses = play.uses;
  line.usage_lines = 1;
  line.usage_id = play.event_id;
  TRIBUTARY_TRY(division.divide_track(line, whole.royalty, attributions(play.track_id)));
  if (whole.received == whole.royalty) return {};
  Entitlement retained;
  retained.payee = Payee::kPlatform;
  retained.ground = Ground::kRetained;
  retained.currency = currency;
  return take(retained, whole.received - whole.royalty);
}

Result<Accrual> PlaySplitter::State::accrual(const PlayEvent& play, const Currency& currency) const {
  Accrual accrual;
  accrual.event = event_of(play);
  accrual.source = {kClearingAccount, currency, AccountKind::kClearing, BalanceLimit::kNone};
  accrual.code = kPlayed;
  accrual.reference = fmt::format("{}: policy {}", accrual.event, policy.sha256);
  for (const auto& [payee, amount] : earned) {
    TRIBUTARY_ASSIGN(const FineAmount fine, fine_amount_of(amount));
    accrual.parts.push_back({payee_account(payee.first, payee.second, currency), fine.minor, fine.billionths});
  }
  return accrual;
}

PlaySplitter::PlaySplitter(std::unique_ptr<State> state) : state_(std::move(state)) {}
PlaySplitter::PlaySplitter(PlaySplitter&&) noexcept = default;
PlaySplitter& PlaySplitter::operator=(PlaySplitter&&) noexcept = default;
PlaySplitter::~PlaySplitter() = default;

Result<PlaySplitter> PlaySplitter::open(const Policy& policy, const RightsSource& rights,
                                        AttributionLookup attributions, ledger::Ledger& ledger) {
  TRIBUTARY_TRY(check_policy(policy));
  return PlaySplitter(std::make_unique<State>(policy, rights, std::move(attributions), ledger));
}

Result<PlaySplit> PlaySplitter::post(const PlayEvent& play) {
  State& state = *state_;
  TRIBUTARY_TRY(check_play(state.policy, play));
  const base::Sha256Digest content = content_sha256(state.policy, play);
  TRIBUTARY_ASSIGN(const auto known, state.ledger.find_accrual(event_of(play)));
  if (known && *known == content) return PlaySplit{play.event_id, true, {}, 0};
  if (known) return refused(play, ErrorCode::kConflict, "was split before with other content or another policy");
  const Currency& currency = play.revenue ? play.revenue->currency : state.policy.currency;
  TRIBUTARY_TRY(state.divide(play, currency));
  TRIBUTARY_ASSIGN(Accrual accrual, state.accrual(play, currency));
  accrual.content_sha256 = content;
  TRIBUTARY_ASSIGN(const AccrualReport report, state.ledger.accrue(accrual));
  if (report.repeated) state.lines.clear();
  return PlaySplit{play.event_id, report.repeated, std::move(state.lines), report.transfers};
}

}  // namespace tributary::royalty
