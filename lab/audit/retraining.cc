#include "lab/audit/retraining.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <system_error>

namespace tributary::lab {
namespace {

constexpr std::uint64_t kSubsetSeed = 0x5EB5;
constexpr std::uint64_t kDrawSeed = 0xD4A7;
constexpr std::uint64_t kSamplingSeed = 0x6E4E;

std::string description(const RetrainingSettings& s) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << "size\t" << s.size << "\nseed\t" << s.schedule.seed << "\nepochs\t" << s.schedule.epochs << "\nbatch\t"
       << s.schedule.batch_items << "\nlearning_rate\t" << s.schedule.learning_rate << "\nhalves\t" << s.halves
       << "\nmodels_at_once\t" << s.models_at_once << "\nqueries_per_tag\t" << s.queries_per_tag << "\ndraws\t"
       << s.draws << "\ndevice\t" << s.device.name << '\n';
  return text.str();
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Result<void> keep_text(const std::filesystem::path& path, const std::string& text) {
  if (std::filesystem::exists(path)) {
    if (content(path) == text) return {};
    return Error{ErrorCode::kConflict, path.string() + ": this folder was made with other settings or segments"};
  }
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) return Error{ErrorCode::kIo, path.string() + ": cannot be written"};
  return {};
}

std::string model_table(const std::vector<SubsetModel>& models) {
  std::string table = "model\tsegments_left_out\n";
  for (const SubsetModel& model : models)
    table +=
        model.name + '\t' + std::to_string(std::count(model.membership.begin(), model.membership.end(), 0.0F)) + '\n';
  return table;
}

std::filesystem::path part_path(const std::filesystem::path& folder, std::size_t part) {
  return folder / ("losses-" + std::to_string(part) + ".tensors");
}

// [models][items], the mean over the draws.
std::vector<float> mean_losses(const Ensemble& ensemble, const audit::SegmentSet& set,
                               const std::vector<std::int64_t>& tags, const std::vector<audit::Draw>& draws) {
  const std::vector<float> losses = ensemble.losses(set.levels, tags, draws);
  std::vector<double> sums(losses.size() / draws.size());
  for (std::size_t i = 0; i < losses.size(); ++i) sums[i % sums.size()] += static_cast<double>(losses[i]);
  std::vector<float> means;
  for (const double sum : sums) means.push_back(static_cast<float>(sum / static_cast<double>(draws.size())));
  return means;
}

// One training of all models with one seed.
class SeedRun {
 public:
  SeedRun(const RetrainingSettings& settings, const audit::SegmentSet& set, const std::vector<SubsetModel>& models,
          std::size_t number)
      : settings_(settings),
        set_(set),
        models_(models),
        folder_(seed_folder(settings.out, number)),
        schedule_(settings.schedule) {
    schedule_.seed += number;
  }

  Result<void> run() {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (error) return Error{ErrorCode::kIo, folder_.string() + ": cannot be made: " + error.message()};
    for (std::size_t part = 0; part * settings_.models_at_once < models_.size(); ++part)
      if (!std::filesystem::exists(part_path(folder_, part))) TRIBUTARY_TRY(train_part(part));
    return {};
  }

 private:
  Result<void> train_part(std::size_t part) {
    const std::size_t first = part * settings_.models_at_once;
    const std::size_t count = std::min(settings_.models_at_once, models_.size() - first);
    std::vector<float> membership;
    for (std::size_t m = first; m < first + count; ++m)
      membership.insert(membership.end(), models_[m].membership.begin(), models_[m].membership.end());
    TRIBUTARY_ASSIGN(const NetworkShape shape, network_shape(settings_.size, set_));
    TRIBUTARY_ASSIGN(Ensemble ensemble, Ensemble::create(shape, count, schedule_.seed, settings_.device));
    TRIBUTARY_ASSIGN(TrainingLog log, TrainingLog::open(folder_ / "training.jsonl"));
    const std::filesystem::path checkpoint = folder_ / ("checkpoint-" + std::to_string(part) + ".tensors");
    TRIBUTARY_ASSIGN(const bool done, train_ensemble(ensemble, set_, membership, schedule_,
                                                     {checkpoint, settings_.checkpoint_minutes, 0}, log));
    if (!done) return {};
    if (settings_.keep_models)
      TRIBUTARY_TRY(write_checkpoint(ensemble, BatchPlan(schedule_, set_).steps(), checkpoint));
    else
      std::filesystem::remove(checkpoint);
    if (part == 0) TRIBUTARY_TRY(ensemble.export_script(0, audit::tags_of(set_), folder_ / "generator.pt"));
    return measure(ensemble, part, membership);
  }

  Result<void> measure(const Ensemble& ensemble, std::size_t part, const std::vector<float>& membership) {
    TRIBUTARY_ASSIGN(const audit::SegmentSet queries, queries_of(ensemble));
    const std::vector<audit::Draw> draws = audit::make_draws(settings_.draws, kDrawSeed);
    const auto rows = static_cast<std::int64_t>(ensemble.models());
    const auto columns = static_cast<std::int64_t>(set_.size());
    const std::vector<encoder::NamedTensor> tensors = {
        {"membership", {rows, columns}, membership},
        {"query_losses",
         {rows, static_cast<std::int64_t>(queries.size())},
         mean_losses(ensemble, queries, query_tags(queries), draws)},
        {"item_losses", {rows, columns}, mean_losses(ensemble, set_, tag_numbers(set_), draws)}};
    return encoder::write_tensor_file(part_path(folder_, part), tensors, encoder::TensorPrecision::kFloat32);
  }

  // The numbers that the tags of queries have among those of the segments.
  std::vector<std::int64_t> query_tags(const audit::SegmentSet& queries) const {
    const std::vector<std::string> tags = audit::tags_of(set_);
    std::vector<std::int64_t> numbers;
    for (const audit::Segment& query : queries.segments)
      numbers.push_back(std::lower_bound(tags.begin(), tags.end(), query.tag) - tags.begin());
    return numbers;
  }

  // Those in the folder, or new ones of the first model.
  Result<audit::SegmentSet> queries_of(const Ensemble& ensemble) const {
    const std::filesystem::path path = settings_.out / "queries.tensors";
    if (std::filesystem::exists(audit::segment_table_path(path))) return audit::read_segment_set(path);
    audit::SegmentSet queries{set_.frames, set_.bands, {}, {}};
    std::int64_t number = 0;
    for (const std::string& tag : audit::tags_of(set_)) {
      SamplingSettings sampling;
      sampling.seed = kSamplingSeed + static_cast<std::uint64_t>(number);
      const std::vector<float> made = ensemble.sample(0, number++, settings_.queries_per_tag, sampling);
      queries.levels.insert(queries.levels.end(), made.begin(), made.end());
      for (std::size_t i = 0; i < settings_.queries_per_tag; ++i) {
        const std::string name = tag + "-" + std::to_string(i);
        queries.segments.push_back({name, name, "generated", "generated", tag, 0});
      }
    }
    TRIBUTARY_TRY(audit::write_segment_set(path, queries));
    return audit::read_segment_set(path);  // with the 16 bits that every later run will see
  }

  const RetrainingSettings& settings_;
  const audit::SegmentSet& set_;
  const std::vector<SubsetModel>& models_;
  std::filesystem::path folder_;
  GeneratorSchedule schedule_;
};

Result<std::vector<std::string>> read_models(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) return Error{ErrorCode::kNotFound, path.string() + ": cannot be opened"};
  std::vector<std::string> names;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) names.push_back(line.substr(0, line.find('\t')));
  return names;
}

// Appends a part's rows; its columns must fit what is there.
Result<void> append(const encoder::NamedTensor& tensor, const std::string& name, std::size_t columns,
                    std::vector<float>& rows) {
  if (tensor.name != name || tensor.shape.size() != 2 || static_cast<std::size_t>(tensor.shape[1]) != columns)
    return Error{ErrorCode::kCorrupt, "\"" + tensor.name + "\" is not the " + name + " of these segments and queries"};
  rows.insert(rows.end(), tensor.values.begin(), tensor.values.end());
  return {};
}

// False where a part is missing.
Result<bool> read_seed(const std::filesystem::path& folder, RetrainedTruth& truth) {
  RetrainedSeed seed;
  std::vector<float> membership;
  for (std::size_t part = 0; membership.size() < truth.models.size() * truth.segments.size(); ++part) {
    const std::filesystem::path path = part_path(folder, part);
    if (!std::filesystem::exists(path)) return false;
    TRIBUTARY_ASSIGN(const std::vector<encoder::NamedTensor> tensors, encoder::read_tensor_file(path));
    if (tensors.size() != 3) return Error{ErrorCode::kCorrupt, path.string() + ": holds no losses of models"};
    const std::size_t items = truth.segments.size();
    auto done = append(tensors[0], "membership", items, membership);
    if (done) done = append(tensors[1], "query_losses", truth.queries.size(), seed.query_losses);
    if (done) done = append(tensors[2], "item_losses", items, seed.item_losses);
    if (!done) return in_context(std::move(done).error(), path.string());
  }
  if (truth.membership.empty()) truth.membership = membership;
  if (truth.membership != membership)
    return Error{ErrorCode::kCorrupt,
                 folder.string() + ": its models learned from other segments than those of the first seed"};
  truth.seeds.push_back(std::move(seed));
  return true;
}

}  // namespace

std::filesystem::path seed_folder(const std::filesystem::path& folder, std::size_t seed) {
  return folder / ("seed-" + std::to_string(seed));
}

Result<void> retrain(const RetrainingSettings& settings) {
  TRIBUTARY_ASSIGN(const audit::SegmentSet set, audit::read_segment_set(settings.segments));
  std::error_code error;
  std::filesystem::create_directories(settings.out, error);
  if (error) return Error{ErrorCode::kIo, settings.out.string() + ": cannot be made: " + error.message()};
  const std::vector<SubsetModel> models =
      settings.models.empty() ? plan_subsets(set, settings.halves, kSubsetSeed) : settings.models;
  TRIBUTARY_TRY(keep_text(settings.out / "settings.tsv", description(settings)));
  TRIBUTARY_TRY(keep_text(settings.out / "models.tsv", model_table(models)));
  for (std::size_t seed = 0; seed < settings.seeds; ++seed) TRIBUTARY_TRY(SeedRun(settings, set, models, seed).run());
  return {};
}

Result<RetrainedTruth> read_truth(const std::filesystem::path& segments, const std::filesystem::path& folder) {
  RetrainedTruth truth;
  TRIBUTARY_ASSIGN(truth.segments, audit::read_segment_set(segments));
  TRIBUTARY_ASSIGN(truth.queries, audit::read_segment_set(folder / "queries.tensors"));
  TRIBUTARY_ASSIGN(truth.models, read_models(folder / "models.tsv"));
  for (std::size_t seed = 0;; ++seed) {
    TRIBUTARY_ASSIGN(const bool complete, read_seed(seed_folder(folder, seed), truth));
    if (!complete) break;
  }
  if (truth.seeds.empty()) return Error{ErrorCode::kNotFound, folder.string() + ": no seed is complete yet"};
  return truth;
}

}  // namespace tributary::lab
