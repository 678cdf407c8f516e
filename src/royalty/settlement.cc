#include "royalty/settlement.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "royalty/line_hash.h"

namespace tributary::royalty {
namespace {

constexpr std::size_t kLongestId = 100;
constexpr Nano kWeightLimit = Nano{1} << 62;

Result<void> check(const SettlementRequest& request) {
  const std::string& id = request.settlement_id;
  const bool printable = std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (!id.empty() && id.size() <= kLongestId && printable) return {};
  return Error{
      ErrorCode::kInvalidInput,
      fmt::format("settlement \"{}\": an id has 1 to {} printable ASCII characters and no blanks", id, kLongestId)};
}

// amount × part / whole of numbers >= 0 of any size, never more than that and less by next to nothing.
Nano scaled_down(Nano amount, Nano part, Nano whole) {
  while (whole >= kWeightLimit) {
    whole /= 2;
    part /= 2;
  }
  return part_of(amount, static_cast<std::int64_t>(part), static_cast<std::int64_t>(whole + 1)).value;
}

// That part of what was earned, in whole billionths; nullopt where the policy sets no cap or nothing was earned.
std::optional<Nano> cap_of(Nano earned, Ppm cap_ppm) {
  if (cap_ppm == kWholePpm || earned <= 0) return std::nullopt;
  return part_of(earned, cap_ppm, kWholePpm).value;
}

// The part of a party's excess that its master rights brought, in proportion where both rights earned something.
Nano excess_of_master(const Totals::Party& party, Nano excess) {
  if (party.master <= 0) return 0;
  if (party.publishing <= 0) return excess;
  return scaled_down(party.master, excess, party.master + party.publishing);
}

}  // namespace

// Where the lines of one settlement go.
class Settlement::Lines {
 public:
  Lines(const EntitlementSink& sink, std::size_t currencies) : sink_(sink), totals_(currencies) {}

  void start_currency(const Currency& currency, std::size_t number) {
    line_ = {};
    line_.currency = currency;
    current_ = number;
  }

  Entitlement& line() { return line_; }
  Totals& totals() { return totals_[current_]; }

  Result<void> write(Entitlement& line, Nano amount) {
    TRIBUTARY_ASSIGN(line.amount, fine_amount_of(amount));
    totals().add(line, amount);
    hash_.add(line);
    ++count_;
    return sink_ ? sink_(line) : Result<void>();
  }

  Result<void> write_plain(Payee payee, Ground ground, Nano amount) {
    if (amount == 0) return {};
    line_.payee = payee;
    line_.ground = ground;
    return write(line_, amount);
  }

  std::int64_t count() const { return count_; }
  std::string hash() { return hash_.finish_hex(); }

 private:
  const EntitlementSink& sink_;
  std::vector<Totals> totals_;
  std::size_t current_ = 0;
  Entitlement line_;
  LineHash hash_;
  std::int64_t count_ = 0;
};

// Divides what was pooled, currency by currency and track by track.
class Settlement::Run {
 public:
  Run(Settlement& settlement, const RightsSource& rights, const EntitlementSink& sink)
      : policy_(settlement.policy_),
        settlement_(settlement),
        tallies_(settlement.tallies_),
        lines_(sink, settlement.tallies_.currencies().size()),
        division_(policy_, rights, [this](Entitlement& line, Nano amount) { return lines_.write(line, amount); }),
        works_(settlement.works_) {}

  Result<Allocation> allocate() {
    tallies_.finish();
    TRIBUTARY_ASSIGN(const std::vector<PooledCurrency> pooled, pool(policy_, settlement_.request_.reported, tallies_));
    if (works_.empty() && !policy_.equal_pool.territory.empty())
      for (const Tally& tally : tallies_.tallies()) take_part(tally);
    Allocation allocation;
    for (std::size_t i = 0; i < pooled.size(); ++i) {
      lines_.start_currency(tallies_.currencies()[i], i);
      TRIBUTARY_TRY(divide_currency(i, pooled[i]));
      TRIBUTARY_ASSIGN(const std::int64_t received, rounded_minor(pooled[i].received, policy_.rounding));
      TRIBUTARY_ASSIGN(CurrencySettlement rounded, lines_.totals().rounded({received, tallies_.currencies()[i]}));
      if (!rounded.totals.empty()) allocation.currencies.push_back(std::move(rounded));
    }
    allocation.settlement_id = settlement_.request_.settlement_id;
    allocation.policy_name = policy_.name;
    allocation.policy_sha256 = policy_.sha256;
    allocation.lines_sha256 = lines_.hash();
    allocation.usage_lines = tallies_.usage_lines();
    allocation.entitlement_lines = lines_.count();
    return allocation;
  }

 private:
  using Range = std::deque<Tally>::iterator;

  Result<void> divide_currency(std::size_t currency, const PooledCurrency& pooled) {
    std::deque<Tally>& all = tallies_.tallies();
    const auto of_currency = [&](std::size_t wanted) {
      return std::partition_point(all.begin(), all.end(), [&](const Tally& tally) { return tally.currency < wanted; });
    };
    const Range end = of_currency(currency + 1);
    const std::optional<Nano> cap = cap_of(pooled.royalties, policy_.track_cap_ppm);
    for (Range first = of_currency(currency); first != end;) {
      const Range last = std::find_if(first, end, [&](const Tally& tally) { return tally.track != first->track; });
      TRIBUTARY_TRY(divide_track(first, last, cap));
      first = last;
    }
    start_plain_lines(currency);
    TRIBUTARY_TRY(lines_.write_plain(Payee::kPlatform, Ground::kRetained, pooled.retained));
    TRIBUTARY_TRY(lines_.write_plain(policy_.unattributed_to, Ground::kNotUsed, pooled.not_used));
    TRIBUTARY_TRY(divide_equal_pool(currency));
    start_plain_lines(currency);
    return cap_parties(cap_of(pooled.royalties, policy_.party_cap_ppm));
  }

  void start_plain_lines(std::size_t currency) { lines_.start_currency(tallies_.currencies()[currency], currency); }

  const TrackAttribution* attribution_of(const Tally& tally) const {
    const auto known = settlement_.attributions_.find(tallies_.texts()[tally.track]);
    return known == settlement_.attributions_.end() ? nullptr : &known->second;
  }

  void take_part(const Tally& tally) {
    const TrackAttribution* attribution = attribution_of(tally);
    if (attribution == nullptr) return;
    for (const UsageShare* source : payable_sources(policy_, *attribution))
      works_.insert({source->recording_id, source->work_id});
  }

  Result<void> divide_track(Range first, Range last, std::optional<Nano> cap) {
    Nano earned = 0;
    for (Range tally = first; tally != last; ++tally) earned += std::max(tally->amount, Nano{0});
    const TrackAttribution* attribution = attribution_of(*first);
    for (Range tally = first; tally != last; ++tally) {
      const bool capped = cap && earned > *cap && tally->amount > 0;
      const Nano kept = capped ? scaled_down(tally->amount, *cap, earned) : tally->amount;
      Entitlement& line = fill_usage(*tally);
      TRIBUTARY_TRY(division_.divide_track(line, kept, attribution));
      fill_usage(*tally);
      TRIBUTARY_TRY(lines_.write_plain(policy_.excess_to, Ground::kTrackCap, tally->amount - kept));
    }
    return {};
  }

  Entitlement& fill_usage(const Tally& tally) {
    Entitlement& line = lines_.line();
    forget_source(line);
    line.evidence_id.clear();
    line.track_id = tallies_.texts()[tally.track];
    line.territory = territory_text(tally.territory);
    line.service = tallies_.texts()[tally.service];
    line.period_start = tally.period_start;
    line.period_end = tally.period_end;
    line.uses = tally.uses;
    line.usage_lines = tally.usage_lines;
    line.usage_id = tallies_.usage_id(tally);
    return line;
  }

  Result<void> divide_equal_pool(std::size_t currency) {
    const bool is_main = tallies_.currencies()[currency] == policy_.currency;
    if (is_main)
      TRIBUTARY_TRY(lines_.write_plain(Payee::kEqualPool, Ground::kEqualShare, nano_of(policy_.rate.fixed_fee_minor)));
    const Nano amount = lines_.totals().sum_of(Payee::kEqualPool);
    return division_.divide_equally(lines_.line(), amount, works_, settlement_.request_.day);
  }

  Result<void> cap_parties(std::optional<Nano> cap) {
    if (!cap) return {};
    Entitlement& line = lines_.line();
    for (const Totals::Party& party : lines_.totals().parties()) {
      const Nano excess = party.master + party.publishing - *cap;
      if (excess <= 0) continue;
      const Nano of_master = excess_of_master(party, excess);
      line.party_id = party.party_id;
      line.right = Right::kMaster;
      TRIBUTARY_TRY(lines_.write_plain(Payee::kParty, Ground::kPartyCap, -of_master));
      line.right = Right::kPublishing;
      TRIBUTARY_TRY(lines_.write_plain(Payee::kParty, Ground::kPartyCap, of_master - excess));
      line.party_id.clear();
      line.right.reset();
      TRIBUTARY_TRY(lines_.write_plain(policy_.excess_to, Ground::kPartyCap, excess));
    }
    return {};
  }

  const Policy& policy_;
  Settlement& settlement_;
  Tallies& tallies_;
  Lines lines_;
  Division division_;
  std::set<LicensedWork> works_;
};

Settlement::Settlement(const Policy& policy, SettlementRequest request)
    : policy_(policy), request_(std::move(request)), tallies_(policy) {}

Result<void> Settlement::add(TrackAttribution attribution) {
  TRIBUTARY_TRY(Division::check(attribution));
  std::sort(attribution.shares.begin(), attribution.shares.end(), [](const UsageShare& a, const UsageShare& b) {
    return std::tie(a.tier, a.recording_id, a.work_id) < std::tie(b.tier, b.recording_id, b.work_id);
  });
  const auto [known, is_new] = attributions_.try_emplace(attribution.track_id, attribution);
  if (is_new || known->second == attribution) return {};
  return Error{ErrorCode::kInvalidInput, fmt::format("track {}: has two attributions, {} and {}", attribution.track_id,
                                                     known->second.evidence_id, attribution.evidence_id)};
}

Result<Allocation> Settlement::allocate(const RightsSource& rights, const EntitlementSink& sink) {
  TRIBUTARY_TRY(check(request_));
  return Run(*this, rights, sink).allocate();
}

}  // namespace tributary::royalty
