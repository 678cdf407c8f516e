#include "lab/audit/share_protocols.h"

#include <algorithm>
#include <map>
#include <set>

#include "audit/model/script_generator.h"
#include "audit/question.h"
#include "lab/audit/subset_plan.h"
#include "lab/random/random.h"

namespace tributary::lab {
namespace {

constexpr double kSameOwner = 0.5;
constexpr double kStranger = 1;
constexpr double kNoCatalog = 5;
constexpr std::size_t kPlanted = 4;  // works
constexpr std::uint64_t kSeed = 0x5147;
constexpr std::uint64_t kForeignSeed = 0xF0;  // of the model without the catalog

// How an answer is asked for.
struct Condition {
  std::string name;
  audit::Calibration calibration;
};

// As calibrated, and so that every work with a positive sum counts: there nothing holds by abstaining.
std::vector<Condition> conditions(const ShareLab& lab) {
  audit::Calibration open = lab.calibration;
  open.half_width = 0;
  open.noise = 0;
  open.own_gain = 0;
  return {{"as calibrated", lab.calibration}, {"without width or noise", open}};
}

audit::Suspect suspect_of(const audit::SegmentSet& queries, std::size_t index) {
  const auto levels = queries.item(index);
  return {"", 0, {levels.begin(), levels.end()}, 1, {0}};
}

struct Asked {
  audit::Generator& model;
  audit::Generator& reference;
  const audit::GradientStore& store;
};

Result<std::vector<AuditAnswer>> answers(const Asked& asked, const audit::Holdings& holdings,
                                         const audit::Calibration& calibration, const audit::SegmentSet& queries) {
  std::vector<AuditAnswer> all;
  for (std::size_t q = 0; q < queries.size(); ++q) {
    TRIBUTARY_ASSIGN(AuditAnswer answer, audit::ask({asked.model, &asked.reference, asked.store, holdings, calibration},
                                                    suspect_of(queries, q), {queries.segments[q].tag, 0, 1}));
    all.push_back(std::move(answer));
  }
  return all;
}

double points(Ppm ppm) { return static_cast<double>(ppm) / 1e4; }

double owner_points(const AuditAnswer& answer, const std::set<std::string>& owners) {
  double sum = 0;
  for (const ModelShare& owner : answer.owners) sum += owners.contains(owner.owner) ? points(owner.share_ppm) : 0;
  return sum;
}

double work_points(const AuditAnswer& answer, const std::set<std::string>& works) {
  double sum = 0;
  for (const ModelShare& work : answer.works) sum += works.contains(work.work_id) ? points(work.share_ppm) : 0;
  return sum;
}

ShareRow row_of(const std::string& condition, std::vector<double> values, double goal, bool at_worst,
                const std::vector<AuditAnswer>& asked) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double part) {
    return values[std::min(values.size() - 1, static_cast<std::size_t>(part * static_cast<double>(values.size())))];
  };
  ShareRow row{condition, asked.size(), 0, at(0.5), at(0.95), values.back(), goal, false, ""};
  std::map<std::string, std::size_t> reasons;
  for (const AuditAnswer& answer : asked) {
    row.attributed += answer.attributed ? 1U : 0U;
    if (!answer.attributed) ++reasons[answer.reason];
  }
  std::size_t most = 0;
  for (const auto& [reason, count] : reasons) {
    if (count <= most) continue;
    most = count;
    row.abstained = reason;
  }
  row.holds = (at_worst ? row.worst_points : row.p95_points) <= goal;
  return row;
}

// Every owner under two names; `by_work` keeps works whole.
audit::Holdings halved(const audit::Holdings& whole, bool by_work, std::uint64_t seed) {
  audit::Holdings split = whole;
  Random random(seed);
  std::map<std::uint32_t, bool> second_of_work;
  for (std::uint32_t work = 0; work < whole.works.size(); ++work) second_of_work[work] = random.chance(0.5);
  for (const std::string& owner : whole.owners) split.owners.push_back(owner + " (second name)");
  const auto owners = static_cast<std::uint32_t>(whole.owners.size());
  for (std::size_t i = 0; i < split.owner_of.size(); ++i)
    if (by_work ? second_of_work[whole.work_of[i]] : random.chance(0.5)) split.owner_of[i] += owners;
  return split;
}

// The first works, and copies of them that differ a little, under names of their own.
struct Planted {
  std::set<std::string> works;
  std::map<std::string, std::set<std::string>> families;  // a work and its copies
  audit::SegmentSet copies;
};

Planted plant(const audit::SegmentSet& catalog) {
  Random random(kSeed);
  const std::vector<std::string> works = works_of(catalog);
  const std::vector<std::size_t> order = random.permutation(works.size());
  Planted planted{{}, {}, {catalog.frames, catalog.bands, {}, {}}};
  for (std::size_t k = 0; k < std::min(kPlanted, works.size()); ++k) planted.works.insert(works[order[k]]);
  for (const char* suffix : {" (copy)", " (second copy)"})
    for (std::size_t i = 0; i < catalog.size(); ++i) {
      audit::Segment segment = catalog.segments[i];
      if (!planted.works.contains(segment.work)) continue;
      planted.families[segment.work].insert({segment.work, segment.work + suffix});
      segment.recording += suffix;
      segment.work += suffix;
      planted.copies.segments.push_back(segment);
      for (const float level : catalog.item(i))
        planted.copies.levels.push_back(level + static_cast<float>(kNearCopyChange * random.normal()));
    }
  return planted;
}

// How much higher the shares of works and their copies are after planting, the highest rise of any query first.
std::vector<double> rises(const Planted& planted, const std::vector<AuditAnswer>& before,
                          const std::vector<AuditAnswer>& after) {
  std::vector<double> all;
  for (std::size_t q = 0; q < before.size(); ++q)
    for (const auto& [work, family] : planted.families)
      all.push_back(work_points(after[q], family) - work_points(before[q], {work}));
  return all;
}

}  // namespace

Result<ShareTable> split_owners(const ShareLab& lab, const ShareLabSettings&) {
  ShareTable table{"split-owners", "change of an owner's share under two names", {}};
  TRIBUTARY_ASSIGN(const audit::GradientStore store, audit::GradientStore::open(lab.store));
  const Asked asked{*lab.model, *lab.reference, store};
  const audit::Holdings whole = audit::holdings_of(store, 1);
  for (const Condition& condition : conditions(lab)) {
    TRIBUTARY_ASSIGN(const std::vector<AuditAnswer> before, answers(asked, whole, condition.calibration, lab.queries));
    for (const bool by_work : {true, false}) {
      TRIBUTARY_ASSIGN(const std::vector<AuditAnswer> after,
                       answers(asked, halved(whole, by_work, kSeed), condition.calibration, lab.queries));
      std::vector<double> moved;
      for (std::size_t q = 0; q < before.size(); ++q)
        for (const std::string& owner : whole.owners)
          moved.push_back(
              std::abs(owner_points(after[q], {owner, owner + " (second name)"}) - owner_points(before[q], {owner})));
      table.rows.push_back(row_of(condition.name + (by_work ? ", works stay whole" : ", segment by segment"),
                                  std::move(moved), kSameOwner, true, after));
    }
  }
  return table;
}

Result<ShareTable> planted_copies(const ShareLab& lab, const ShareLabSettings& settings) {
  ShareTable table{"planted-copies", "rise of a work's share, its copies counted with it", {}};
  const Planted planted = plant(lab.catalog);
  const audit::SegmentSet trained = joined(lab.catalog, planted.copies);
  const audit::SegmentSet all = joined(joined(lab.catalog, lab.strangers), planted.copies);
  TRIBUTARY_TRY(build_store(*lab.model, all, settings.out / "store-copies", lab.store));
  TRIBUTARY_ASSIGN(const std::filesystem::path path,
                   trained_model(settings, trained, lab.catalog, settings.schedule.seed, settings.out / "copies"));
  TRIBUTARY_ASSIGN(const std::unique_ptr<audit::Generator> anew,
                   audit::open_script_generator(path, settings.device.threads));
  TRIBUTARY_TRY(build_store(*anew, all, settings.out / "store-copies-anew"));
  TRIBUTARY_ASSIGN(const audit::GradientStore store, audit::GradientStore::open(lab.store));
  TRIBUTARY_ASSIGN(const audit::GradientStore more, audit::GradientStore::open(settings.out / "store-copies"));
  TRIBUTARY_ASSIGN(const audit::GradientStore learned, audit::GradientStore::open(settings.out / "store-copies-anew"));
  for (const Condition& condition : conditions(lab)) {
    TRIBUTARY_ASSIGN(
        const std::vector<AuditAnswer> before,
        answers({*lab.model, *lab.reference, store}, audit::holdings_of(store, 1), condition.calibration, lab.queries));
    TRIBUTARY_ASSIGN(
        const std::vector<AuditAnswer> after,
        answers({*lab.model, *lab.reference, more}, audit::holdings_of(more, 1), condition.calibration, lab.queries));
    table.rows.push_back(
        row_of(condition.name + ", in the store", rises(planted, before, after), kSameOwner, true, after));
    audit::Calibration borrowed = condition.calibration;
    borrowed.checkpoint = anew->info().checkpoint;
    borrowed.store = learned.name();
    TRIBUTARY_ASSIGN(const std::vector<AuditAnswer> later,
                     answers({*anew, *lab.reference, learned}, audit::holdings_of(learned, 1), borrowed, lab.queries));
    table.rows.push_back(
        row_of(condition.name + ", learned anew", rises(planted, before, later), kSameOwner, true, later));
  }
  return table;
}

Result<ShareTable> strangers(const ShareLab& lab, const ShareLabSettings&) {
  ShareTable table{"strangers", "share of owners that the model never heard", {}};
  TRIBUTARY_ASSIGN(const audit::GradientStore store, audit::GradientStore::open(lab.store));
  const audit::Holdings holdings = audit::holdings_of(store, 1);
  std::set<std::string> never;
  for (const audit::Segment& segment : lab.strangers.segments) never.insert(segment.owner);
  for (const Condition& condition : conditions(lab)) {
    TRIBUTARY_ASSIGN(const std::vector<AuditAnswer> asked,
                     answers({*lab.model, *lab.reference, store}, holdings, condition.calibration, lab.queries));
    std::vector<double> each;
    std::vector<double> together;
    for (const AuditAnswer& answer : asked) {
      for (const std::string& owner : never) each.push_back(owner_points(answer, {owner}));
      together.push_back(owner_points(answer, never));
    }
    table.rows.push_back(row_of(condition.name + ", each of them", std::move(each), kStranger, false, asked));
    table.rows.push_back(row_of(condition.name + ", all together", std::move(together), kStranger, false, asked));
  }
  return table;
}

Result<ShareTable> without_catalog(const ShareLab& lab, const ShareLabSettings& settings) {
  ShareTable table{"without-catalog", "attributed of what a model without the catalog made", {}};
  TRIBUTARY_ASSIGN(const std::filesystem::path path,
                   trained_model(settings, lab.strangers, lab.catalog, kForeignSeed, settings.out / "foreign"));
  TRIBUTARY_ASSIGN(const std::unique_ptr<audit::Generator> foreign,
                   audit::open_script_generator(path, settings.device.threads));
  TRIBUTARY_ASSIGN(const audit::SegmentSet made,
                   generated(path, lab.strangers, 2 * settings.queries_per_tag, settings));
  TRIBUTARY_TRY(build_store(*foreign, lab.catalog, settings.out / "store-foreign"));
  TRIBUTARY_ASSIGN(const audit::GradientStore store, audit::GradientStore::open(lab.store));
  TRIBUTARY_ASSIGN(const audit::GradientStore its_own, audit::GradientStore::open(settings.out / "store-foreign"));
  for (const Condition& condition : conditions(lab)) {
    const auto add = [&](const std::string& name, const Asked& asked,
                         const audit::Calibration& calibration) -> Result<void> {
      TRIBUTARY_ASSIGN(const std::vector<AuditAnswer> given,
                       answers(asked, audit::holdings_of(asked.store, 1), calibration, made));
      std::vector<double> attributed;
      for (const AuditAnswer& answer : given) attributed.push_back(100 - points(answer.unattributed_ppm));
      table.rows.push_back(row_of(condition.name + name, std::move(attributed), kNoCatalog, true, given));
      return {};
    };
    TRIBUTARY_TRY(
        add(", asked of the model with the catalog", {*lab.model, *lab.reference, store}, condition.calibration));
    audit::Calibration borrowed = condition.calibration;
    borrowed.checkpoint = foreign->info().checkpoint;
    borrowed.store = its_own.name();
    TRIBUTARY_TRY(add(", asked of its own model", {*foreign, *lab.reference, its_own}, borrowed));
  }
  return table;
}

}  // namespace tributary::lab
