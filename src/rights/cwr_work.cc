#include "rights/cwr_work.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "catalog/identifiers.h"
#include "rights/cwr_layout.h"
#include "rights/party_identifiers.h"
#include "tributary/isrc.h"

namespace tributary::rights {

// SPT and SWT hold the same fields at different places.
struct CwrWork::TerritoryFields {
  Controlled owner;
  std::int64_t highest;  // performing share, in hundredths of a percent
  CwrField party, performing, mechanical, synchronisation, included, territory;
};

namespace {

constexpr std::array<std::string_view, 22> kPassedOver{"OPU", "OPT", "OWR", "OWT", "NPN", "NWN", "NAT", "EWT",
                                                       "NET", "NOW", "VER", "NVT", "PER", "NPR", "ORN", "INS",
                                                       "IND", "COM", "NCT", "ARI", "XRF", "MSG"};
constexpr std::int64_t kHundredthsPerWhole = 10'000;
constexpr std::int64_t kHighestOfPublisher = 5'006;  // half of the performing right, and the tolerance
constexpr std::int64_t kHighestOfWriter = kHundredthsPerWhole;

Error invalid(std::string reason) { return Error{ErrorCode::kInvalidInput, std::move(reason)}; }

Result<void> check_ascii(const CwrRecord& record) {
  const std::string_view line = record.bytes();
  const auto odd = std::find_if(line.begin(), line.end(), [](char c) { return c < ' ' || c > '~'; });
  if (odd == line.end()) return {};
  return invalid(fmt::format("position {} holds a byte that is no printable ASCII character", odd - line.begin() + 1));
}

Result<std::int64_t> share(const CwrRecord& record, const CwrField& field, std::int64_t highest) {
  TRIBUTARY_ASSIGN(const std::int64_t hundredths, record.number_or_zero(field));
  if (hundredths > highest)
    return invalid(fmt::format("{} is {:.2f} %, more than {:.2f} %", field.name, static_cast<double>(hundredths) / 100,
                               static_cast<double>(highest) / 100));
  return hundredths;
}

std::string full_name(const CwrRecord& record) {
  const std::string_view last = record.text(cwr::swr::kLastName);
  const std::string_view first = record.text(cwr::swr::kFirstName);
  return first.empty() ? std::string(last) : fmt::format("{} {}", first, last);
}

}  // namespace

bool is_passed_over(std::string_view record_type) {
  return std::find(kPassedOver.begin(), kPassedOver.end(), record_type) != kPassedOver.end();
}

Result<CwrWork> CwrWork::begin(const CwrSender& sender, const CwrRecord& header) {
  TRIBUTARY_TRY(check_ascii(header));
  CwrWork work;
  work.scheme_ = sender.scheme;
  Statement& statement = work.statement_;
  statement.line = header.line_number();
  statement.source = sender.scheme;
  statement.moment = sender.moment;
  statement.asset.kind = AssetKind::kWork;
  TRIBUTARY_ASSIGN(std::string title, header.required(cwr::work::kTitle));
  statement.asset.titles.push_back(std::move(title));
  TRIBUTARY_ASSIGN(std::string number, header.required(cwr::work::kNumber));
  if (const std::string_view text = header.text(cwr::work::kIswc); !text.empty()) {
    auto iswc = catalog::parse_iswc(text);
    if (!iswc) return invalid(fmt::format("ISWC \"{}\" {}", text, iswc.error().message));
    statement.asset.identifiers.push_back({"iswc", *std::move(iswc)});
  }
  statement.asset.identifiers.push_back({sender.scheme, std::move(number)});
  return work;
}

Result<void> CwrWork::add(const CwrRecord& record, StatementSink& sink) {
  const std::string_view type = record.type();
  if (is_passed_over(type)) {
    // A publisher or writer that the sender does not control ends what may be said of the one before.
    if (type == "OPU") current_ = Controlled::kNobody;
    if (type == "OWR") current_ = Controlled::kOthersWriter;
    sink.ignore(record.line_number(), std::string(type));
    return {};
  }
  if (type == "ALT") {
    if (check_ascii(record) && !record.text(cwr::alt::kTitle).empty())
      statement_.asset.titles.emplace_back(record.text(cwr::alt::kTitle));
    else
      sink.ignore(record.line_number(), "ALT without a title in ASCII");
    return {};
  }
  TRIBUTARY_TRY(check_ascii(record));
  if (type == "SPU") return add_publisher(record);
  if (type == "SWR") return add_writer(record);
  if (type == "SPT")
    return add_territory(record,
                         {Controlled::kPublisher, kHighestOfPublisher, cwr::spt::kParty, cwr::spt::kPerforming,
                          cwr::spt::kMechanical, cwr::spt::kSynchronisation, cwr::spt::kIncluded, cwr::spt::kTerritory},
                         sink);
  if (type == "SWT")
    return add_territory(record,
                         {Controlled::kWriter, kHighestOfWriter, cwr::swt::kParty, cwr::swt::kPerforming,
                          cwr::swt::kMechanical, cwr::swt::kSynchronisation, cwr::swt::kIncluded, cwr::swt::kTerritory},
                         sink);
  if (type == "PWR") return add_representation(record, sink);
  if (type == "REC") {
    add_recording(record, sink);
    return {};
  }
  return invalid(fmt::format("record type \"{}\" belongs to no work registration", type));
}

// By the IPI name number where there is one, and by the sender's own number.
Result<void> CwrWork::identify(Party& party, const CwrRecord& record, const CwrField& number, const CwrField& ipi) {
  TRIBUTARY_ASSIGN(party.number, record.required(number));
  const std::string_view text = record.text(ipi);
  if (text.find_first_not_of('0') != std::string_view::npos) {
    auto parsed = parse_ipi_name_number(text);
    if (!parsed) return invalid(fmt::format("{} \"{}\" {}", ipi.name, text, parsed.error().message));
    party.party.identifiers.push_back({"ipi", *std::move(parsed)});
  }
  party.party.identifiers.push_back({scheme_, party.number});
  return {};
}

Result<void> CwrWork::add_publisher(const CwrRecord& record) {
  Party publisher;
  TRIBUTARY_ASSIGN(publisher.chain, record.number(cwr::spu::kChain));
  TRIBUTARY_TRY(identify(publisher, record, cwr::spu::kParty, cwr::spu::kIpi));
  TRIBUTARY_ASSIGN(publisher.party.name, record.required(cwr::spu::kName));
  TRIBUTARY_TRY(record.required(cwr::spu::kType));
  TRIBUTARY_TRY(share(record, cwr::spu::kOwned, kHighestOfPublisher));
  publishers_.push_back(std::move(publisher));
  current_ = Controlled::kPublisher;
  return {};
}

Result<void> CwrWork::add_writer(const CwrRecord& record) {
  Party writer;
  TRIBUTARY_TRY(identify(writer, record, cwr::swr::kParty, cwr::swr::kIpi));
  TRIBUTARY_TRY(record.required(cwr::swr::kLastName));
  writer.party.name = full_name(record);
  TRIBUTARY_TRY(share(record, cwr::swr::kOwned, kHighestOfWriter));
  writers_.push_back(std::move(writer));
  current_ = Controlled::kWriter;
  return {};
}

Result<void> CwrWork::add_territory(const CwrRecord& record, const TerritoryFields& fields, StatementSink& sink) {
  if (current_ != fields.owner)
    return invalid(
        fmt::format("{} follows no {}", record.type(), fields.owner == Controlled::kPublisher ? "SPU" : "SWR"));
  Party& party = fields.owner == Controlled::kPublisher ? publishers_.back() : writers_.back();
  if (record.text(fields.party) != party.number)
    return invalid(fmt::format("{} is of interested party \"{}\" and follows \"{}\"", record.type(),
                               record.text(fields.party), party.number));
  TRIBUTARY_ASSIGN(const std::int64_t performing, share(record, fields.performing, fields.highest));
  TRIBUTARY_ASSIGN(const std::int64_t mechanical, share(record, fields.mechanical, kHundredthsPerWhole));
  TRIBUTARY_ASSIGN(const std::int64_t synchronisation, share(record, fields.synchronisation, kHundredthsPerWhole));
  TRIBUTARY_ASSIGN(const std::int64_t tis, record.number(fields.territory));
  const auto territory = parse_territory_code(fmt::format("{:04}", tis));
  if (!territory) return invalid(fmt::format("{}: {}", fields.territory.name, territory.error().message));
  const std::string_view included = record.text(fields.included);
  if (included != "I" && included != "E")
    return invalid(fmt::format("{} is \"{}\", neither I nor E", fields.included.name, included));
  if (included == "E") {
    if (performing + mechanical + synchronisation != 0)
      return invalid("excludes a territory and states a share for it");
    return party.collection.exclude(*territory);
  }
  party.collection.include(*territory, static_cast<Ppm>(performing * (kWholePpm / kHundredthsPerWhole)),
                           record.line_number());
  if (performing == 0) sink.ignore(record.line_number(), fmt::format("{} without a performing share", record.type()));
  return {};
}

Result<void> CwrWork::add_representation(const CwrRecord& record, StatementSink& sink) {
  if (current_ == Controlled::kOthersWriter) {
    sink.ignore(record.line_number(), "PWR after OWR");
    return {};
  }
  if (current_ != Controlled::kWriter) return invalid("PWR follows no SWR");
  Representation representation;
  representation.line = record.line_number();
  TRIBUTARY_ASSIGN(representation.publisher, record.required(cwr::pwr::kPublisher));
  TRIBUTARY_ASSIGN(representation.chain, record.number_or_zero(cwr::pwr::kChain));
  const std::string_view writer = record.text(cwr::pwr::kWriter);
  if (!writer.empty() && writer != writers_.back().number)
    return invalid(fmt::format("PWR is of writer \"{}\" and follows \"{}\"", writer, writers_.back().number));
  representations_.push_back(std::move(representation));
  return {};
}

void CwrWork::add_recording(const CwrRecord& record, StatementSink& sink) {
  const std::string_view text = record.text(cwr::rec::kIsrc);
  const std::string_view validity = record.text(cwr::rec::kValidity);
  if (text.empty()) return sink.ignore(record.line_number(), "REC without an ISRC");
  if (validity == "U" || validity == "N") return sink.ignore(record.line_number(), "REC that calls its ISRC invalid");
  auto isrc = parse_isrc(text);
  if (!isrc) return sink.refuse(record.line_number(), fmt::format("ISRC \"{}\" {}", text, isrc.error().message));
  AssetRecord recording{AssetKind::kRecording, {{"isrc", *std::move(isrc)}}, {}};
  if (const std::string_view title = record.text(cwr::rec::kTitle); !title.empty())
    recording.titles.emplace_back(title);
  statement_.linked.push_back(std::move(recording));
}

Result<Statement> CwrWork::finish() {
  for (const Representation& link : representations_) {
    const bool known = std::any_of(publishers_.begin(), publishers_.end(), [&](const Party& publisher) {
      return publisher.number == link.publisher && (link.chain == 0 || link.chain == publisher.chain);
    });
    if (!known)
      return invalid(
          fmt::format("PWR on line {} names publisher \"{}\", which no SPU introduces", link.line, link.publisher));
  }
  Registration registration{Right::kPublishing, {}, false};
  std::int64_t part = 0;
  for (std::vector<Party>* parties : {&publishers_, &writers_}) {
    for (Party& party : *parties) {
      ++part;
      for (ClaimRecord& claim : party.collection.claims()) {
        claim.party = party.party;
        claim.part = part;
        registration.claims.push_back(std::move(claim));
      }
    }
  }
  statement_.registration = std::move(registration);
  return std::move(statement_);
}

}  // namespace tributary::rights
