#include "royalty/play_splitter.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/core.h>

#include "base/hash.h"
#include "db/transaction.h"
#include "royalty/nano.h"
#include "royalty/play_schema.h"
#include "royalty/pools.h"
#include "royalty/posting.h"

namespace tributary::royalty {
namespace {

constexpr std::size_t kLongestId = 200;
constexpr std::int64_t kMostUses = 1'000'000'000;

// Checkpoints so rare that few plays wait for one.
constexpr const char* kSettings = "PRAGMA wal_autocheckpoint = 8000;";

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

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
  if (play.territory.size() != 2 || !is_capital(play.territory[0]) || !is_capital(play.territory[1]))
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

std::string content_sha256(const Policy& policy, const PlayEvent& play) {
  const std::string revenue = play.revenue ? to_string(*play.revenue) : "";
  std::string content;
  for (const std::string_view text :
       {std::string_view(policy.sha256), std::string_view(play.track_id), std::string_view(play.territory),
        std::string_view(play.service), std::string_view(revenue)})
    content += fmt::format("{}:{}", text.size(), text);
  return base::sha256_of_text(content + fmt::format("{} {}", play.day.days, play.uses));
}

// One account's part of a play, in whole minor units.
struct Part {
  std::int64_t number = 0;
  std::string event_id;
  std::int64_t part = 0;
  Payee payee = Payee::kParty;
  std::string party_id;
  Money amount;
  std::string reference;
};

}  // namespace

struct PlaySplitter::State {
  State(db::Connection opened, const Policy& of_policy, const RightsSource& rights, AttributionLookup lookup,
        ledger::Ledger& of_ledger)
      : connection(std::move(opened)),
        policy(of_policy),
        attributions(std::move(lookup)),
        ledger(of_ledger),
        division(policy, rights, [this](Entitlement& line, Nano amount) { return take(line, amount); }) {}

  Result<void> take(Entitlement& line, Nano amount) {
    TRIBUTARY_ASSIGN(line.amount, fine_amount_of(amount));
    accrued[{line.payee, line.party_id}] += amount;
    lines.push_back(line);
    return {};
  }

  Result<void> divide(const PlayEvent& play, const Currency& currency);
  Result<std::vector<Part>> accrue(const PlayEvent& play, const Currency& currency);
  Result<std::vector<Part>> unposted();
  Result<std::int64_t> send(const std::vector<Part>& parts);
  Result<AccountId> account(const NewAccount& wanted);

  db::Connection connection;
  const Policy& policy;
  AttributionLookup attributions;
  ledger::Ledger& ledger;
  Division division;
  std::vector<Entitlement> lines;                                     // of the current play
  std::map<std::pair<Payee, std::string>, Nano> accrued;              // of the current play
  std::map<std::pair<std::string, std::string>, AccountId> accounts;  // by currency and name
  std::int64_t sent = 0;  // rows of `unposted` up to this number are in the ledger
  bool owes = false;      // rows behind it may not be
};

Result<void> PlaySplitter::State::divide(const PlayEvent& play, const Currency& currency) {
  lines.clear();
  accrued.clear();
  const std::int64_t revenue_minor = play.revenue ? play.revenue->minor : 0;
  const Earned earned = earned_by(policy.rate, revenue_minor, play.uses);
  Entitlement line;
  line.currency = currency;
  line.track_id = play.track_id;
  line.territory = play.territory;
  line.service = play.service;
  line.period_start = line.period_end = play.day;
  line.uses = play.uses;
  line.usage_lines = 1;
  line.usage_id = play.event_id;
  TRIBUTARY_TRY(division.divide_track(line, earned.royalty, attributions(play.track_id)));
  if (earned.received == earned.royalty) return {};
  Entitlement retained;
  retained.payee = Payee::kPlatform;
  retained.ground = Ground::kRetained;
  retained.currency = currency;
  return take(retained, earned.received - earned.royalty);
}

// Adds the play to what each account has a fraction of, and says which whole minor units are due.
Result<std::vector<Part>> PlaySplitter::State::accrue(const PlayEvent& play, const Currency& currency) {
  TRIBUTARY_ASSIGN(auto read, connection.prepare("SELECT nano FROM fraction WHERE currency = ? AND account = ?"));
  TRIBUTARY_ASSIGN(auto write, connection.prepare("REPLACE INTO fraction VALUES (?, ?, ?)"));
  TRIBUTARY_ASSIGN(auto insert, connection.prepare("INSERT INTO unposted VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)"));
  std::vector<Part> parts;
  for (const auto& [payee, amount] : accrued) {
    const std::string name = payee_account(payee.first, payee.second, currency).name;
    read.reset();
    TRIBUTARY_ASSIGN(const bool known, read.bind(currency.code(), name).next());
    const Nano sum = amount + (known ? read.int64(0) : 0);
    read.reset();
    const auto minor = static_cast<std::int64_t>(sum / kNanoPerMinor);
    TRIBUTARY_TRY(write.bind(currency.code(), name, static_cast<std::int64_t>(sum % kNanoPerMinor)).run());
    if (minor == 0) continue;
    Part part{0,
              play.event_id,
              std::ssize(parts) + 1,
              payee.first,
              payee.second,
              {minor, currency},
              fmt::format("play {}: policy {}", play.event_id, policy.sha256)};
    TRIBUTARY_TRY(insert
                      .bind(part.event_id, part.part, static_cast<std::int64_t>(part.payee), part.party_id,
                            currency.code(), minor, part.reference)
                      .run());
    TRIBUTARY_ASSIGN(part.number, connection.query_int64("SELECT last_insert_rowid()"));
    parts.push_back(std::move(part));
  }
  return parts;
}

Result<std::vector<Part>> PlaySplitter::State::unposted() {
  TRIBUTARY_ASSIGN(auto rows, connection.prepare("SELECT number, event_id, part, payee, party_id, currency, "
                                                 "amount_minor, reference FROM unposted ORDER BY number"));
  std::vector<Part> parts;
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, rows.next());
    if (!row) return parts;
    TRIBUTARY_ASSIGN(const Currency currency, currency_of(rows.text(5)));
    parts.push_back({rows.int64(0), rows.text(1), rows.int64(2), static_cast<Payee>(rows.int64(3)), rows.text(4),
                     Money{rows.int64(6), currency}, rows.text(7)});
  }
}

Result<AccountId> PlaySplitter::State::account(const NewAccount& wanted) {
  const std::pair<std::string, std::string> key(wanted.currency.code(), wanted.name);
  if (const auto known = accounts.find(key); known != accounts.end()) return known->second;
  TRIBUTARY_ASSIGN(const std::vector<AccountId> ids, ledger.open_accounts(std::span(&wanted, 1)));
  return accounts.emplace(key, ids.front()).first->second;
}

Result<std::int64_t> PlaySplitter::State::send(const std::vector<Part>& parts) {
  std::vector<Transfer> transfers;
  owes = owes || !parts.empty();
  for (const Part& part : parts) {
    Transfer transfer;
    transfer.id = transfer_id("play " + part.event_id, static_cast<std::uint64_t>(part.part));
    TRIBUTARY_ASSIGN(transfer.debit,
                     account({kClearingAccount, part.amount.currency, AccountKind::kClearing, BalanceLimit::kNone}));
    TRIBUTARY_ASSIGN(transfer.credit, account(payee_account(part.payee, part.party_id, part.amount.currency)));
    transfer.amount_minor = part.amount.minor;
    transfer.currency = part.amount.currency;
    transfer.code = kPlayed;
    transfer.reference = part.reference;
    transfers.push_back(std::move(transfer));
  }
  if (transfers.empty()) return 0;
  TRIBUTARY_TRY(post_all(ledger, transfers));
  owes = false;
  sent = parts.back().number;
  return std::ssize(transfers);
}

PlaySplitter::PlaySplitter(std::unique_ptr<State> state) : state_(std::move(state)) {}
PlaySplitter::PlaySplitter(PlaySplitter&&) noexcept = default;
PlaySplitter& PlaySplitter::operator=(PlaySplitter&&) noexcept = default;
PlaySplitter::~PlaySplitter() = default;

Result<PlaySplitter> PlaySplitter::open(const std::filesystem::path& path, const Policy& policy,
                                        const RightsSource& rights, AttributionLookup attributions,
                                        ledger::Ledger& ledger) {
  TRIBUTARY_TRY(check_policy(policy));
  TRIBUTARY_ASSIGN(db::Connection connection, db::Connection::open(path, db::Connection::Mode::kCreate));
  TRIBUTARY_TRY(db::migrate(connection, kPlaySchema));
  TRIBUTARY_TRY(connection.execute(kSettings));
  auto state = std::make_unique<State>(std::move(connection), policy, rights, std::move(attributions), ledger);
  TRIBUTARY_ASSIGN(const std::vector<Part> left, state->unposted());
  TRIBUTARY_TRY(state->send(left));
  return PlaySplitter(std::move(state));
}

Result<PlaySplit> PlaySplitter::post(const PlayEvent& play) {
  State& state = *state_;
  TRIBUTARY_TRY(check_play(state.policy, play));
  if (state.owes) {
    TRIBUTARY_ASSIGN(const std::vector<Part> left, state.unposted());
    TRIBUTARY_TRY(state.send(left));
  }
  const Currency& currency = play.revenue ? play.revenue->currency : state.policy.currency;
  const std::string sha256 = content_sha256(state.policy, play);
  TRIBUTARY_ASSIGN(db::Transaction transaction, db::Transaction::begin(state.connection));
  TRIBUTARY_ASSIGN(auto known, state.connection.prepare("SELECT sha256 FROM play WHERE event_id = ?"));
  TRIBUTARY_ASSIGN(const bool repeated, known.bind(play.event_id).next());
  if (repeated && known.text(0) == sha256) return PlaySplit{play.event_id, true, {}, 0};
  if (repeated) return refused(play, ErrorCode::kConflict, "was split before with other content or another policy");
  known.reset();
  TRIBUTARY_TRY(state.divide(play, currency));
  TRIBUTARY_ASSIGN(auto insert, state.connection.prepare("INSERT INTO play VALUES (?, ?)"));
  TRIBUTARY_TRY(insert.bind(play.event_id, sha256).run());
  TRIBUTARY_ASSIGN(auto forget, state.connection.prepare("DELETE FROM unposted WHERE number <= ?"));
  TRIBUTARY_TRY(forget.bind(state.sent).run());
  TRIBUTARY_ASSIGN(const std::vector<Part> parts, state.accrue(play, currency));
  TRIBUTARY_TRY(transaction.commit());
  TRIBUTARY_ASSIGN(const std::int64_t transfers, state.send(parts));
  return PlaySplit{play.event_id, false, std::move(state.lines), transfers};
}

}  // namespace tributary::royalty
