// train_style: learns the weights of the style encoder from a collection of recordings.
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "encoder/tensor_file.h"
#include "lab/style/collection.h"
#include "lab/style/heard_collection.h"
#include "lab/style/training.h"

namespace tributary::lab {
namespace {

struct Options {
  std::filesystem::path collection;
  std::filesystem::path output;
  std::uint64_t seed = 1;
  std::size_t jobs = 1;
  StyleTraining training;
  bool all_artists = false;
};

void print_sources(const std::vector<StyleTrack>& tracks) {
  std::map<std::string, std::pair<std::set<std::string>, std::size_t>> by_licence;
  for (const StyleTrack& track : tracks) {
    by_licence[track.licence].first.insert(track.artist);
    ++by_licence[track.licence].second;
  }
  for (const auto& [licence, source] : by_licence)
    fmt::print("  {:<16}{:>5} tracks by {} artists\n", licence, source.second, source.first.size());
}

Result<void> run(const Options& options) {
  TRIBUTARY_ASSIGN(std::vector<StyleTrack> tracks, read_collection(options.collection));
  if (!options.all_artists) std::erase_if(tracks, [](const StyleTrack& track) { return !track.learned_from; });
  const HeardCollection collection = hear_collection(std::move(tracks), {options.seed, options.jobs});
  std::vector<std::string> artists;
  std::vector<const HeardTrack*> heard;
  for (std::size_t i = 0; i < collection.tracks.size(); ++i) {
    artists.push_back(collection.tracks[i].artist);
    heard.push_back(&collection.heard[i]);
  }
  TRIBUTARY_ASSIGN(const encoder::StyleWeights weights, train_style(artists, heard, options.training));
  fmt::print("learned from {} tracks by {} artists\n", artists.size(),
             std::set<std::string>(artists.begin(), artists.end()).size());
  print_sources(collection.tracks);
  return encoder::write_tensor_file(options.output, weights.to_tensors(), encoder::TensorPrecision::kFloat16);
}

int main_of_training(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Learns which differences of sound tell artists apart, from a CSV with the columns path, artist, licence and,\n"
      "where known, origin and work. Two of five artists are kept for lab_style to measure on.");
  app.add_option("--collection", options.collection, "The CSV")->required();
  app.add_option("--output", options.output, "The file of weights to write")->required();
  app.add_option("--seed", options.seed, "Of the disturbances that are to be ignored")->capture_default_str();
  app.add_option("--shrinkage", options.training.shrinkage, "Of the covariance within artists")
      ->check(CLI::Range(0.001, 1.0))
      ->capture_default_str();
  app.add_option("--disturbances", options.training.disturbance_weight, "Weight of what a channel changes")
      ->check(CLI::Range(0.0, 100.0))
      ->capture_default_str();
  app.add_flag("--all-artists", options.all_artists, "Keep none for measurement");
  app.add_option("--jobs", options.jobs, "Threads")->check(CLI::Range(1, 1024))->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  if (const auto done = run(options); !done) {
    fmt::print(stderr, "train_style: {}\n", done.error().message);
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) { return tributary::lab::main_of_training(argc, argv); }
