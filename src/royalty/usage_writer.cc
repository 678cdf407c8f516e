#include "royalty/usage_writer.h"

#include <charconv>
#include <utility>

#include <fmt/core.h>

namespace tributary::royalty {
namespace {

constexpr std::size_t kCachedTexts = 400'000;

std::int64_t id_of(std::int64_t report, std::int64_t line) { return report * kLinesPerReport + line; }

// Texts hold no control characters but the tab, so that a separator of one cannot be part of them.
void append_key(std::string& key, std::string_view text) {
  key += text;
  key += '\x1f';
}

void remember(TextMap<std::int64_t>& cache, const std::string& key, std::int64_t id) {
  if (cache.size() >= kCachedTexts) cache.clear();
  cache.emplace(key, id);
}

// The first column of the one row that a bound statement gives; 0 where it gives none.
Result<std::int64_t> one_number(db::Statement& statement) {
  TRIBUTARY_ASSIGN(const bool found, statement.next());
  const std::int64_t number = found ? statement.int64(0) : 0;
  statement.reset();
  return number;
}

}  // namespace

Result<UsageWriter> UsageWriter::open(db::Connection& connection) {
  TRIBUTARY_ASSIGN(auto find_report, connection.prepare("SELECT report FROM report WHERE sha256 = ?"));
  TRIBUTARY_ASSIGN(auto find_track,
                   connection.prepare("SELECT track FROM track WHERE track_id = ? AND isrc = ? AND title = ?"));
  TRIBUTARY_ASSIGN(auto add_track,
                   connection.prepare("INSERT INTO track(track_id, isrc, title) VALUES (?, ?, ?) RETURNING track"));
  TRIBUTARY_ASSIGN(auto find_context,
                   connection.prepare("SELECT context FROM context WHERE territory = ? AND service = ? AND "
                                      "period_start = ? AND period_end = ? AND currency = ?"));
  TRIBUTARY_ASSIGN(auto add_context,
                   connection.prepare("INSERT INTO context(territory, service, period_start, period_end, currency) "
                                      "VALUES (?, ?, ?, ?, ?) RETURNING context"));
  TRIBUTARY_ASSIGN(auto add_line, connection.prepare("INSERT INTO usage VALUES (?, ?, ?, ?, ?, ?)"));
  TRIBUTARY_ASSIGN(auto add_refusal, connection.prepare("INSERT INTO refusal VALUES (?, ?)"));
  TRIBUTARY_ASSIGN(auto settle_refusal, connection.prepare("DELETE FROM refusal WHERE id = ?"));
  TRIBUTARY_ASSIGN(auto find_line, connection.prepare("SELECT track, context, uses, revenue_minor, user FROM usage "
                                                      "WHERE id = ?"));
  return UsageWriter(connection, {std::move(find_report), std::move(find_track), std::move(add_track),
                                  std::move(find_context), std::move(add_context), std::move(add_line),
                                  std::move(add_refusal), std::move(settle_refusal), std::move(find_line)});
}

Result<std::optional<std::int64_t>> UsageWriter::find_report(std::string_view sha256) {
  statements_.find_report.bind(sha256);
  TRIBUTARY_ASSIGN(const std::int64_t report, one_number(statements_.find_report));
  return report > 0 ? std::optional(report) : std::nullopt;
}

Result<std::int64_t> UsageWriter::add_report(std::string_view sha256, std::string_view name,
                                             const UsageHeading& heading, std::int64_t imported_ms) {
  if (heading.format == UsageFormat::kDsr) {
    TRIBUTARY_ASSIGN(auto same, connection_->prepare("SELECT name, sha256 FROM report WHERE format = 2 AND sender = ? "
                                                     "AND message = ? AND file_number = ?"));
    same.bind(heading.sender_id, heading.message_id, heading.file_number);
    TRIBUTARY_ASSIGN(const bool found, same.next());
    if (found)
      return Error{ErrorCode::kConflict,
                   fmt::format("file {} of the message {} of {} is already imported, from {} with SHA-256 {}: correct "
                               "refused lines in the file they were written to",
                               heading.file_number, in_quotes(heading.message_id), in_quotes(heading.sender_id),
                               same.text(0), same.text(1))};
  }
  TRIBUTARY_ASSIGN(auto add, connection_->prepare("INSERT INTO report(sha256, name, format, sender, message, "
                                                  "file_number, imported_ms, not_royalty_bearing) "
                                                  "VALUES (?, ?, ?, ?, ?, ?, ?, 0) RETURNING report"));
  add.bind(sha256, name, static_cast<int>(heading.format), heading.sender_id, heading.message_id, heading.file_number,
           imported_ms);
  return one_number(add);
}

Result<std::int64_t> UsageWriter::track_of(const UsageFields& fields) {
  key_.clear();
  for (const std::string_view text : {fields.track_id, fields.isrc, fields.title}) append_key(key_, text);
  if (const auto cached = tracks_.find(key_); cached != tracks_.end()) return cached->second;
  statements_.find_track.bind(fields.track_id, fields.isrc, fields.title);
  TRIBUTARY_ASSIGN(std::int64_t track, one_number(statements_.find_track));
  if (track == 0) {
    statements_.add_track.bind(fields.track_id, fields.isrc, fields.title);
    TRIBUTARY_ASSIGN(track, one_number(statements_.add_track));
  }
  remember(tracks_, key_, track);
  return track;
}

Result<std::int64_t> UsageWriter::context_of(std::string_view territory, std::string_view service, Day start, Day end,
                                             std::string_view currency) {
  key_.clear();
  for (const std::string_view text : {territory, service, currency}) append_key(key_, text);
  const std::int32_t days[]{start.days, end.days};
  key_.append(reinterpret_cast<const char*>(days), sizeof days);
  if (const auto cached = contexts_.find(key_); cached != contexts_.end()) return cached->second;
  statements_.find_context.bind(territory, service, start.days, end.days, currency);
  TRIBUTARY_ASSIGN(std::int64_t context, one_number(statements_.find_context));
  if (context == 0) {
    statements_.add_context.bind(territory, service, start.days, end.days, currency);
    TRIBUTARY_ASSIGN(context, one_number(statements_.add_context));
  }
  remember(contexts_, key_, context);
  return context;
}

Result<UsageWriter::Keys> UsageWriter::keys_of(const UsageFields& fields) {
  TRIBUTARY_ASSIGN(const std::int64_t track, track_of(fields));
  const Currency& currency = fields.revenue.currency;
  const std::string_view code = currency == Currency{} ? std::string_view() : currency.code();
  TRIBUTARY_ASSIGN(const std::int64_t context,
                   context_of(fields.territory, fields.service, fields.period_start, fields.period_end, code));
  return Keys{track, context};
}

Result<void> UsageWriter::add_line(std::int64_t report, std::int64_t line, const UsageFields& fields) {
  TRIBUTARY_ASSIGN(const Keys keys, keys_of(fields));
  statements_.add_line.bind(id_of(report, line), keys.track, keys.context, fields.uses, fields.revenue.minor,
                            fields.user_id);
  return statements_.add_line.run();
}

Result<void> UsageWriter::add_refusal(std::int64_t report, std::int64_t line, std::string_view reason) {
  statements_.add_refusal.bind(id_of(report, line), reason);
  return statements_.add_refusal.run();
}

Result<void> UsageWriter::settle_refusal(std::int64_t report, std::int64_t line) {
  statements_.settle_refusal.bind(id_of(report, line));
  return statements_.settle_refusal.run();
}

Result<void> UsageWriter::add_pool(std::int64_t report, const UsagePool& pool) {
  TRIBUTARY_ASSIGN(const std::int64_t context, context_of(pool.territory, pool.service, pool.period_start,
                                                          pool.period_end, pool.net_revenue.currency.code()));
  TRIBUTARY_ASSIGN(auto add, connection_->prepare("INSERT OR IGNORE INTO pool VALUES (?, ?, ?, ?, ?)"));
  add.bind(report, pool.summary_id, context, pool.uses, pool.net_revenue.minor);
  return add.run();
}

Result<void> UsageWriter::set_not_royalty_bearing(std::int64_t report, std::int64_t lines) {
  TRIBUTARY_ASSIGN(auto set, connection_->prepare("UPDATE report SET not_royalty_bearing = ? WHERE report = ?"));
  set.bind(lines, report);
  return set.run();
}

Result<UsageWriter::Correction> UsageWriter::correct_line(std::int64_t report, std::int64_t line,
                                                          const UsageFields& fields) {
  const std::int64_t id = id_of(report, line);
  TRIBUTARY_TRY(settle_refusal(report, line));
  if (connection_->changed_rows() > 0) {
    TRIBUTARY_TRY(add_line(report, line, fields));
    return Correction::kAdded;
  }
  TRIBUTARY_ASSIGN(const Keys keys, keys_of(fields));
  db::Statement& stored = statements_.find_line;
  stored.bind(id);
  TRIBUTARY_ASSIGN(const bool found, stored.next());
  const bool same = found && stored.int64(0) == keys.track && stored.int64(1) == keys.context &&
                    stored.int64(2) == fields.uses && stored.int64(3) == fields.revenue.minor &&
                    stored.text_view(4) == fields.user_id;
  stored.reset();
  if (!found) return Error{ErrorCode::kInvalidInput, fmt::format("its report refused no line {}", line)};
  if (!same)
    return Error{ErrorCode::kConflict,
                 fmt::format("line {} of its report is already stored, and says something else", line)};
  return Correction::kRepeated;
}

}  // namespace tributary::royalty
