#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "db/statement.h"
#include "db/transaction.h"
#include "rights/cwr_file.h"
#include "rights/ern_message.h"
#include "rights/registry.h"
#include "rights/registry_writer.h"
#include "rights/rights_csv.h"

namespace tributary::rights {
namespace {

enum class Format { kCsv, kCwr, kXml };

std::string_view text_of(std::span<const std::byte> bytes) {
  // Chars may alias any bytes.
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// XML starts with a tag, in whatever encoding; CWR with the name of its first record; what is left is CSV.
Format format_of(std::string_view bytes) {
  if (bytes.starts_with("HDR")) return Format::kCwr;
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) return Format::kXml;
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  const std::size_t start = bytes.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && bytes[start] == '<' ? Format::kXml : Format::kCsv;
}

Result<ReadOutcome> read_statements(std::string_view bytes, StatementSink& sink, std::string& format) {
  switch (format_of(bytes)) {
    case Format::kXml:
      return read_ern(bytes, sink, format);
    case Format::kCwr: {
      const auto version = cwr_version(bytes);
      if (!version) {
        sink.refuse(1, version.error().message);
        return ReadOutcome::kRejected;
      }
      format = *version;
      return read_cwr(bytes, sink);
    }
    case Format::kCsv:
      break;
  }
  format = "rights CSV";
  return read_rights_csv(bytes, sink);
}

Result<bool> is_known(db::Connection& connection, const std::string& sha256) {
  TRIBUTARY_ASSIGN(db::Statement rows, connection.prepare("SELECT 1 FROM import WHERE sha256 = ?"));
  rows.bind(sha256);
  return rows.next();
}

Result<std::int64_t> begin_import(db::Connection& connection, const RightsImportReport& report, std::int64_t now_ms) {
  TRIBUTARY_ASSIGN(db::Statement insert, connection.prepare("INSERT INTO import(sha256, name, format, imported_ms) "
                                                            "VALUES (?, ?, '', ?)"));
  TRIBUTARY_TRY(insert.bind(report.sha256, report.file, now_ms).run());
  return connection.query_int64("SELECT last_insert_rowid()");
}

}  // namespace

Result<RightsImportReport> Registry::import_file(const std::filesystem::path& file, const base::Clock& clock) {
  RightsImportReport report;
  report.file = file.string();
  TRIBUTARY_ASSIGN(const base::MappedFile mapped, base::MappedFile::open(file));
  base::Sha256 hash;
  hash.update(mapped.bytes());
  report.sha256 = hash.finish_hex();

  TRIBUTARY_ASSIGN(db::Transaction transaction, db::Transaction::begin(connection_));
  TRIBUTARY_ASSIGN(report.known, is_known(connection_, report.sha256));
  if (report.known) return report;
  TRIBUTARY_ASSIGN(const std::int64_t import_id, begin_import(connection_, report, clock()));
  RegistryWriter writer(connection_, import_id, report);
  TRIBUTARY_ASSIGN(const ReadOutcome outcome, read_statements(text_of(mapped.bytes()), writer, report.format));
  writer.finish();
  if (outcome == ReadOutcome::kRejected) {
    report.rejected = true;
    report.counts = {};
    return report;
  }
  TRIBUTARY_ASSIGN(db::Statement name, connection_.prepare("UPDATE import SET format = ? WHERE import_id = ?"));
  TRIBUTARY_TRY(name.bind(report.format, import_id).run());
  TRIBUTARY_TRY(transaction.commit());
  return report;
}

}  // namespace tributary::rights
