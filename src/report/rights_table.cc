#include "report/rights_table.h"

#include <algorithm>
#include <string_view>

#include <fmt/core.h>

#include "report/display_text.h"

namespace tributary::report {
namespace {

constexpr int kShareColumns = 10;
constexpr int kDayColumns = 10;
constexpr int kNarrowestColumns = 72;
constexpr std::size_t kMostRanges = 8;

std::string counted(std::int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string percent(Ppm share) { return fmt::format("{}.{:04} %", share / 10'000, share % 10'000); }

std::string day_text(const std::optional<Day>& day) { return day ? to_string(*day) : "-"; }

std::string line(std::string_view name, std::string_view value) {
  return fmt::format("{:<13} {}\n", name, printable(value));
}

std::string ranges(const IgnoredLines& ignored) {
  std::string text;
  for (std::size_t i = 0; i < ignored.lines.size() && i < kMostRanges; ++i) {
    const LineRange& range = ignored.lines[i];
    text += i == 0 ? "" : ", ";
    text += range.first == range.last ? fmt::format("{}", range.first) : fmt::format("{}-{}", range.first, range.last);
  }
  if (ignored.lines.size() > kMostRanges) text += ", … (all with --json)";
  return text;
}

std::string claims_table(const std::vector<RightClaim>& claims, const Terminal& terminal) {
  const int free_columns = std::max(terminal.columns, kNarrowestColumns) - kShareColumns - 2 * kDayColumns - 10;
  const int party_columns = free_columns * 2 / 5;
  const int territory_columns = free_columns / 4;
  const int source_columns = free_columns - party_columns - territory_columns;
  const auto row = [&](std::string_view party, std::string_view share, std::string_view territory,
                       std::string_view from, std::string_view until, std::string_view place) {
    return fmt::format("{}  {:>{}}  {}  {:<{}}  {:<{}}  {}\n", fitted(party, party_columns), share, kShareColumns,
                       fitted(territory, territory_columns), from, kDayColumns, until, kDayColumns,
                       fitted(place, source_columns));
  };
  std::string text = painted(row("party", "share", "territory", "from", "until", "stated in"), Colour::kBold, terminal);
  for (const RightClaim& claim : claims) {
    const std::string party =
        claim.party_name.empty() ? claim.party_id : fmt::format("{}, {}", claim.party_id, claim.party_name);
    text += row(printable(party), percent(claim.share_ppm), claim.territory, day_text(claim.from),
                day_text(claim.until), printable(claim.place));
  }
  return text;
}

std::string reservation_text(const AiReservation& reservation) {
  return fmt::format("{}{}, said by {} on {} ({})", name_of(reservation.use),
                     reservation.terms_id.empty() ? "" : fmt::format(" under {}", reservation.terms_id),
                     reservation.said_by, to_string(reservation.said_on), reservation.place);
}

std::string split_text(const ShownAsset& shown, const Terminal& terminal) {
  if (!shown.split) return {};
  std::string text =
      "\n" + painted(fmt::format("paid in {} on {}", shown.territory, to_string(shown.day)), Colour::kBold, terminal) +
      "\n";
  if (!shown.split->conflict.empty())
    return text + painted("nobody, the claims collide: ", Colour::kRed, terminal) + printable(shown.split->conflict) +
           "\n";
  for (const PartyShare& share : shown.split->shares)
    text += fmt::format("  {:>{}}  {}\n", percent(share.share_ppm), kShareColumns, printable(share.party_id));
  return text + fmt::format("  {:>{}}  unclaimed\n", percent(shown.split->unclaimed_ppm), kShareColumns);
}

}  // namespace

std::string rights_import_summary(const RightsImportReport& report, const Terminal& terminal) {
  std::string text = printable(report.file);
  if (report.known) return text + ": imported before, nothing to do.\n";
  if (report.rejected)
    text += fmt::format(": {}, nothing was taken.\n", report.format.empty() ? "refused" : report.format + ", refused");
  else
    text += fmt::format(": {}, {} with {}, {} and {} taken; {} replaced.\n", report.format,
                        counted(report.counts.statements, "statement"), counted(report.counts.claims, "claim"),
                        counted(report.counts.reservations, "reservation"),
                        counted(report.counts.disclosures, "disclosure"),
                        counted(report.counts.superseded, "earlier claim"));
  const auto refused = static_cast<std::int64_t>(report.refused.size()) + report.further_refused;
  if (refused > 0) text += painted(fmt::format("Refused ({}):", refused), Colour::kRed, terminal) + "\n";
  for (const Finding& finding : report.refused)
    text += fmt::format("  {}: {}\n", printable(finding.place), printable(finding.reason));
  if (report.further_refused > 0) text += fmt::format("  and {} more\n", report.further_refused);
  if (!report.ignored.empty()) text += painted("Not read, by line:", Colour::kYellow, terminal) + "\n";
  for (const IgnoredLines& ignored : report.ignored)
    text += fmt::format("  {} ({}): {}\n", printable(ignored.what), ignored.count, ranges(ignored));
  return text;
}

std::string rights_sheet(const ShownAsset& shown, const Terminal& terminal) {
  const RightsAsset& asset = shown.asset;
  std::string text = line(name_of(asset.kind), asset.asset_id);
  for (const Identifier& identifier : asset.identifiers)
    if (identifier.value != asset.asset_id) text += line(identifier.scheme, identifier.value);
  for (const std::string& title : asset.titles) text += line("title", title);
  for (const std::string& other : asset.linked)
    text += line(asset.kind == AssetKind::kRecording ? "work" : "recording", other);
  for (const std::string& release : asset.releases) text += line("release", release);
  text += line("use by AI", shown.reservation ? reservation_text(*shown.reservation) : "nobody has said anything");
  for (const AiReservation& reservation : asset.reservations)
    if (!shown.reservation || reservation != *shown.reservation) text += line("  also", reservation_text(reservation));
  for (const AiDisclosure& disclosure : asset.disclosures)
    text += line("contains AI", fmt::format("{}: {} ({}, {})", disclosure.subject, disclosure.extent, disclosure.source,
                                            disclosure.place));
  if (!asset.claims.empty()) text += "\n" + claims_table(asset.claims, terminal);
  return text + split_text(shown, terminal);
}

std::string conflict_paragraph(const ClaimConflict& conflict, const Terminal& terminal) {
  std::string text =
      painted(fmt::format("{} {}{}, {} right", name_of(conflict.kind), printable(conflict.asset_id),
                          conflict.title.empty() ? "" : ", " + printable(conflict.title), name_of(conflict.right)),
              Colour::kBold, terminal);
  text += fmt::format("\n  {} from {} until {}: {}\n", conflict.territory, day_text(conflict.from),
                      day_text(conflict.until), printable(conflict.reason));
  for (const RightClaim& claim : conflict.claims)
    text += fmt::format("  {:>{}}  {} by {}, {}\n", percent(claim.share_ppm), kShareColumns, printable(claim.party_id),
                        printable(claim.source), printable(claim.place));
  return text;
}

std::string conflicts_line(std::int64_t conflicts) {
  return conflicts == 0 ? "No conflicts.\n" : counted(conflicts, "conflict") + "\n";
}

}  // namespace tributary::report
