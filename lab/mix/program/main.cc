// lab_mix: makes suspects with known truth, and the catalog they are to be traced in.
#include <cstdio>
#include <map>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "lab/mix/mix_set.h"

namespace tributary::lab {
namespace {

int run(const MixOptions& options) {
  const auto made = make_mix_set(options, [](std::size_t done, std::size_t count) {
    if (done % 20 == 0 || done == count) fmt::print(stderr, "\rmade {} of {}", done, count);
  });
  fmt::print(stderr, "\n");
  if (made) {
    for (const std::string& reason : *made) fmt::print(stderr, "left out: {}\n", reason);
    return 0;
  }
  fmt::print(stderr, "lab_mix: {}\n", made.error().message);
  return 1;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) {
  using tributary::lab::Split;
  tributary::lab::MixOptions options;
  CLI::App app("Makes suspects with known truth out of a catalog and music from outside");
  app.add_option("--catalog-music", options.catalog_music, "Folders of recordings for the catalog")->required();
  app.add_option("--outside-music", options.outside_music, "Folders of music that the catalog lacks")->required();
  app.add_option("--corpus", options.corpus, "Notes, as lab_render corpus makes them: without it no piece is played");
  const std::map<std::string, Split> splits{
      {"train", Split::kTrain}, {"validation", Split::kValidation}, {"test", Split::kTest}};
  app.add_option("--split", options.split, "Part of the corpus")->transform(CLI::CheckedTransformer(splits));
  app.add_option("--catalog-soundfont", options.catalog_soundfont, "What plays the catalog's pieces");
  app.add_option("--query-soundfonts", options.query_soundfonts, "What plays the suspects'");
  app.add_option("--lacking", options.lacking_tradition, "A tradition that the catalog shall lack")
      ->capture_default_str();
  app.add_option("--unused", options.unused_traditions, "Traditions that are not used at all");
  app.add_option("--works", options.works, "Pieces in the catalog, and as many outside")->capture_default_str();
  app.add_option("--cases", options.cases, "How many suspects")->capture_default_str();
  app.add_option("--out", options.out, "Folder of the set")->required();
  app.add_option("--cache", options.cache, "Folder for decoded music")->required();
  app.add_option("--seed", options.seed, "Another seed, other cases")->capture_default_str();
  app.add_option("--jobs", options.jobs, "Threads")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return tributary::lab::run(options);
}
