#include "royalty/tallies.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <tuple>

#include <fmt/core.h>

namespace tributary::royalty {
namespace {

constexpr std::size_t kSummedAtOnce = 1U << 20U;
constexpr std::uint32_t kBlock_lines = 4096;

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

Error refused(const UsageLine& line, std::string_view reason) {
  return Error{ErrorCode::kInvalidInput, fmt::format("usage line {}: {}", line.usage_id, reason)};
}

// "3f…e1:17" in two parts, where the second is written without leading zeros and fits; else the whole and 0.
std::pair<std::string_view, std::uint32_t> split_id(std::string_view id) {
  const std::size_t colon = id.rfind(':');
  if (colon == std::string_view::npos) return {id, 0};
  const std::string_view digits = id.substr(colon + 1);
  std::uint32_t line = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), line);
  const bool whole = failure == std::errc() && end == digits.data() + digits.size();
  if (!whole || line == 0 || digits.front() == '0') return {id, 0};
  return {id.substr(0, colon), line};
}

Result<void> check(const UsageLine& line) {
  if (line.usage_id.empty()) return refused(line, "has no id");
  if (line.track_id.empty()) return refused(line, "names no track");
  if (line.territory.size() != 2 || !is_capital(line.territory[0]) || !is_capital(line.territory[1]))
    return refused(line, fmt::format("\"{}\" is no ISO 3166-1 code of two capital letters", line.territory));
  if (line.period_end < line.period_start) return refused(line, "its period ends before it begins");
  if (line.uses < 0) return refused(line, fmt::format("{} uses", line.uses));
  return {};
}

// The order of the lines; without the user for those that differ in nothing else.
auto place_of(const Tally& tally) {
  return std::tie(tally.currency, tally.track, tally.territory, tally.service, tally.period_start, tally.period_end);
}

auto place_and_user_of(const Tally& tally) { return std::tuple_cat(place_of(tally), std::tie(tally.user)); }

}  // namespace

std::uint16_t packed_territory(std::string_view letters) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(letters[0]) << 8U |
                                    static_cast<unsigned char>(letters[1]));
}

std::string territory_text(std::uint16_t packed) {
  return {static_cast<char>(packed >> 8U), static_cast<char>(packed & 0xffU)};
}

Tallies::Tallies(const Policy& policy)
    : policy_(policy), by_user_(policy.pool == PoolKind::kUserCentric), next_sum_(kSummedAtOnce) {
  currencies_ = policy.further_currencies;
  currencies_.push_back(policy.currency);
  std::sort(currencies_.begin(), currencies_.end(),
            [](const Currency& a, const Currency& b) { return a.letters < b.letters; });
}

bool Tallies::seen(std::uint32_t report, std::uint32_t line) {
  std::vector<bool>& block = seen_[report][line / kBlock_lines];
  if (block.empty()) block.resize(kBlock_lines);
  const bool before = block[line % kBlock_lines];
  block[line % kBlock_lines] = true;
  return before;
}

Result<void> Tallies::add(const UsageLine& line) {
  TRIBUTARY_TRY(check(line));
  const bool unpaid = line.revenue.minor == 0 && line.revenue.currency == Currency{};
  const Currency& currency = unpaid ? policy_.currency : line.revenue.currency;
  const auto known = std::find(currencies_.begin(), currencies_.end(), currency);
  if (known == currencies_.end())
    return refused(line, fmt::format("is in {}, which the policy does not settle", currency.code()));
  if (by_user_ && line.user_id.empty()) return refused(line, "names no user, and the policy is user-centric");
  const auto uses = add_minor(uses_, line.uses);
  if (!uses) return Error{ErrorCode::kLimit, refused(line, "all uses together do not fit 64 bits").message};
  const auto [report, number] = split_id(line.usage_id);
  Tally tally;
  tally.report = texts_.number_of(report);
  tally.line = number;
  if (seen(tally.report, number)) return refused(line, "came before");
  tally.amount = line.revenue.minor;
  tally.uses = line.uses;
  tally.track = texts_.number_of(line.track_id);
  tally.service = texts_.number_of(line.service);
  tally.user = texts_.number_of(by_user_ ? std::string_view(line.user_id) : std::string_view());
  tally.period_start = line.period_start;
  tally.period_end = line.period_end;
  tally.usage_lines = 1;
  tally.territory = packed_territory(line.territory);
  tally.currency = static_cast<std::uint8_t>(known - currencies_.begin());
  tallies_.push_back(tally);
  ++usage_lines_;
  uses_ = *uses;
  if (tallies_.size() < next_sum_) return {};
  sum_up();
  next_sum_ = std::max(kSummedAtOnce, 2 * tallies_.size());
  return {};
}

bool Tallies::first_is_earlier(const Tally& a, const Tally& b) const {
  if (a.report != b.report) return texts_[a.report] < texts_[b.report];
  return a.line < b.line;
}

void Tallies::sum_up() {
  std::sort(tallies_.begin(), tallies_.end(),
            [](const Tally& a, const Tally& b) { return place_and_user_of(a) < place_and_user_of(b); });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < tallies_.size(); ++i) {
    const Tally tally = tallies_[i];
    if (kept == 0 || place_and_user_of(tallies_[kept - 1]) != place_and_user_of(tally)) {
      tallies_[kept++] = tally;
      continue;
    }
    Tally& sum = tallies_[kept - 1];
    if (first_is_earlier(tally, sum)) {
      sum.report = tally.report;
      sum.line = tally.line;
    }
    sum.amount += tally.amount;
    sum.uses += tally.uses;
    sum.usage_lines += tally.usage_lines;
  }
  tallies_.resize(kept);
}

void Tallies::finish() {
  seen_.clear();
  const std::vector<std::uint32_t> numbers = texts_.sort();
  for (Tally& tally : tallies_) {
    tally.track = numbers[tally.track];
    tally.service = numbers[tally.service];
    tally.user = numbers[tally.user];
    tally.report = numbers[tally.report];
  }
  sum_up();
}

void Tallies::forget_users() {
  if (!by_user_) return;
  for (Tally& tally : tallies_) tally.user = 0;
  sum_up();
}

std::string Tallies::usage_id(const Tally& tally) const {
  const std::string& report = texts_[tally.report];
  return tally.line == 0 ? report : fmt::format("{}:{}", report, tally.line);
}

}  // namespace tributary::royalty
