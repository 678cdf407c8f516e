#include "rights/ern_recording.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "catalog/identifiers.h"
#include "rights/share_text.h"
#include "tributary/isrc.h"

namespace tributary::rights {
namespace {

Error invalid(const XmlElement& element, std::string_view reason) {
  return Error{ErrorCode::kInvalidInput, fmt::format("{} on line {}: {}", element.name, element.line, reason)};
}

Result<const PartyRecord*> party_of(const ErnContext& context, const XmlElement& element,
                                    std::string_view reference_name) {
  const std::string reference(element.text_of(reference_name));
  const auto known = context.parties.find(reference);
  if (known == context.parties.end())
    return invalid(element, fmt::format("PartyList holds no sound party \"{}\"", reference));
  return &known->second;
}

// A date, or the day of a moment.
Result<std::optional<Day>> day_of(const XmlElement& period, std::string_view date, std::string_view moment) {
  const XmlElement* element = period.first(date);
  if (element == nullptr) element = period.first(moment);
  if (element == nullptr) return std::optional<Day>();
  const auto day = parse_day(std::string_view(element->text).substr(0, 10));
  if (!day) return invalid(*element, day.error().message);
  return std::optional<Day>(*day);
}

Result<Period> period_of(const XmlElement& delegation) {
  Period period;
  const XmlElement* element = delegation.first("PeriodOfRightsDelegation");
  if (element == nullptr) return period;
  TRIBUTARY_ASSIGN(period.from, day_of(*element, "StartDate", "StartDateTime"));
  TRIBUTARY_ASSIGN(period.until, day_of(*element, "EndDate", "EndDateTime"));
  if (period.from && period.until && *period.until < *period.from) return invalid(*element, "ends before it starts");
  return period;
}

Result<Territory> territory_of(const XmlElement& delegation) {
  const auto codes = delegation.all("TerritoryOfRightsDelegation");
  if (codes.empty()) return world();
  Territory territory;
  for (const XmlElement* code : codes) {
    const auto named = parse_territory_code(code->text);
    if (!named) return invalid(*code, named.error().message);
    territory |= *named;
  }
  return territory;
}

Result<Ppm> percentage_of(const XmlElement& element) {
  const std::string_view one = element.attribute("HasMaxValueOfOne");
  const auto share = parse_share(element.text, one == "true" || one == "1" ? 1 : 100);
  if (!share) return invalid(element, share.error().message);
  return *share;
}

// Delegations of one controller for the same days are one claim: their uses are not told apart. Its claims start at
// `first`.
Result<void> add_delegated(std::vector<ClaimRecord>& claims, std::size_t first, const ClaimRecord& claim,
                           const XmlElement& delegation) {
  ClaimRecord delegated = claim;
  TRIBUTARY_ASSIGN(delegated.period, period_of(delegation));
  TRIBUTARY_ASSIGN(delegated.territory, territory_of(delegation));
  const auto same = std::find_if(claims.begin() + static_cast<std::ptrdiff_t>(first), claims.end(),
                                 [&](const ClaimRecord& other) { return other.period == delegated.period; });
  if (same != claims.end())
    same->territory |= delegated.territory;
  else
    claims.push_back(std::move(delegated));
  return {};
}

// The claims of one party are one part: where those of two controllers overlap, they collide.
Result<void> add_controller(const ErnContext& context, Registration& registration, const XmlElement& controller,
                            StatementSink& sink) {
  const XmlElement* percentage = controller.first("RightSharePercentage");
  if (percentage == nullptr) {
    sink.ignore(controller.line, "ResourceRightsController without RightSharePercentage");
    return {};
  }
  ClaimRecord claim;
  claim.line = controller.line;
  TRIBUTARY_ASSIGN(const PartyRecord* party, party_of(context, controller, "RightsControllerPartyReference"));
  claim.party = *party;
  TRIBUTARY_ASSIGN(claim.share_ppm, percentage_of(*percentage));
  claim.territory = world();
  const auto delegations = controller.all("DelegatedUsageRights");
  const std::size_t first = registration.claims.size();
  if (delegations.empty()) registration.claims.push_back(claim);
  for (const XmlElement* delegation : delegations)
    TRIBUTARY_TRY(add_delegated(registration.claims, first, claim, *delegation));
  return {};
}

Result<std::optional<Registration>> registration_of(const ErnContext& context, const XmlElement& recording,
                                                    StatementSink& sink) {
  Registration registration{Right::kMaster, {}, false};
  for (const XmlElement* controller : recording.all("ResourceRightsController"))
    TRIBUTARY_TRY(add_controller(context, registration, *controller, sink));
  if (registration.claims.empty()) return std::optional<Registration>();
  return std::optional<Registration>(std::move(registration));
}

Result<std::vector<std::string>> isrcs_of(const XmlElement& recording) {
  std::vector<const XmlElement*> ids = recording.all("ResourceId");
  for (const XmlElement* edition : recording.all("SoundRecordingEdition")) {
    const auto of_edition = edition->all("ResourceId");
    ids.insert(ids.end(), of_edition.begin(), of_edition.end());
  }
  std::vector<std::string> isrcs;
  for (const XmlElement* id : ids) {
    const std::string_view text = id->text_of("ISRC");
    if (text.empty()) continue;
    auto isrc = parse_isrc(text);
    if (!isrc) return invalid(*id, fmt::format("ISRC \"{}\" {}", text, isrc.error().message));
    if (std::find(isrcs.begin(), isrcs.end(), *isrc) == isrcs.end()) isrcs.push_back(*std::move(isrc));
  }
  if (isrcs.empty()) return invalid(recording, "names no ISRC");
  return isrcs;
}

std::vector<AssetRecord> works_of(const XmlElement& recording, StatementSink& sink) {
  std::vector<AssetRecord> works;
  for (const XmlElement* id : recording.all("WorkId")) {
    const std::string_view text = id->text_of("ISWC");
    if (text.empty()) continue;
    auto iswc = catalog::parse_iswc(text);
    if (iswc)
      works.push_back({AssetKind::kWork, {{"iswc", *std::move(iswc)}}, {}});
    else
      sink.refuse(id->line, fmt::format("ISWC \"{}\" {}", text, iswc.error().message));
  }
  return works;
}

std::vector<std::string> titles_of(const XmlElement& recording) {
  std::vector<std::string> titles;
  for (const XmlElement* title : recording.all("DisplayTitleText"))
    if (!title->text.empty()) titles.push_back(title->text);
  for (const XmlElement* title : recording.all("DisplayTitle"))
    if (const std::string_view text = title->text_of("TitleText"); !text.empty()) titles.emplace_back(text);
  std::sort(titles.begin(), titles.end());
  titles.erase(std::unique(titles.begin(), titles.end()), titles.end());
  return titles;
}

// The contributor's name, or what stands for somebody without one.
Result<std::string> contributor_name(const ErnContext& context, const XmlElement& contributor) {
  if (contributor.first("ContributorPartyReference") == nullptr)
    return std::string(contributor.text_of("SpecialContributor"));
  TRIBUTARY_ASSIGN(const PartyRecord* party, party_of(context, contributor, "ContributorPartyReference"));
  return party->name;
}

Result<std::vector<DisclosureRecord>> disclosures_of(const ErnContext& context, const XmlElement& recording) {
  std::vector<DisclosureRecord> disclosures;
  if (const XmlElement* contains = recording.first("ContainsAI"); contains != nullptr) {
    TRIBUTARY_ASSIGN(std::string extent, ai_extent(*contains));
    disclosures.push_back({"recording", std::move(extent), contains->line});
  }
  for (const XmlElement& contributor : recording.children) {
    if (contributor.name != "Contributor") continue;
    const XmlElement* contribution = contributor.first("AiContribution");
    if (contribution == nullptr) continue;
    contributor.was_read = true;
    TRIBUTARY_ASSIGN(const std::string name, contributor_name(context, contributor));
    TRIBUTARY_ASSIGN(std::string extent, ai_extent(*contribution));
    disclosures.push_back({fmt::format("contributor {}", name), std::move(extent), contribution->line});
  }
  return disclosures;
}

}  // namespace

Result<std::string> ai_extent(const XmlElement& element) {
  if (element.text == "All" || element.text == "Partly" || element.text == "None") return element.text;
  return invalid(element, fmt::format("\"{}\" is none of All, Partly and None", element.text));
}

Result<std::vector<Statement>> read_sound_recording(const ErnContext& context, const XmlElement& element,
                                                    StatementSink& sink) {
  TRIBUTARY_ASSIGN(const std::vector<std::string> isrcs, isrcs_of(element));
  Statement statement;
  statement.line = element.line;
  statement.source = context.source;
  statement.moment = context.moment;
  TRIBUTARY_ASSIGN(statement.registration, registration_of(context, element, sink));
  TRIBUTARY_ASSIGN(statement.disclosures, disclosures_of(context, element));
  statement.asset.titles = titles_of(element);
  statement.linked = works_of(element, sink);
  std::vector<Statement> statements(isrcs.size(), statement);
  for (std::size_t i = 0; i < isrcs.size(); ++i) statements[i].asset.identifiers = {{"isrc", isrcs[i]}};
  return statements;
}

}  // namespace tributary::rights
