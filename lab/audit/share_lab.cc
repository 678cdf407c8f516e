#include "lab/audit/share_lab.h"

#include <algorithm>
#include <cmath>
#include <system_error>

#include "audit/gradient_store.h"
#include "audit/model/curvature.h"
#include "audit/model/script_generator.h"
#include "base/hash.h"
#include "lab/audit/protocols.h"
#include "lab/audit/store_calibration.h"
#include "lab/audit/subset_plan.h"
#include "lab/generator/trainer.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kStrangerOf = 4;
constexpr std::size_t kRowsPerFile = 1024;
constexpr std::size_t kModelsAtOnce = 9;
constexpr std::uint64_t kSamplingSeed = 0x6E4E;

void take(const audit::SegmentSet& from, std::size_t index, audit::SegmentSet& to) {
  const auto levels = from.item(index);
  to.levels.insert(to.levels.end(), levels.begin(), levels.end());
  to.segments.push_back(from.segments[index]);
}

Result<void> divide(const audit::SegmentSet& all, ShareLab& lab) {
  const std::vector<std::string> artists = artists_of(all);
  if (artists.size() < 2 * kStrangerOf)
    return Error{ErrorCode::kInvalidInput, "a lab of shares needs segments of 8 artists or more"};
  for (audit::SegmentSet* part : {&lab.catalog, &lab.strangers}) *part = {all.frames, all.bands, {}, {}};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto place = std::lower_bound(artists.begin(), artists.end(), all.segments[i].artist) - artists.begin();
    const bool is_stranger = static_cast<std::size_t>(place) % kStrangerOf == kStrangerOf - 1;
    take(all, i, is_stranger ? lab.strangers : lab.catalog);
  }
  return {};
}

}  // namespace

audit::SegmentSet joined(audit::SegmentSet first, const audit::SegmentSet& second) {
  first.levels.insert(first.levels.end(), second.levels.begin(), second.levels.end());
  first.segments.insert(first.segments.end(), second.segments.begin(), second.segments.end());
  return first;
}

RetrainingSettings catalog_retraining(const ShareLabSettings& settings, const std::string& folder) {
  RetrainingSettings retraining;
  retraining.segments = settings.out / "catalog.tensors";
  retraining.out = settings.out / folder;
  retraining.size = settings.size;
  retraining.schedule = settings.schedule;
  retraining.device = settings.device;
  retraining.seeds = settings.seeds;
  retraining.queries_per_tag = settings.queries_per_tag;
  retraining.keep_models = false;
  return retraining;
}

Result<std::filesystem::path> trained_model(const ShareLabSettings& settings, const audit::SegmentSet& set,
                                            const audit::SegmentSet& like, std::uint64_t seed,
                                            const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Error{ErrorCode::kIo, folder.string() + ": cannot be made: " + error.message()};
  const std::filesystem::path model = folder / "generator.pt";
  if (std::filesystem::exists(model)) return model;
  GeneratorTraining training{folder / "segments.tensors", folder, settings.size, settings.schedule, settings.device};
  TRIBUTARY_TRY(audit::write_segment_set(training.segments, set));
  training.schedule.seed = seed;
  const double more = static_cast<double>(like.size()) / static_cast<double>(set.size());
  training.schedule.epochs =
      static_cast<std::size_t>(std::lround(static_cast<double>(training.schedule.epochs) * more));
  TRIBUTARY_TRY(train_generator(training));
  return model;
}

Result<void> build_store(audit::Generator& model, const audit::SegmentSet& set, const std::filesystem::path& folder,
                         const std::filesystem::path& like) {
  const auto append = [&](const audit::GradientPlan& plan) {
    return audit::append_to_store(folder, plan, model, set, kRowsPerFile, [](audit::StoreProgress) {});
  };
  for (const std::filesystem::path& planned : {folder, like}) {
    if (!std::filesystem::exists(planned / "plan.sealed")) continue;
    TRIBUTARY_ASSIGN(const audit::GradientPlan plan, audit::read_plan(planned));
    return append(plan);
  }
  const std::vector<std::int64_t> tags = audit::tag_numbers(model.info(), set);
  TRIBUTARY_ASSIGN(const audit::GradientPlan plan,
                   audit::plan_whitened(model, {set.levels, tags}, audit::GradientSettings{}));
  return append(plan);
}

Result<audit::SegmentSet> generated(const std::filesystem::path& model, const audit::SegmentSet& tagged,
                                    std::size_t per_tag, const ShareLabSettings& settings) {
  TRIBUTARY_ASSIGN(const Ensemble ensemble, Ensemble::open_script(model, settings.device));
  audit::SegmentSet made{tagged.frames, tagged.bands, {}, {}};
  std::int64_t number = 0;
  for (const std::string& tag : audit::tags_of(tagged)) {
    SamplingSettings sampling;
    sampling.seed = kSamplingSeed + static_cast<std::uint64_t>(number);
    const std::vector<float> levels = ensemble.sample(0, number++, per_tag, sampling);
    made.levels.insert(made.levels.end(), levels.begin(), levels.end());
    for (std::size_t i = 0; i < per_tag; ++i) made.segments.push_back({tag, tag, "generated", "generated", tag, 0});
  }
  return made;
}

Result<ShareLab> open_share_lab(const ShareLabSettings& settings) {
  TRIBUTARY_ASSIGN(const audit::SegmentSet all, audit::read_segment_set(settings.segments));
  ShareLab lab;
  TRIBUTARY_TRY(divide(all, lab));
  std::error_code error;
  std::filesystem::create_directories(settings.out, error);
  if (error) return Error{ErrorCode::kIo, settings.out.string() + ": cannot be made: " + error.message()};
  RetrainingSettings retraining = catalog_retraining(settings, "truth");
  retraining.halves = 0;
  retraining.models_at_once = kModelsAtOnce;
  TRIBUTARY_TRY(audit::write_segment_set(retraining.segments, lab.catalog));
  TRIBUTARY_TRY(retrain(retraining));
  TRIBUTARY_ASSIGN(const RetrainedTruth truth, read_truth(retraining.segments, retraining.out));
  TRIBUTARY_ASSIGN(lab.model, audit::open_script_generator(seed_folder(retraining.out, 0) / "generator.pt",
                                                           settings.device.threads));
  TRIBUTARY_ASSIGN(
      const std::filesystem::path reference,
      trained_model(settings, lab.strangers, lab.catalog, settings.schedule.seed, settings.out / "reference"));
  TRIBUTARY_ASSIGN(lab.reference, audit::open_script_generator(reference, settings.device.threads));
  lab.queries = truth.queries;
  lab.store = settings.out / "store";
  TRIBUTARY_TRY(build_store(*lab.model, joined(lab.catalog, lab.strangers), lab.store));
  TRIBUTARY_ASSIGN(const audit::GradientStore store, audit::GradientStore::open(lab.store));
  TRIBUTARY_ASSIGN(const StoreCalibration found, calibrate_store(truth, leave_out_effects(truth), *lab.model, store));
  lab.calibration = found.calibration;
  return lab;
}

}  // namespace tributary::lab
