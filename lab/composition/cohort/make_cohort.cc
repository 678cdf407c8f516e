// make_cohort: what a composition network hears in the excerpts of a recording bank, as the standing cohort of the
// tier.
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/file.h"
#include "base/hash.h"
#include "encoder/composition_network.h"
#include "encoder/tensor_file.h"
#include "index/composition_cohort.h"
#include "lab/composition/corpus/recording_bank.h"

namespace tributary::lab {
namespace {

struct Options {
  std::filesystem::path recordings;
  std::filesystem::path weights;
  std::filesystem::path out;
  std::size_t members = 64;
};

Result<index::CompositionFeatures> hear(const encoder::CompositionWeights& weights, const RecordedExcerpt& excerpt) {
  TRIBUTARY_ASSIGN(encoder::CompositionNetwork network, encoder::CompositionNetwork::make(weights));
  TRIBUTARY_TRY(network.add(excerpt.levels));
  TRIBUTARY_ASSIGN(const encoder::CompositionFeatures heard, network.finish());
  return index::quantise_composition(heard.frames, heard.vectors);
}

// Members lie evenly among the excerpts, which are ordered by name, so that no folder is left out.
Result<void> make_cohort(const Options& options) {
  TRIBUTARY_ASSIGN(const base::MappedFile file, base::MappedFile::open(options.weights));
  TRIBUTARY_ASSIGN(const auto tensors, encoder::decode_tensor_file(file.bytes(), options.weights.string()));
  TRIBUTARY_ASSIGN(const auto weights, encoder::CompositionWeights::from_tensors(tensors, options.weights.string()));
  TRIBUTARY_ASSIGN(const std::vector<RecordedExcerpt> excerpts, read_recording_bank(options.recordings));
  if (excerpts.size() < options.members)
    return Error{ErrorCode::kInvalidInput,
                 options.recordings.string() + ": holds fewer excerpts than members are asked for"};
  index::CompositionCohort cohort{base::checksum128_hex(file.bytes()), {}};
  for (std::size_t i = 0; i < options.members; ++i) {
    const RecordedExcerpt& excerpt = excerpts[i * excerpts.size() / options.members];
    TRIBUTARY_ASSIGN(index::CompositionFeatures member, hear(weights, excerpt));
    cohort.members.push_back(std::move(member));
    fmt::print("{}\n", excerpt.name);
  }
  const std::vector<std::byte> bytes = index::encode_cohort(cohort);
  TRIBUTARY_TRY(base::replace_file(options.out, bytes));
  fmt::print("{}: {} members, {} bytes\n", options.out.string(), cohort.members.size(), bytes.size());
  return {};
}

int main_of_cohort(int argc, char** argv) {
  Options options;
  CLI::App app("Makes the standing cohort of a composition network from a recording bank of lab_render.");
  app.add_option("--recordings", options.recordings, "The recording bank")->required();
  app.add_option("--weights", options.weights, "The weights of the network")->required();
  app.add_option("--out", options.out, "The cohort to write")->required();
  app.add_option("--members", options.members, "How many excerpts")
      ->check(CLI::Range(3, 100000))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const Result<void> done = make_cohort(options);
  if (!done) fmt::print(stderr, "make_cohort: {}\n", done.error().message);
  return done ? 0 : 1;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) { return tributary::lab::main_of_cohort(argc, argv); }
