// lab_composition: how often compositions are found in a set of lab_render, by the network and by what came before it.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "encoder/shipped_weights.h"
#include "index/composition_cohort.h"
#include "lab/composition/measurement/composition_set.h"
#include "lab/composition/measurement/extra_music.h"
#include "lab/composition/measurement/listening.h"
#include "lab/composition/measurement/methods.h"
#include "lab/composition/measurement/mixed_set.h"
#include "lab/composition/measurement/small_catalogs.h"
#include "lab/composition/measurement/strangers.h"
#include "lab/composition/measurement/tally.h"
#include "lab/composition/measurement/tally_table.h"
#include "lab/composition/measurement/tier_methods.h"
#include "lab/composition/measurement/tune_book.h"
#include "trace/calibration.h"
#include "trace/calibration_file.h"
#include "trace/composition_tier.h"
#include "trace/standing_cohort.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<fs::path> sets;
  fs::path set;  // of those the one that is measured; empty: a set is mixed
  fs::path cache;
  PlanOptions plan;  // of the set that is mixed
  fs::path weights;
  fs::path standing_cohort;
  fs::path jsonl;
  std::size_t jobs = 1;
  bool baselines = true;
  bool ablations = false;
  bool small_catalogs = false;
  std::size_t passages = 0;          // of each recording, to be looked for among those of others
  std::optional<double> threshold;   // instead of the tier's own
  std::vector<std::size_t> sizes;    // of catalogs that distractors have made grow
  std::vector<double> wander_costs;  // to be measured beside the tier's own
  MethodOptions methods;
  ExtraMusicOptions extra;
};

// The answers of one method to all queries.
struct MethodAnswers {
  std::string method;
  std::optional<double> threshold;
  std::vector<Answer> answers;
};

// What is measured: the set, with distractors behind its recordings and more negatives behind its queries.
struct Heard {
  CompositionSet set;
  std::size_t recordings_of_set = 0;
  std::vector<RecordingFeatures> audio;  // the set's recordings, then its queries; none of a mixed set
  std::vector<index::CompositionFeatures> recordings;
  std::vector<index::CompositionFeatures> queries;
  TuneBook tunes;
};

void show_progress(const char* what, std::size_t done, std::size_t total) {
  if (done % 20 == 0 || done == total) fmt::print(stderr, "\r{} {}/{}{}", what, done, total, done == total ? "\n" : "");
}

ListeningOptions listening(const Options& options, const char* what) {
  return {options.weights, options.cache, options.jobs, options.baselines,
          [what](std::size_t done, std::size_t total) { show_progress(what, done, total); }};
}

Result<void> append(const MixedMusic& music, const Options& options, const char* what,
                    std::vector<index::CompositionFeatures>& to) {
  TRIBUTARY_ASSIGN(std::vector<index::CompositionFeatures> heard, listen(music, listening(options, what)));
  std::move(heard.begin(), heard.end(), std::back_inserter(to));
  return {};
}

Result<void> hear_extra(const Options& options, Heard& heard) {
  const std::size_t largest = options.sizes.empty() ? 0 : *std::max_element(options.sizes.begin(), options.sizes.end());
  const std::size_t distractors = std::max(largest, heard.recordings_of_set) - heard.recordings_of_set;
  if (distractors == 0 && options.extra.negatives == 0) return {};
  TRIBUTARY_ASSIGN(const ExtraMusic music, ExtraMusic::open(options.extra, heard.set));
  TRIBUTARY_TRY(
      append({"distractors-" + music.recipe(), distractors, [&](std::size_t i) { return music.distractor(i); }},
             options, "listening to distractors", heard.recordings));
  TRIBUTARY_TRY(
      append({"negatives-" + music.recipe(), music.negatives(), [&](std::size_t i) { return music.negative(i); }},
             options, "listening to negatives", heard.queries));
  for (std::size_t i = 0; i < distractors; ++i) heard.set.catalog.push_back(music.distractor_name(i));
  for (std::size_t i = 0; i < music.negatives(); ++i) heard.set.queries.push_back(music.negative_name(i));
  return {};
}

Result<void> hear_audio(const Options& options, Heard& heard) {
  TRIBUTARY_ASSIGN(heard.set, read_composition_set(options.set));
  if (heard.set.catalog.empty() || heard.set.queries.empty())
    return Error{ErrorCode::kInvalidInput, options.set.string() + ": has no recordings or no queries"};
  std::vector<fs::path> audio;
  for (const SetRecording& recording : heard.set.catalog) audio.push_back(recording.audio);
  for (const SetQuery& query : heard.set.queries) audio.push_back(query.audio);
  TRIBUTARY_ASSIGN(heard.audio, listen(audio, listening(options, "listening")));
  for (std::size_t i = 0; i < heard.audio.size(); ++i)
    (i < heard.set.catalog.size() ? heard.recordings : heard.queries).push_back(heard.audio[i].stored);
  return {};
}

Result<void> mix_set(const Options& options, Heard& heard) {
  TRIBUTARY_ASSIGN(const MixedSet mixed, MixedSet::open(options.extra.corpus, options.extra.banks, options.plan));
  heard.set = mixed.set();
  TRIBUTARY_TRY(append(
      {"recordings-" + mixed.recipe(), heard.set.catalog.size(), [&](std::size_t i) { return mixed.recording(i); }},
      options, "listening to recordings", heard.recordings));
  return append({"queries-" + mixed.recipe(), heard.set.queries.size(), [&](std::size_t i) { return mixed.query(i); }},
                options, "listening to queries", heard.queries);
}

Result<Heard> hear(const Options& options) {
  Heard heard;
  if (!options.extra.corpus.empty()) {
    TRIBUTARY_ASSIGN(heard.tunes, TuneBook::open(options.extra.corpus));
  }
  TRIBUTARY_TRY(options.set.empty() ? mix_set(options, heard) : hear_audio(options, heard));
  heard.recordings_of_set = heard.set.catalog.size();
  TRIBUTARY_TRY(hear_extra(options, heard));
  return heard;
}

// Asks every query of `set`; match(i) gives what each method says of the i-th.
std::vector<MethodAnswers> ask(const CompositionSet& set, const TuneBook& tunes, std::size_t jobs,
                               const std::function<std::vector<MethodMatches>(std::size_t)>& match) {
  std::vector<std::vector<MethodAnswers>> answers(set.queries.size());  // one answer of each method
  std::atomic<std::size_t> done{0};
  base::parallel_for(set.queries.size(), jobs, [&](std::size_t i) {
    const SetQuery& query = set.queries[i];
    const auto shares_tune = [&](std::size_t recording) { return tunes.share(query, set.catalog[recording]); };
    for (const MethodMatches& found : match(i))
      answers[i].push_back({found.method, found.threshold, {judge(found.matches, query, set, shares_tune)}});
    show_progress("matching", ++done, set.queries.size());
  });
  std::vector<MethodAnswers> all = answers.front();
  for (std::size_t i = 1; i < answers.size(); ++i)
    for (std::size_t method = 0; method < all.size(); ++method)
      all[method].answers.push_back(answers[i][method].answers.front());
  return all;
}

// The set as it is without the extra music.
CompositionSet audio_of(const Heard& heard) {
  CompositionSet set = heard.set;
  set.catalog.resize(heard.recordings_of_set);
  set.queries.resize(heard.audio.size() - heard.recordings_of_set);
  return set;
}

std::vector<MethodAnswers> ask_older_methods(const Heard& heard, const CompositionSet& set, const Options& options) {
  const std::span audio(heard.audio);
  const Methods methods(audio.first(heard.recordings_of_set), options.methods);
  return ask(set, heard.tunes, options.jobs,
             [&](std::size_t i) { return methods.match(audio[heard.recordings_of_set + i]); });
}

// Of the file, or the program's own.
Result<trace::StandingCohort> standing_cohort(const Options& options) {
  const std::string name =
      options.standing_cohort.empty() ? "the cohort that is part of this program" : options.standing_cohort.string();
  TRIBUTARY_ASSIGN(const base::MappedFile weights, base::MappedFile::open(options.weights));
  std::optional<base::MappedFile> file;
  if (!options.standing_cohort.empty()) {
    TRIBUTARY_ASSIGN(file, base::MappedFile::open(options.standing_cohort));
  }
  TRIBUTARY_ASSIGN(const index::CompositionCohort cohort,
                   index::decode_cohort(file ? file->bytes() : encoder::shipped_composition_cohort(), name));
  if (cohort.weights == base::checksum128_hex(weights.bytes())) return trace::StandingCohort(cohort.members);
  return Error{ErrorCode::kInvalidInput, name + ": was heard by other weights than " + options.weights.string() +
                                             ": --standing-cohort says what make_cohort made of these"};
}

Result<std::vector<MethodAnswers>> ask_tier(const Heard& heard, const CompositionSet& set, const Options& options) {
  StoredFeatures catalog;
  for (std::size_t i = 0; i < set.catalog.size(); ++i) catalog.push_back(&heard.recordings[i]);
  TRIBUTARY_ASSIGN(const trace::StandingCohort cohort, standing_cohort(options));
  const TierMethods methods(std::move(catalog), options.ablations, cohort, options.wander_costs);
  auto answers = ask(set, heard.tunes, options.jobs, [&](std::size_t i) { return methods.match(heard.queries[i]); });
  TRIBUTARY_ASSIGN(const trace::Calibration calibration,
                   trace::decode_calibration(trace::shipped_calibration(), "the program's calibration"));
  const auto recordings = static_cast<std::int64_t>(set.catalog.size());
  const double asked = trace::kCompositionThreshold + trace::naming_excess(calibration.composition, recordings);
  answers.front().threshold = options.threshold.value_or(asked);
  return answers;
}

std::string json_line(const SetQuery& query, const CompositionSet& set, const MethodAnswers& answers, std::size_t i) {
  const Answer& answer = answers.answers[i];
  nlohmann::ordered_json line = {{"query", query.audio.filename().string()},
                                 {"condition", query.condition},
                                 {"tradition", query.tradition},
                                 {"work_id", query.work_id},
                                 {"plays", query.version_id},
                                 {"method", answers.method},
                                 {"found", set.catalog[answer.recording].work_id},
                                 {"score", answer.score},
                                 {"rank", answer.rank}};
  if (answer.localisation_error_s) line["localisation_error_s"] = *answer.localisation_error_s;
  if (const auto& passage = answer.passage)
    line["passage_s"] = {passage->query_start_s, passage->query_end_s, passage->recording_start_s,
                         passage->recording_end_s};
  return line.dump() + "\n";
}

std::string print(const CompositionSet& set, const std::vector<MethodAnswers>& all) {
  fmt::print("{} recordings, {} queries\n\n", set.catalog.size(), set.queries.size());
  for (const MethodAnswers& answers : all)
    fmt::print("{}", tally_table(answers.method, tally(answers.answers, set, answers.threshold)));
  std::fflush(stdout);
  std::string lines;
  for (std::size_t i = 0; i < set.queries.size(); ++i)
    for (const MethodAnswers& answers : all) lines += json_line(set.queries[i], set, answers, i);
  return lines;
}

// Every query in a small catalog of its own.
std::vector<MethodAnswers> ask_in_small_catalogs(const Heard& heard, const CompositionSet& set,
                                                 const trace::StandingCohort& cohort, const Options& options) {
  StoredFeatures catalog;
  std::map<std::string, std::vector<std::size_t>> works;
  for (std::size_t i = 0; i < set.catalog.size(); ++i) {
    catalog.push_back(&heard.recordings[i]);
    works[set.catalog[i].work_id].push_back(i);
  }
  works[""] = {};  // of negatives
  const SmallCatalogs small(std::move(catalog), cohort);
  return ask(set, heard.tunes, options.jobs, [&](std::size_t i) {
    return small.match(heard.queries[i], works.at(set.queries[i].work_id), options.extra.seed + i);
  });
}

Result<void> print_strangers(const Heard& heard, const Options& options) {
  TRIBUTARY_ASSIGN(const trace::StandingCohort cohort, standing_cohort(options));
  StoredFeatures catalog;
  std::vector<std::string> owners;
  for (std::size_t i = 0; i < heard.recordings_of_set; ++i) {
    catalog.push_back(&heard.recordings[i]);
    owners.push_back(heard.set.catalog[i].owner());
  }
  const auto scores = score_strangers(catalog, owners, options.passages, options.extra.query_s, options.jobs, cohort);
  fmt::print("{}", strangers_table(scores, heard.set));
  return {};
}

// Adds the answers to `lines`.
Result<void> measure(const Options& options, std::string& lines) {
  TRIBUTARY_ASSIGN(const Heard heard, hear(options));
  if (options.baselines && !heard.audio.empty()) {
    const CompositionSet set = audio_of(heard);
    lines += print(set, ask_older_methods(heard, set, options));
  }
  std::set<std::size_t> sizes(options.sizes.begin(), options.sizes.end());
  sizes.insert(heard.recordings_of_set);
  for (const std::size_t size : sizes) {
    if (size < heard.recordings_of_set) continue;
    CompositionSet set = heard.set;
    set.catalog.resize(size);
    TRIBUTARY_ASSIGN(const auto answers, ask_tier(heard, set, options));
    lines += print(set, answers);
  }
  if (options.small_catalogs) {
    TRIBUTARY_ASSIGN(const trace::StandingCohort cohort, standing_cohort(options));
    lines += print(heard.set, ask_in_small_catalogs(heard, heard.set, cohort, options));
  }
  if (options.passages > 0) TRIBUTARY_TRY(print_strangers(heard, options));
  return {};
}

Result<void> run(Options options) {
  std::string lines;
  const bool keeps_beside = options.cache.empty();
  if (options.sets.empty()) TRIBUTARY_TRY(measure(options, lines));
  for (const fs::path& set : options.sets) {
    options.set = set;
    if (keeps_beside) options.cache = set;
    if (options.sets.size() > 1) fmt::print("{}: ", set.string());
    TRIBUTARY_TRY(measure(options, lines));
  }
  if (options.jsonl.empty()) return {};
  return base::replace_file(options.jsonl, std::as_bytes(std::span(lines)));
}

const std::map<std::string, Split>& splits() {
  static const std::map<std::string, Split> kSplits{
      {"train", Split::kTrain}, {"validation", Split::kValidation}, {"test", Split::kTest}};
  return kSplits;
}

void declare_set(CLI::App& app, Options& options) {
  app.add_option(
      "--set", options.sets,
      "Folders with catalog.csv and queries.csv, of lab_render or lab_recording; without one, a set is mixed");
  app.add_option("--cache", options.cache, "Folder for what networks make of music (the set's, where there is one)");
  app.add_option("--split", options.plan.catalog_split, "The works of the set that is mixed")
      ->transform(CLI::CheckedTransformer(splits()));
  app.add_option("--outside", options.plan.outside_split, "Where its negatives and mixtures come from")
      ->transform(CLI::CheckedTransformer(splits()));
  app.add_option("--works", options.plan.most_works, "At most so many works in it (0: all)")->capture_default_str();
  app.add_option("--queries", options.plan.queries_per_condition, "Queries for each of its conditions")
      ->capture_default_str();
}

void declare_extra(CLI::App& app, Options& options) {
  ExtraMusicOptions& extra = options.extra;
  auto* sizes = app.add_option("--sizes", options.sizes, "Also in catalogs that distractors make so large");
  auto* negatives = app.add_option("--negatives", extra.negatives, "So many negatives beside those of the set");
  auto* corpus = app.add_option("--corpus", extra.corpus, "The note corpus that the set was made of");
  auto* catalog = app.add_option("--catalog-templates", extra.banks.catalog,
                                 "The template bank of the SoundFont that plays the catalog");
  auto* queries = app.add_option("--query-templates", extra.banks.queries, "And of those that play the queries");
  sizes->needs(corpus)->needs(catalog);
  negatives->needs(corpus)->needs(catalog)->needs(queries);
  app.add_option("--distractor-split", extra.distractor_split, "Where distractors come from")
      ->transform(CLI::CheckedTransformer(splits()));
  app.add_option("--negative-split", extra.negative_split, "Where those negatives come from")
      ->transform(CLI::CheckedTransformer(splits()));
  app.add_option("--length", extra.query_s, "Seconds of those negatives, and of passages")
      ->check(CLI::Range(1, 600))
      ->capture_default_str();
  app.add_option("--seed", extra.seed, "Other seeds make other extra music")->capture_default_str();
}

// What the options say together.
Result<void> complete(Options& options) {
  options.plan.query_s = options.extra.query_s;
  options.plan.seed = options.extra.seed;
  if (!options.sets.empty()) return {};
  if (options.extra.corpus.empty() || options.extra.banks.catalog.empty() || options.extra.banks.queries.empty())
    return Error{ErrorCode::kInvalidInput,
                 "without --set, --corpus, --catalog-templates and --query-templates must say what is mixed"};
  return {};
}

int main_of_lab(int argc, char** argv) {
  Options options;
  options.jobs = base::available_cores();
  CLI::App app(
      "Looks for the compositions of a set made by lab_render audio, with a network and with baselines, and prints\n"
      "how often they were found, with which seconds, and what one threshold makes of the negatives.");
  declare_set(app, options);
  app.add_option("--weights", options.weights, "The weights of a composition network")->required();
  app.add_option("--jobs", options.jobs, "Threads")->check(CLI::Range(1, 1024))->capture_default_str();
  app.add_option("--jsonl", options.jsonl, "Also write every answer of every method to this file");
  app.add_flag("!--no-baselines", options.baselines, "Only the composition tier: much quicker");
  app.add_option("--passages", options.passages,
                 "Also look for so many passages of each recording among those of other artists");
  app.add_option("--threshold", options.threshold,
                 "Judge the composition tier at this instead of what a catalog of that size asks");
  app.add_option("--wander-costs", options.wander_costs, "Also the composition tier with these instead of its own")
      ->check(CLI::NonNegativeNumber);
  app.add_flag("--ablations", options.ablations, "Also the composition tier without one of its parts");
  app.add_option("--standing-cohort", options.standing_cohort,
                 "What make_cohort made of the weights; without it, what the program ships for its own weights");
  app.add_flag("--small-catalogs", options.small_catalogs, "Also the composition tier in catalogs of 1 to 23 works");
  app.add_option("--candidates", options.methods.candidates, "Recordings that the older methods align with a query")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  app.add_option("--cohort", options.methods.cohort, "Recordings that normalise their scores")
      ->check(CLI::Range(2, 1000000))
      ->capture_default_str();
  declare_extra(app, options);
  CLI11_PARSE(app, argc, argv);
  auto done = complete(options);
  if (done) done = run(options);
  if (!done) {
    fmt::print(stderr, "lab_composition: {}\n", done.error().message);
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) { return tributary::lab::main_of_lab(argc, argv); }
