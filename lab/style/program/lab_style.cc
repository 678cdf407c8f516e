// lab_style: how often the style tier names the right artist, beside older methods, and what misleads it.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "lab/composition/measurement/proportion.h"
#include "lab/random/random.h"
#include "lab/style/collection.h"
#include "lab/style/heard_collection.h"
#include "lab/style/open_set.h"
#include "lab/style/production_set.h"
#include "lab/style/style_methods.h"
#include "lab/style/training.h"

namespace tributary::lab {
namespace {

struct Options {
  std::filesystem::path collection;
  std::filesystem::path weights;
  std::filesystem::path corpus;
  ProductionSetOptions productions;
  std::size_t folds = 0;
  std::uint64_t seed = 1;
  std::size_t jobs = 1;
  std::vector<double> thresholds = {trace::kStyleThreshold};
};

std::string share(double sum, std::size_t count) {
  const Interval interval = wilson_interval(sum, count);
  return fmt::format("{:5.1f} [{:>4.1f}-{:>5.1f}]", 100 * sum / static_cast<double>(std::max<std::size_t>(count, 1)),
                     100 * interval.low, 100 * interval.high);
}

void print_row(const std::string& method, const ArtistTally& tally) {
  const std::size_t wrong = tally.queries - tally.right;
  fmt::print("  {:<28}{:>5}  {}  {}  {}\n", method, tally.queries,
             share(static_cast<double>(tally.right), tally.queries), share(tally.precision, tally.queries),
             share(static_cast<double>(tally.same_origin), wrong));
}

ArtistTally operator+(ArtistTally a, const ArtistTally& b) {
  a.queries += b.queries;
  a.right += b.right;
  a.precision += b.precision;
  a.chance += b.chance;
  a.same_origin += b.same_origin;
  return a;
}

std::vector<LabelledRecording> labels_of(const std::vector<StyleTrack>& tracks) {
  std::vector<LabelledRecording> labels;
  for (const StyleTrack& track : tracks) labels.push_back({track.artist, track.work, track.origin});
  return labels;
}

// The artists of one fold, and an encoder that has heard none of them.
struct Trial {
  std::vector<LabelledRecording> recordings;
  std::vector<HeardTrack> heard;
  encoder::StyleEncoder encoder;
};

struct Methods {
  ArtistTally tier, window, disturbed, gaussian, random;
  std::vector<OpenSetTally> open_set;  // for each threshold
};

Methods measure(const Trial& trial, const Options& options) {
  const StyleCatalog clean = style_catalog(trial.encoder, trial.recordings, trial.heard, false);
  const StyleCatalog disturbed = style_catalog(trial.encoder, trial.recordings, trial.heard, true);
  Methods methods;
  methods.tier = tally_artists(trial.recordings, tier_ranking(clean, false));
  methods.window = tally_artists(trial.recordings, tier_ranking(clean, true));
  methods.disturbed = tally_artists(trial.recordings, tier_ranking(disturbed, false));
  methods.gaussian = tally_artists(trial.recordings, ranking_of(trial.recordings, gaussian_score(trial.heard)));
  methods.random = tally_artists(trial.recordings, ranking_of(trial.recordings, random_score(options.seed)));
  for (const double threshold : options.thresholds) {
    trace::StyleSearch search;
    search.threshold = threshold;
    methods.open_set.push_back(measure_open_set(trial.recordings, clean.windows, clean.table, search));
  }
  return methods;
}

void print_open_set(const char* name, const std::vector<StyleAnswer>& answers) {
  double duration_s = 0, right_s = 0, wrong_s = 0;
  std::size_t silent = 0, wrong = 0;
  for (const StyleAnswer& answer : answers) {
    duration_s += answer.duration_s;
    right_s += answer.right_s;
    wrong_s += answer.wrong_s;
    silent += answer.right_s + answer.wrong_s <= 0 ? 1 : 0;
    wrong += answer.wrong_s > 0 ? 1 : 0;
  }
  fmt::print(
      "  {:<28}{:>5}  {:5.1f}% of the seconds right, {:4.1f}% wrong; something wrong in {} of the queries; "
      "nothing said of {}\n",
      name, answers.size(), 100 * right_s / duration_s, 100 * wrong_s / duration_s,
      share(static_cast<double>(wrong), answers.size()), silent);
}

void append(const std::vector<StyleAnswer>& from, std::vector<StyleAnswer>& to) {
  to.insert(to.end(), from.begin(), from.end());
}

void print(const std::string& title, const std::vector<Trial>& trials, const Options& options) {
  Methods sum;
  std::size_t recordings = 0;
  for (const Trial& trial : trials) {
    const Methods one = measure(trial, options);
    recordings += trial.recordings.size();
    sum.tier = sum.tier + one.tier;
    sum.window = sum.window + one.window;
    sum.disturbed = sum.disturbed + one.disturbed;
    sum.gaussian = sum.gaussian + one.gaussian;
    sum.random = sum.random + one.random;
    sum.open_set.resize(one.open_set.size());
    for (std::size_t i = 0; i < one.open_set.size(); ++i) {
      append(one.open_set[i].known, sum.open_set[i].known);
      append(one.open_set[i].unknown, sum.open_set[i].unknown);
    }
  }
  fmt::print("{}: {} recordings, chance {:.1f}%\n  {:<28}{:>5}  {:<21}  {:<21}  {}\n", title, recordings,
             100 * sum.tier.chance / static_cast<double>(std::max<std::size_t>(sum.tier.queries, 1)), "", "n",
             "top-1 %", "MAP %", "wrong, of the same release %");
  print_row("style tier", sum.tier);
  print_row("style tier, 15 s queries", sum.window);
  print_row("style tier, disturbed query", sum.disturbed);
  print_row("Gaussian of cepstra", sum.gaussian);
  print_row("random", sum.random);
  for (std::size_t i = 0; i < options.thresholds.size(); ++i) {
    fmt::print("  at the threshold {}\n", options.thresholds[i]);
    print_open_set("artist in the catalog", sum.open_set[i].known);
    print_open_set("artist not in the catalog", sum.open_set[i].unknown);
  }
  fmt::print("\n");
}

template <typename IsHeldOut>
Result<Trial> trial_of(const HeardCollection& collection, const IsHeldOut& is_held_out,
                       const std::vector<encoder::NamedTensor>* tensors) {
  std::vector<StyleTrack> tracks;
  std::vector<HeardTrack> heard;
  std::vector<std::string> artists;
  std::vector<const HeardTrack*> learned;
  for (std::size_t i = 0; i < collection.tracks.size(); ++i) {
    if (is_held_out(collection.tracks[i])) {
      tracks.push_back(collection.tracks[i]);
      heard.push_back(collection.heard[i]);
    } else {
      artists.push_back(collection.tracks[i].artist);
      learned.push_back(&collection.heard[i]);
    }
  }
  std::vector<encoder::NamedTensor> trained;
  if (tensors == nullptr) {
    TRIBUTARY_ASSIGN(const encoder::StyleWeights weights, train_style(artists, learned, {}));
    trained = weights.to_tensors();
    tensors = &trained;
  }
  TRIBUTARY_ASSIGN(encoder::StyleEncoder encoder, encoder::StyleEncoder::from_tensors(*tensors, "weights"));
  return Trial{labels_of(tracks), std::move(heard), std::move(encoder)};
}

Result<void> cross_validate(const HeardCollection& collection, const Options& options) {
  std::set<std::string> names;
  for (const StyleTrack& track : collection.tracks) names.insert(track.artist);
  const std::vector<std::string> artists(names.begin(), names.end());
  const std::vector<std::size_t> order = Random(options.seed).permutation(artists.size());
  std::vector<Trial> trials;
  for (std::size_t fold = 0; fold < options.folds; ++fold) {
    std::set<std::string> held_out;
    for (std::size_t i = fold; i < order.size(); i += options.folds) held_out.insert(artists[order[i]]);
    TRIBUTARY_ASSIGN(
        Trial trial,
        trial_of(
            collection, [&](const StyleTrack& track) { return held_out.contains(track.artist); }, nullptr));
    trials.push_back(std::move(trial));
  }
  print(fmt::format("{} folds of artists, each with an encoder that has heard none of its own", options.folds), trials,
        options);
  return {};
}

Result<void> measure_collection(const Options& options, const std::vector<encoder::NamedTensor>& tensors) {
  TRIBUTARY_ASSIGN(std::vector<StyleTrack> tracks, read_collection(options.collection));
  if (options.folds == 0) std::erase_if(tracks, [](const StyleTrack& track) { return track.learned_from; });
  const HeardCollection collection = hear_collection(std::move(tracks), {options.seed, options.jobs});
  TRIBUTARY_ASSIGN(Trial kept, trial_of(
                                   collection, [](const StyleTrack& track) { return !track.learned_from; }, &tensors));
  if (!kept.recordings.empty()) {
    std::vector<Trial> trials;
    trials.push_back(std::move(kept));
    print("artists that the weights have never heard", trials, options);
  }
  if (options.folds == 0) return {};
  return cross_validate(collection, options);
}

void print_confusions(const std::string& method, const ConfusionTally& tally) {
  fmt::print("  {:<28}{:>5}  {}  {}  {}\n", method, tally.queries,
             share(static_cast<double>(tally.same_production), tally.queries),
             share(static_cast<double>(tally.same_composition), tally.queries),
             share(static_cast<double>(tally.same_soundfont), tally.queries));
}

Result<void> measure_productions(const Options& options, const encoder::StyleEncoder& encoder) {
  TRIBUTARY_ASSIGN(const std::vector<Piece> corpus, read_note_corpus(options.corpus));
  TRIBUTARY_ASSIGN(const ProductionSet set,
                   play_productions(corpus, options.productions, [](std::size_t done, std::size_t total) {
                     if (done % 10 == 0 || done == total)
                       fmt::print(stderr, "\rplaying {}/{}{}", done, total, done == total ? "\n" : "");
                   }));
  const StyleCatalog catalog = style_catalog(encoder, set.recordings, set.heard, false);
  const ConfusionTally tier = tally_confusions(set.recordings, tier_score(catalog));
  fmt::print(
      "{} recordings: the same pieces in every production; chance {:.1f}% production, {:.1f}% piece\n"
      "  {:<28}{:>5}  {:<21}  {:<21}  {}\n",
      set.recordings.size(), 100 * tier.chance_production / static_cast<double>(tier.queries),
      100 * tier.chance_composition / static_cast<double>(tier.queries), "nearest recording has", "n",
      "the production %", "the piece only %", "the SoundFont only %");
  print_confusions("style tier", tier);
  print_confusions("Gaussian of cepstra", tally_confusions(set.recordings, gaussian_score(set.heard)));
  print_confusions("random", tally_confusions(set.recordings, random_score(options.seed)));
  return {};
}

Result<void> run(const Options& options) {
  TRIBUTARY_ASSIGN(const std::vector<encoder::NamedTensor> tensors, encoder::read_tensor_file(options.weights));
  TRIBUTARY_ASSIGN(const encoder::StyleEncoder encoder,
                   encoder::StyleEncoder::from_tensors(tensors, options.weights.string()));
  if (!options.collection.empty()) TRIBUTARY_TRY(measure_collection(options, tensors));
  if (!options.corpus.empty()) TRIBUTARY_TRY(measure_productions(options, encoder));
  return {};
}

int main_of_lab(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Looks for the artist of every track of a collection among its other tracks, leaving out those of the same "
      "work,\n"
      "and for the production of made-up recordings in which composition and production are independent.");
  app.add_option("--weights", options.weights, "The weights of a style encoder")->required();
  auto* collection = app.add_option("--collection", options.collection, "The CSV that train_style takes");
  app.add_option("--folds", options.folds, "Also learn anew without each of so many parts of the artists")
      ->check(CLI::Range(2, 100));
  auto* corpus = app.add_option("--corpus", options.corpus, "A note corpus of lab_render, to play productions from");
  app.add_option("--soundfont", options.productions.soundfonts, "Play the productions")->needs(corpus);
  corpus->needs("--soundfont");
  app.add_option("--productions", options.productions.productions_per_soundfont, "Of each SoundFont")
      ->capture_default_str();
  app.add_option("--pieces", options.productions.pieces, "Played in every production")->capture_default_str();
  app.add_option("--threshold", options.thresholds, "Of the tier; several may be given")->capture_default_str();
  app.add_option("--seed", options.seed, "Other seeds disturb, divide and draw in other ways")->capture_default_str();
  app.add_option("--jobs", options.jobs, "Threads")->check(CLI::Range(1, 1024))->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  if (collection->empty() && corpus->empty()) {
    fmt::print(stderr, "lab_style: give --collection or --corpus\n");
    return 2;
  }
  options.productions.seed = options.seed;
  if (const auto done = run(options); !done) {
    fmt::print(stderr, "lab_style: {}\n", done.error().message);
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) { return tributary::lab::main_of_lab(argc, argv); }
