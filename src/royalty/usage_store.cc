#include "royalty/usage_store.h"

#include <iterator>
#include <limits>
#include <unordered_map>
#include <utility>

#include <fmt/core.h>

#include "db/migration.h"
#include "db/statement.h"
#include "db/transaction.h"
#include "royalty/usage_import.h"
#include "royalty/usage_schema.h"
#include "royalty/usage_writer.h"

namespace tributary::royalty {
namespace {

struct Context {
  std::string territory;
  std::string service;
  Day period_start;
  Day period_end;
  Currency currency;
};
using Contexts = std::unordered_map<std::int64_t, Context>;

Error malformed(const db::Connection& connection, const std::string& what) {
  return Error{ErrorCode::kCorrupt, connection.path().string() + ": " + what};
}

// Those whose period lies in these days.
Result<Contexts> read_contexts(db::Connection& connection, Day first, Day last) {
  TRIBUTARY_ASSIGN(auto rows, connection.prepare("SELECT context, territory, service, period_start, period_end, "
                                                 "currency FROM context WHERE period_start >= ? AND period_end <= ?"));
  rows.bind(first.days, last.days);
  Contexts contexts;
  while (true) {
    TRIBUTARY_ASSIGN(const bool more, rows.next());
    if (!more) return contexts;
    Context context{rows.text(1), rows.text(2), Day{static_cast<std::int32_t>(rows.int64(3))},
                    Day{static_cast<std::int32_t>(rows.int64(4))}, Currency{}};
    if (const std::string code = rows.text(5); !code.empty()) {
      const auto currency = currency_of(code);
      if (!currency)
        return malformed(connection, fmt::format("context {}: {}", rows.int64(0), currency.error().message));
      context.currency = *currency;
    }
    contexts.emplace(rows.int64(0), std::move(context));
  }
}

constexpr Day kFirstDay{std::numeric_limits<std::int32_t>::min()};
constexpr Day kLastDay{std::numeric_limits<std::int32_t>::max()};

Result<std::vector<UsagePool>> read_pools(db::Connection& connection, std::int64_t report, const Contexts& contexts) {
  TRIBUTARY_ASSIGN(auto rows, connection.prepare("SELECT summary, context, uses, net_revenue_minor FROM pool "
                                                 "WHERE report = ? ORDER BY summary"));
  rows.bind(report);
  std::vector<UsagePool> pools;
  while (true) {
    TRIBUTARY_ASSIGN(const bool more, rows.next());
    if (!more) return pools;
    const auto context = contexts.find(rows.int64(1));
    if (context == contexts.end())
      return malformed(connection, fmt::format("pool {} of report {}: has no context", rows.text(0), report));
    const Context& known = context->second;
    pools.push_back({rows.text(0), known.territory, known.service, known.period_start, known.period_end, rows.int64(2),
                     Money{rows.int64(3), known.currency}});
  }
}

Result<std::int64_t> count_in_report(db::Connection& connection, const char* sql, std::int64_t report) {
  TRIBUTARY_ASSIGN(auto rows, connection.prepare(sql));
  rows.bind(report * kLinesPerReport, (report + 1) * kLinesPerReport);
  TRIBUTARY_TRY(rows.next());
  return rows.int64(0);
}

// Whether a line is to be visited, by its number.
using LineChoice = std::function<bool(std::int64_t)>;

// The lines of one report, in order.
Result<void> visit_report(db::Connection& connection, std::int64_t report, const std::string& sha256,
                          const Contexts& contexts, const LineChoice& chosen,
                          const std::function<Result<void>(const UsageLine&)>& visit) {
  TRIBUTARY_ASSIGN(auto rows, connection.prepare("SELECT usage.id, context, uses, revenue_minor, user, track_id, isrc, "
                                                 "title FROM usage LEFT JOIN track USING (track) "
                                                 "WHERE usage.id >= ? AND usage.id < ? ORDER BY usage.id"));
  rows.bind(report * kLinesPerReport, (report + 1) * kLinesPerReport);
  UsageLine line;
  const Context* last = nullptr;  // the line's texts are of this context
  while (true) {
    TRIBUTARY_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    const auto context = contexts.find(rows.int64(1));
    if (context == contexts.end()) continue;  // of another period
    if (!chosen(rows.int64(0))) continue;
    if (std::exchange(last, &context->second) != &context->second) {
      line.territory = last->territory;
      line.service = last->service;
      line.period_start = last->period_start;
      line.period_end = last->period_end;
    }
    line.usage_id = sha256;
    fmt::format_to(std::back_inserter(line.usage_id), ":{}", rows.int64(0) % kLinesPerReport);
    line.uses = rows.int64(2);
    line.revenue = Money{rows.int64(3), last->currency};
    line.user_id = rows.text_view(4);
    line.track_id = rows.text_view(5);
    line.isrc = rows.text_view(6);
    line.title = rows.text_view(7);
    if (line.track_id.empty()) return malformed(connection, fmt::format("usage {}: has no track", rows.int64(0)));
    TRIBUTARY_TRY(visit(line));
  }
}

}  // namespace

Result<UsageStore> UsageStore::open(const std::filesystem::path& path, db::Connection::Mode mode, base::Clock clock) {
  TRIBUTARY_ASSIGN(db::Connection connection, db::Connection::open(path, mode));
  TRIBUTARY_TRY(db::migrate(connection, kUsageSchema));
  return UsageStore(std::move(connection), std::move(clock));
}

Result<UsageImport> UsageStore::import(const std::filesystem::path& path, const std::filesystem::path& refused_folder) {
  return import_usage(*connection_, clock_, path, refused_folder);
}

Result<std::vector<UsageReport>> UsageStore::reports() {
  TRIBUTARY_ASSIGN(auto transaction, db::Transaction::begin_reading(*connection_));
  TRIBUTARY_ASSIGN(const Contexts contexts, read_contexts(*connection_, kFirstDay, kLastDay));
  TRIBUTARY_ASSIGN(auto rows, connection_->prepare("SELECT report, sha256, name, format, sender, message, file_number, "
                                                   "imported_ms, not_royalty_bearing FROM report "
                                                   "ORDER BY name, sha256"));
  std::vector<UsageReport> reports;
  while (true) {
    TRIBUTARY_ASSIGN(const bool more, rows.next());
    if (!more) return reports;
    const std::int64_t report = rows.int64(0);
    UsageReport stored;
    stored.sha256 = rows.text(1);
    stored.name = rows.text(2);
    stored.format = rows.int64(3) == 1 ? UsageFormat::kCsv : UsageFormat::kDsr;
    stored.sender_id = rows.text(4);
    stored.message_id = rows.text(5);
    stored.file_number = rows.int64(6);
    stored.imported_ms = rows.int64(7);
    stored.not_royalty_bearing = rows.int64(8);
    TRIBUTARY_ASSIGN(stored.lines,
                     count_in_report(*connection_, "SELECT count(*) FROM usage WHERE id >= ? AND id < ?", report));
    TRIBUTARY_ASSIGN(stored.refused,
                     count_in_report(*connection_, "SELECT count(*) FROM refusal WHERE id >= ? AND id < ?", report));
    TRIBUTARY_ASSIGN(stored.pools, read_pools(*connection_, report, contexts));
    reports.push_back(std::move(stored));
  }
}

Result<void> UsageStore::each_line(Day first, Day last, const std::function<Result<void>(const UsageLine&)>& visit) {
  TRIBUTARY_TRY(each_line_of("", first, last, true, visit));
  return {};
}

Result<TakenLines> UsageStore::each_line_of(const std::string& settlement_id, Day first, Day last, bool again,
                                            const std::function<Result<void>(const UsageLine&)>& visit) {
  TRIBUTARY_ASSIGN(auto transaction, db::Transaction::begin_reading(*connection_));
  TRIBUTARY_ASSIGN(const Contexts contexts, read_contexts(*connection_, first, last));
  TRIBUTARY_ASSIGN(const std::vector<LineRange> own, lines_of(*connection_, settlement_id));
  TRIBUTARY_ASSIGN(auto reports, connection_->prepare("SELECT report, sha256 FROM report ORDER BY sha256"));
  TakenLines taken;
  while (true) {
    TRIBUTARY_ASSIGN(const bool more, reports.next());
    if (!more) return taken;
    const std::int64_t report = reports.int64(0);
    LinesOfOthers others;
    if (!again) {
      const LineRange all{report * kLinesPerReport, (report + 1) * kLinesPerReport - 1};
      TRIBUTARY_ASSIGN(others, LinesOfOthers::read(*connection_, all, settlement_id));
    }
    const auto chosen = [&](std::int64_t line_id) {
      const std::string* other = others.settlement_of({line_id, line_id});
      if (other == nullptr || holds(own, line_id)) {
        extend(taken.ranges, line_id);
        return true;
      }
      ++taken.left_out;
      taken.settled_by.insert(*other);
      return false;
    };
    TRIBUTARY_TRY(visit_report(*connection_, report, reports.text(1), contexts, chosen, visit));
  }
}

Result<void> UsageStore::mark_settled(const std::string& settlement_id, std::vector<LineRange> ranges, bool again) {
  return royalty::mark_settled(*connection_, settlement_id, std::move(ranges), again);
}

Result<void> UsageStore::forget_settled(const std::string& settlement_id) {
  return royalty::forget_settled(*connection_, settlement_id);
}

Result<void> UsageStore::each_track(
    const std::function<Result<void>(std::string_view track_id, std::string_view isrc)>& visit) {
  TRIBUTARY_ASSIGN(auto tracks,
                   connection_->prepare("SELECT track_id, isrc FROM track ORDER BY track_id, isrc, title"));
  while (true) {
    TRIBUTARY_ASSIGN(const bool more, tracks.next());
    if (!more) return {};
    TRIBUTARY_TRY(visit(tracks.text_view(0), tracks.text_view(1)));
  }
}

}  // namespace tributary::royalty
