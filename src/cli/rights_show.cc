#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/clock.h"
#include "cli/invocation.h"
#include "cli/open_rights.h"
#include "report/rights_json.h"
#include "report/rights_table.h"

namespace tributary::cli {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

struct Asked {
  std::string asset_id;
  std::string territory;
  std::string day;
};

Day today() { return Day{static_cast<std::int32_t>(base::system_clock()() / kDayMs)}; }

Result<std::vector<report::ShownAsset>> show(const Invocation& invocation, const Asked& asked) {
  TRIBUTARY_ASSIGN(const Day day, asked.day.empty() ? Result<Day>(today()) : parse_day(asked.day));
  TRIBUTARY_ASSIGN(const rights::Registry registry, open_rights(invocation, db::Connection::Mode::kExisting));
  TRIBUTARY_ASSIGN(std::vector<RightsAsset> assets, registry.find(asked.asset_id));
  if (assets.empty()) return Error{ErrorCode::kNotFound, asked.asset_id + ": no recording and no work has this id"};
  std::vector<report::ShownAsset> shown;
  for (RightsAsset& asset : assets) {
    report::ShownAsset& one = shown.emplace_back();
    one.day = day;
    TRIBUTARY_ASSIGN(one.reservation, registry.reservation_of(asset.kind, asked.asset_id, day));
    if (!asked.territory.empty()) {
      const Right right = asset.kind == AssetKind::kRecording ? Right::kMaster : Right::kPublishing;
      one.territory = asked.territory;
      TRIBUTARY_ASSIGN(one.split, registry.split_of({right, asked.asset_id, asked.territory, day}));
    }
    one.asset = std::move(asset);
  }
  return shown;
}

void run(Invocation& invocation, const Asked& asked) {
  const auto shown = show(invocation, asked);
  if (!shown) return invocation.fail(shown.error());
  for (const report::ShownAsset& asset : *shown)
    invocation.print(invocation.json ? report::to_json_line(asset)
                                     : report::rights_sheet(asset, invocation.terminal()));
}

}  // namespace

void add_rights_show(CLI::App& rights, Invocation& invocation) {
  CLI::App* verb = rights.add_subcommand("show", "Show what is claimed and reserved for a recording or a work");
  verb->footer("With --territory it also says who is paid there on the day, or which claims collide.");
  const auto asked = std::make_shared<Asked>();
  verb->add_option("asset", asked->asset_id, "An ISRC, an ISWC, an id of a file or of the catalog")
      ->required()
      ->type_name("ASSET");
  verb->add_option("--territory", asked->territory, "A country's ISO 3166-1 code of two letters")
      ->check([](const std::string& code) {
        const bool letters =
            code.size() == 2 && code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
        return letters ? std::string() : code + " is no code of two capital letters";
      })
      ->type_name("CC");
  verb->add_option("--day", asked->day, "A day such as 2026-11-26; today in UTC unless given")
      ->check([](const std::string& day) {
        const auto parsed = parse_day(day);
        return parsed ? std::string() : parsed.error().message;
      })
      ->type_name("DAY");
  verb->callback([&invocation, asked] { run(invocation, *asked); });
}

}  // namespace tributary::cli
