#include "rights/rights_csv.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
#include "catalog/csv_reader.h"
#include "catalog/identifiers.h"
#include "rights/identifier_text.h"
#include "rights/party_identifiers.h"
#include "rights/share_text.h"
#include "tributary/isrc.h"

namespace tributary::rights {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

enum Column : std::size_t {
  kRight,
  kRecordingId,
  kIsrc,
  kWorkId,
  kIswc,
  kTitle,
  kPartyId,
  kPartyName,
  kIpi,
  kIsni,
  kDpid,
  kSharePpm,
  kSharePercent,
  kTerritory,
  kFrom,
  kUntil,
  kAiUse,
  kAiTerms,
  kAiSaidBy,
  kAiSaidOn,
  kSource,
  kColumns
};
constexpr std::array<std::string_view, kColumns> kNames{
    "right",      "recording_id", "isrc",   "work_id",  "iswc",       "title",         "party_id",
    "party_name", "ipi",          "isni",   "dpid",     "share_ppm",  "share_percent", "territory",
    "from",       "until",        "ai_use", "ai_terms", "ai_said_by", "ai_said_on",    "source"};

using Header = std::array<std::optional<std::size_t>, kColumns>;

Error invalid(std::string reason) { return Error{ErrorCode::kInvalidInput, std::move(reason)}; }

Error in_column(Column column, std::string_view reason) {
  return invalid(fmt::format("column {}: {}", kNames[column], reason));
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

// A row with its fields by column.
class Row {
 public:
  Row(const Header& header, const catalog::CsvRow& csv) : header_(header), csv_(csv) {}

  std::string_view operator[](Column column) const {
    return header_[column] ? std::string_view(csv_.fields[*header_[column]]) : std::string_view();
  }
  bool any(std::initializer_list<Column> columns) const {
    return std::any_of(columns.begin(), columns.end(), [&](Column column) { return !(*this)[column].empty(); });
  }
  std::int64_t line() const { return csv_.line; }

 private:
  const Header& header_;
  const catalog::CsvRow& csv_;
};

Result<Header> read_header(const catalog::CsvRow& csv, StatementSink& sink) {
  if (!csv.problem.empty()) return invalid("the header " + csv.problem);
  Header header;
  for (std::size_t i = 0; i < csv.fields.size(); ++i) {
    const std::string name = lower(csv.fields[i]);
    const auto known = std::find(kNames.begin(), kNames.end(), name);
    if (known == kNames.end()) {
      sink.ignore(csv.line, fmt::format("column {}", base::is_utf8(name) ? name : "that is no text"));
      continue;
    }
    auto& at = header[static_cast<std::size_t>(known - kNames.begin())];
    if (at) return invalid(fmt::format("the header names column {} twice", name));
    at = i;
  }
  if (!header[kRight])
    return invalid(fmt::format("the header has no column right; it names some of these, separated by commas: {}",
                               fmt::join(kNames, ",")));
  return header;
}

// Adds the identifier of a column, where there is one.
Result<void> add_identifier(std::vector<Identifier>& identifiers, const Row& row, Column column, const char* scheme,
                            Result<std::string> (*parse)(std::string_view)) {
  const std::string_view text = row[column];
  if (text.empty()) return {};
  auto parsed = parse(text);
  if (!parsed) return in_column(column, fmt::format("\"{}\" {}", text, parsed.error().message));
  identifiers.push_back({scheme, *std::move(parsed)});
  return {};
}

Result<void> add_own(std::vector<Identifier>& identifiers, const Row& row, Column column) {
  if (row[column].empty()) return {};
  auto own = own_identifier(row[column]);
  if (!own) return in_column(column, own.error().message);
  identifiers.push_back(*std::move(own));
  return {};
}

Result<AssetRecord> read_asset(const Row& row, AssetKind kind) {
  AssetRecord asset;
  asset.kind = kind;
  const bool recording = kind == AssetKind::kRecording;
  TRIBUTARY_TRY(add_own(asset.identifiers, row, recording ? kRecordingId : kWorkId));
  TRIBUTARY_TRY(recording ? add_identifier(asset.identifiers, row, kIsrc, "isrc", &parse_isrc)
                          : add_identifier(asset.identifiers, row, kIswc, "iswc", &catalog::parse_iswc));
  return asset;
}

Result<PartyRecord> read_party(const Row& row) {
  PartyRecord party;
  party.name = row[kPartyName];
  TRIBUTARY_TRY(add_own(party.identifiers, row, kPartyId));
  TRIBUTARY_TRY(add_identifier(party.identifiers, row, kIpi, "ipi", &parse_ipi_name_number));
  TRIBUTARY_TRY(add_identifier(party.identifiers, row, kIsni, "isni", &parse_isni));
  TRIBUTARY_TRY(add_identifier(party.identifiers, row, kDpid, "dpid", &parse_dpid));
  if (party.identifiers.empty()) return invalid("names no party: party_id, ipi, isni and dpid are empty");
  return party;
}

Result<Ppm> read_share(const Row& row) {
  if (row.any({kSharePpm}) == row.any({kSharePercent})) return invalid("takes one of share_ppm and share_percent");
  const Column column = row.any({kSharePpm}) ? kSharePpm : kSharePercent;
  auto share = column == kSharePpm ? parse_share_ppm(row[column]) : parse_share(row[column], 100);
  if (!share) return in_column(column, share.error().message);
  return share;
}

Result<std::optional<Day>> read_day(const Row& row, Column column) {
  if (row[column].empty()) return std::optional<Day>();
  const auto day = parse_day(row[column]);
  if (!day) return in_column(column, day.error().message);
  return std::optional<Day>(*day);
}

Result<ClaimRecord> read_claim(const Row& row) {
  ClaimRecord claim;
  claim.line = row.line();
  TRIBUTARY_ASSIGN(claim.party, read_party(row));
  TRIBUTARY_ASSIGN(claim.share_ppm, read_share(row));
  auto territory = row[kTerritory].empty() ? Result<Territory>(world()) : parse_territory(row[kTerritory]);
  if (!territory) return in_column(kTerritory, territory.error().message);
  claim.territory = *territory;
  TRIBUTARY_ASSIGN(claim.period.from, read_day(row, kFrom));
  TRIBUTARY_ASSIGN(claim.period.until, read_day(row, kUntil));
  if (claim.period.from && claim.period.until && *claim.period.until < *claim.period.from)
    return in_column(kUntil, fmt::format("{} is before {}", row[kUntil], row[kFrom]));
  return claim;
}

Result<ReservationRecord> read_reservation(const Row& row) {
  ReservationRecord reservation;
  const auto use = parse_ai_use(row[kAiUse]);
  if (!use) return in_column(kAiUse, use.error().message);
  reservation.use = *use;
  reservation.terms_id = row[kAiTerms];
  reservation.said_by = row[kAiSaidBy];
  if ((reservation.use == AiUse::kLicensed) == reservation.terms_id.empty())
    return in_column(kAiTerms, "is given for licensed use, and for no other");
  if (reservation.said_by.empty()) return in_column(kAiSaidBy, "is empty: a reservation says who makes it");
  const auto day = parse_day(row[kAiSaidOn]);
  if (!day) return in_column(kAiSaidOn, day.error().message);
  reservation.said_on = *day;
  return reservation;
}

Result<Right> read_right(const Row& row) {
  if (row[kRight] == name_of(Right::kMaster)) return Right::kMaster;
  if (row[kRight] == name_of(Right::kPublishing)) return Right::kPublishing;
  return in_column(kRight, fmt::format("\"{}\" is neither master nor publishing", row[kRight]));
}

Result<void> check_fields(const catalog::CsvRow& csv, std::size_t columns) {
  if (!csv.problem.empty()) return invalid(csv.problem);
  if (csv.fields.size() != columns)
    return invalid(fmt::format("has {} fields where the header has {}", csv.fields.size(), columns));
  for (std::size_t i = 0; i < csv.fields.size(); ++i) {
    if (csv.fields[i].find('\0') != std::string::npos) return invalid(fmt::format("field {} holds a NUL byte", i + 1));
    if (!base::is_utf8(csv.fields[i])) return invalid(fmt::format("field {} is not valid UTF-8", i + 1));
  }
  return {};
}

Result<Statement> read_row(const Row& row) {
  Statement statement;
  statement.line = row.line();
  statement.source = fmt::format("csv:{}", row[kSource].empty() ? "own" : row[kSource]);
  TRIBUTARY_ASSIGN(const Right right, read_right(row));
  const bool master = right == Right::kMaster;
  TRIBUTARY_ASSIGN(statement.asset, read_asset(row, master ? AssetKind::kRecording : AssetKind::kWork));
  if (statement.asset.identifiers.empty())
    return invalid(master ? "names no recording: recording_id and isrc are empty"
                          : "names no work: work_id and iswc are empty");
  if (!row[kTitle].empty()) statement.asset.titles.emplace_back(row[kTitle]);
  TRIBUTARY_ASSIGN(AssetRecord other, read_asset(row, master ? AssetKind::kWork : AssetKind::kRecording));
  if (!other.identifiers.empty()) statement.linked.push_back(std::move(other));
  if (row.any({kPartyId, kPartyName, kIpi, kIsni, kDpid, kSharePpm, kSharePercent, kTerritory, kFrom, kUntil})) {
    TRIBUTARY_ASSIGN(ClaimRecord claim, read_claim(row));
    statement.registration = Registration{right, {std::move(claim)}, true};
  }
  if (row.any({kAiUse, kAiTerms, kAiSaidBy, kAiSaidOn})) {
    TRIBUTARY_ASSIGN(ReservationRecord reservation, read_reservation(row));
    statement.reservations.push_back(std::move(reservation));
  }
  return statement;
}

}  // namespace

Result<ReadOutcome> read_rights_csv(std::string_view bytes, StatementSink& sink) {
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  catalog::CsvReader reader(bytes);
  const auto first = reader.next();
  if (!first) {
    sink.refuse(1, "the header is missing: the file is empty");
    return ReadOutcome::kRejected;
  }
  const auto header = read_header(*first, sink);
  if (!header) {
    sink.refuse(first->line, header.error().message);
    return ReadOutcome::kRejected;
  }
  while (const auto csv = reader.next()) {
    const auto fits = check_fields(*csv, first->fields.size());
    const auto statement = fits ? read_row(Row(*header, *csv)) : Result<Statement>(fits.error());
    if (!statement)
      sink.refuse(csv->line, statement.error().message);
    else
      TRIBUTARY_TRY(sink.take(*statement));
  }
  return ReadOutcome::kComplete;
}

}  // namespace tributary::rights
