#include "royalty/usage_dsr.h"
#include "tributary/isrc.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

namespace tributary::royalty {
namespace {

// An amount with more decimals than the currency has, rounded to its minor unit, halves to the even one.
std::optional<std::int64_t> rounded_amount(std::string_view text, std::int64_t count, const Currency& currency) {
  const auto rate = parse_rate(text);
  if (!rate) return std::nullopt;
  std::int64_t scale = count;
  for (std::int32_t i = 0; i < currency.exponent; ++i)
    if (__builtin_mul_overflow(scale, 10, &scale)) return std::nullopt;
  const auto minor = scaled(scale, rate->numerator, rate->denominator, Rounding::kHalfEven);
  return minor ? std::optional(*minor) : std::nullopt;
}

// As above for one, and 0 where the text is a zero, which is no rate.
std::optional<std::int64_t> net_revenue(std::string_view text, const Currency& currency) {
  if (const auto exact = amount_of(text, currency)) return exact;
  if (!text.empty() && text.find_first_not_of("0.") == std::string_view::npos && count_of(text)) return 0;
  return rounded_amount(text, 1, currency);
}

}  // namespace

Result<std::unique_ptr<UsageReader>> UsageDsrReader::open(UsageLines lines) {
  std::unique_ptr<UsageDsrReader> reader(new UsageDsrReader(std::move(lines)));
  TRIBUTARY_TRY(reader->read_head());
  return std::unique_ptr<UsageReader>(std::move(reader));
}

Error UsageDsrReader::invalid(const std::string& reason) const {
  return Error{ErrorCode::kInvalidInput, lines_.place() + ": " + reason};
}

Result<void> UsageDsrReader::read_head() {
  if (const auto reason = text_problem(lines_.text()); !reason.empty()) return invalid(std::string(reason));
  if (const auto reason = record_.split(lines_.text()); !reason.empty()) return invalid(std::string(reason));
  const std::string_view profile = record_.cell(3);
  if (profile != "BasicAudioProfile")
    return Error{ErrorCode::kUnsupported,
                 fmt::format("{}: is of the profile {}, and only a subset of BasicAudioProfile is read", lines_.place(),
                             in_quotes(profile))};
  heading_.format = UsageFormat::kDsr;
  heading_.message_id = record_.cell(5);
  heading_.sender_id = record_.cell(11);
  if (heading_.message_id.empty()) return invalid("its HEAD record has no MessageId (cell 5)");
  if (heading_.sender_id.empty()) return invalid("its HEAD record has no SenderPartyId (cell 11)");
  const auto number = count_of(record_.cell(7));
  const auto files = count_of(record_.cell(8));
  if (!number || !files || *number < 1 || *number > *files)
    return invalid(fmt::format("its HEAD record calls it file {} of {} (cells 7 and 8)", in_quotes(record_.cell(7)),
                               in_quotes(record_.cell(8))));
  heading_.file_number = *number;
  files_ = *files;
  const auto start = first_day_of(record_.cell(9));
  const auto end = last_day_of(record_.cell(10));
  if (!start || !end || *end < *start)
    return invalid(fmt::format("its HEAD record covers no period: {} to {} (cells 9 and 10)",
                               in_quotes(record_.cell(9)), in_quotes(record_.cell(10))));
  period_start_ = *start;
  period_end_ = *end;
  head_service_ = record_.cell(13);
  pending_context_.emplace_back(lines_.text());
  return {};
}

Result<UsageEvent> UsageDsrReader::next() {
  while (true) {
    TRIBUTARY_ASSIGN(const bool any, lines_.next());
    if (!any) {
      if (!foot_read_ && !lines_.correction())
        return Error{ErrorCode::kCorrupt, lines_.name() + ": ends without a FOOT record: it is cut off"};
      return UsageEvent::kEnd;
    }
    const std::string_view text = lines_.text();
    if (text.empty() || text.starts_with('#')) continue;
    if (foot_read_) return invalid("follows the FOOT record, which is the last one");
    TRIBUTARY_ASSIGN(const UsageEvent event, read_body());
    if (event != UsageEvent::kEnd) return event;
    if (lines_.correction() && lines_.report_line() > 0) return UsageEvent::kCorrected;
  }
}

// kEnd stands for a record that says nothing by itself.
Result<UsageEvent> UsageDsrReader::read_body() {
  if (const auto reason = text_problem(lines_.text()); !reason.empty()) return refused(reason);
  if (const auto reason = record_.split(lines_.text()); !reason.empty()) return refused(reason);
  if (record_.cell(1) == "HEAD") return invalid("is a second HEAD record");
  if (record_.cell(1) == "FOOT") {
    TRIBUTARY_TRY(read_foot());
    return UsageEvent::kEnd;
  }
  if (record_.kind() == "SY") return read_summary();
  TRIBUTARY_TRY(enter_block());
  if (record_.type() == "AS01" || record_.type() == "AS02") return read_resource();
  if (record_.kind() == "SU") return read_usage();
  return UsageEvent::kEnd;
}

Result<void> UsageDsrReader::enter_block() {
  if (blocks_ > 0 && record_.cell(2) == block_) return {};
  ++blocks_;
  block_ = record_.cell(2);
  resources_.clear();
  block_context_.clear();
  return {};
}

Result<UsageEvent> UsageDsrReader::read_summary() {
  ++summary_records_;
  if (summaries_.size() >= kMaxSummaries)
    return Error{ErrorCode::kLimit, fmt::format("{}: has more than {} SY records", lines_.place(), kMaxSummaries)};
  Summary summary;
  const std::string reason = summary_problem(summary);
  summary.refused = !reason.empty();
  const auto [known, is_new] = summaries_.try_emplace(std::string(record_.cell(2)), summary);
  if (!is_new && reason.empty())
    return refused(fmt::format("its SummaryRecordId {} occurs twice", in_quotes(record_.cell(2))));
  if (!reason.empty()) return refused(reason);
  pending_context_.emplace_back(lines_.text());
  return UsageEvent::kEnd;
}

std::string UsageDsrReader::summary_problem(Summary& summary) {
  if (record_.cell(2).empty()) return "has no SummaryRecordId (cell 2)";
  summary.territory = record_.cell(7);
  if (!is_country(summary.territory))
    return fmt::format("its Territory {} (cell 7) is no country code of ISO 3166-1 such as DE",
                       in_quotes(summary.territory));
  for (const std::size_t number : {std::size_t{8}, std::size_t{5}}) {
    if (const auto reason = unescape_cell(record_.cell(number), summary.service); !reason.empty())
      return fmt::format("{} (cell {})", reason, number);
    if (!summary.service.empty()) break;
    summary.service = head_service_;
    if (!summary.service.empty()) break;
  }
  if (record_.type() != "SY01" && record_.type() != "SY02") return {};
  const Currency* currency = currencies_.find(record_.cell(11));
  if (currency == nullptr)
    return fmt::format("its CurrencyOfReporting {} (cell 11) is no code of ISO 4217 such as EUR",
                       in_quotes(record_.cell(11)));
  summary.currency = *currency;
  return pool_problem(summary);
}

std::string UsageDsrReader::pool_problem(const Summary& summary) {
  const auto uses = count_of(record_.cell(9));
  if (!uses) return fmt::format("its TotalUsages {} (cell 9) is no whole number from 0", in_quotes(record_.cell(9)));
  const auto minor = net_revenue(record_.cell(12), summary.currency);
  if (!minor) return fmt::format("its NetRevenue {} (cell 12) is no amount from 0", in_quotes(record_.cell(12)));
  pools_.push_back({std::string(record_.cell(2)), summary.territory, summary.service, period_start_, period_end_, *uses,
                    Money{*minor, summary.currency}});
  return {};
}

Result<UsageEvent> UsageDsrReader::read_resource() {
  if (resources_.size() >= kMaxBlockResources)
    return Error{ErrorCode::kLimit,
                 fmt::format("{}: has more than {} resources in one block", lines_.place(), kMaxBlockResources)};
  Resource resource;
  resource.line = lines_.report_line();
  const std::string reason = resource_problem(resource);
  resource.refused = !reason.empty();
  const auto [known, is_new] = resources_.try_emplace(std::string(record_.cell(3)), std::move(resource));
  if (!is_new)
    return refused(fmt::format("its ResourceReference {} occurs twice in the block", in_quotes(record_.cell(3))));
  if (!reason.empty()) return refused(reason);
  block_context_.emplace_back(lines_.text());
  return UsageEvent::kEnd;
}

std::string UsageDsrReader::resource_problem(Resource& resource) {
  if (record_.cell(3).empty()) return "has no ResourceReference (cell 3)";
  if (const auto reason = unescape_cell(record_.cell(4), resource.track_id); !reason.empty())
    return fmt::format("{} (cell 4)", reason);
  if (resource.track_id.empty()) return "has no DspResourceId (cell 4)";
  if (const std::string_view text = first_value(record_.cell(5)); !text.empty()) {
    const auto isrc = isrc_of(text);
    if (!isrc) return fmt::format("its ISRC {} (cell 5) is none such as GBAYE6800011", in_quotes(text));
    resource.isrc.assign(isrc->data(), isrc->size());
  }
  if (const auto reason = unescape_cell(record_.cell(6), resource.title); !reason.empty())
    return fmt::format("{} (cell 6)", reason);
  return {};
}

UsageEvent UsageDsrReader::read_usage() {
  if (record_.type() != "SU01" && record_.type() != "SU02")
    return refused("is an SU record other than SU01 and SU02, which this subset of the profile does not read");
  if (lines_.report_line() == 0) return refused("has no mark above it that names its line of the report, such as #17:");
  if (record_.cell(7) == "false") return UsageEvent::kNotRoyaltyBearing;
  const std::string reason = usage_problem();
  return reason.empty() ? UsageEvent::kUsage : refused(reason);
}

std::string UsageDsrReader::usage_problem() {
  if (const std::string_view flag = record_.cell(7); flag != "true" && !flag.empty())
    return fmt::format("its IsRoyaltyBearing {} (cell 7) is neither true nor false", in_quotes(flag));
  const auto summary = summaries_.find(record_.cell(3));
  if (summary == summaries_.end())
    return fmt::format("refers to the summary {} (cell 3), which the file does not hold", in_quotes(record_.cell(3)));
  if (summary->second.refused)
    return fmt::format("refers to the summary {}, which is refused", in_quotes(record_.cell(3)));
  if (record_.cell(6).empty()) return "names no resource (cell 6); usage of whole releases is not read";
  const auto resource = resources_.find(record_.cell(6));
  if (resource == resources_.end())
    return fmt::format("refers to the resource {} (cell 6), which its block does not hold", in_quotes(record_.cell(6)));
  if (resource->second.refused)
    return fmt::format("refers to the resource {}, which is refused in line {}", in_quotes(record_.cell(6)),
                       resource->second.line);
  const bool download = record_.type() == "SU01";
  const std::size_t uses_cell = download ? 9 : 8;
  const auto uses = count_of(record_.cell(uses_cell));
  if (!uses)
    return fmt::format("its {} {} (cell {}) is no whole number from 0", download ? "Usages" : "NumberOfStreams",
                       in_quotes(record_.cell(uses_cell)), uses_cell);
  std::int64_t returns = 0;
  if (download && !record_.cell(10).empty()) {
    const auto counted = count_of(record_.cell(10));
    if (!counted || *counted > *uses)
      return fmt::format("its Returns {} (cell 10) is no whole number from 0 to its usages",
                         in_quotes(record_.cell(10)));
    returns = *counted;
  }
  fields_.track_id = resource->second.track_id;
  fields_.isrc = resource->second.isrc;
  fields_.title = resource->second.title;
  fields_.territory = summary->second.territory;
  fields_.service = summary->second.service;
  fields_.user_id = {};
  fields_.period_start = period_start_;
  fields_.period_end = period_end_;
  fields_.uses = *uses - returns;
  if (auto reason = revenue_problem(summary->second, fields_.uses); !reason.empty()) return reason;
  return std::string(fields_problem(fields_));
}

// A price for each use, where the record states one.
std::string UsageDsrReader::revenue_problem(const Summary& summary, std::int64_t uses) {
  fields_.revenue = Money{0, summary.currency};
  const std::size_t price_cell = record_.type() == "SU01" ? 11 : 9;
  const std::string_view price = record_.cell(price_cell);
  if (price.empty() || net_revenue(price, summary.currency) == 0) return {};
  const auto minor = rounded_amount(price, uses, summary.currency);
  if (summary.currency == Currency{} || !minor)
    return fmt::format("its price {} (cell {}) is no amount from 0 in the currency of its summary", in_quotes(price),
                       price_cell);
  fields_.revenue.minor = *minor;
  return {};
}

Result<void> UsageDsrReader::check_count(std::size_t cell, const char* what, std::int64_t counted,
                                         bool required) const {
  const std::string_view text = record_.cell(cell);
  if (text.empty() && !required) return {};
  const auto stated = count_of(text);
  if (stated && *stated == counted) return {};
  return Error{ErrorCode::kCorrupt, fmt::format("{}: its FOOT record states {} {} (cell {}), and the file holds {}",
                                                lines_.place(), in_quotes(text), what, cell, counted)};
}

Result<void> UsageDsrReader::read_foot() {
  foot_read_ = true;
  if (lines_.correction()) return {};
  TRIBUTARY_TRY(check_count(2, "lines", lines_.line(), true));
  TRIBUTARY_TRY(check_count(5, "blocks", blocks_, true));
  if (files_ > 1) return {};  // the other counts are of all its files
  TRIBUTARY_TRY(check_count(3, "lines", lines_.line(), false));
  TRIBUTARY_TRY(check_count(4, "summary records", summary_records_, true));
  return check_count(6, "blocks", blocks_, false);
}

std::vector<std::string> UsageDsrReader::take_context() {
  std::vector<std::string> context = std::exchange(pending_context_, {});
  std::move(block_context_.begin(), block_context_.end(), std::back_inserter(context));
  block_context_.clear();
  return context;
}

std::vector<UsagePool> UsageDsrReader::pools() const { return pools_; }

}  // namespace tributary::royalty
