// make_cohort: what a composition network hears in excerpts of a recording bank and in played pieces, as the standing
// cohort of the tier.
#include <algorithm>
#include <cstdint>
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
#include "lab/composition/cohort/drawn_pieces.h"
#include "lab/composition/corpus/note_corpus.h"
#include "lab/composition/corpus/recording_bank.h"
#include "lab/composition/measurement/mixed_notes.h"
#include "lab/render/query_plan.h"

namespace tributary::lab {
namespace {

struct Options {
  std::filesystem::path recordings;
  std::filesystem::path weights;
  std::filesystem::path corpus;
  std::filesystem::path templates;
  std::filesystem::path out;
  std::size_t members = 64;
  std::size_t pieces = 192;
  std::vector<std::string> without;
  std::uint64_t seed = 1;
};

// Of a piece as of a recording: chance finds more in a longer one.
constexpr std::size_t kPieceFrames = 60 * static_cast<std::size_t>(kConstantQFramesPerSecond);

Result<index::CompositionFeatures> hear(const encoder::CompositionWeights& weights,
                                        std::span<const std::uint8_t> levels) {
  TRIBUTARY_ASSIGN(encoder::CompositionNetwork network, encoder::CompositionNetwork::make(weights));
  TRIBUTARY_TRY(network.add(levels));
  TRIBUTARY_ASSIGN(const encoder::CompositionFeatures heard, network.finish());
  return index::quantise_composition(heard.frames, heard.vectors);
}

// Members lie evenly among the excerpts, which are ordered by name, so that no folder is left out.
Result<void> hear_recordings(const Options& options, const encoder::CompositionWeights& weights,
                             index::CompositionCohort& cohort) {
  TRIBUTARY_ASSIGN(const std::vector<RecordedExcerpt> excerpts, read_recording_bank(options.recordings));
  if (excerpts.size() < options.members)
    return Error{ErrorCode::kInvalidInput,
                 options.recordings.string() + ": holds fewer excerpts than members are asked for"};
  for (std::size_t i = 0; i < options.members; ++i) {
    const RecordedExcerpt& excerpt = excerpts[i * excerpts.size() / options.members];
    TRIBUTARY_ASSIGN(index::CompositionFeatures member, hear(weights, excerpt.levels));
    cohort.members.push_back(std::move(member));
    fmt::print("{}\n", excerpt.name);
  }
  return {};
}

Result<void> hear_pieces(const Options& options, const encoder::CompositionWeights& weights,
                         index::CompositionCohort& cohort) {
  TRIBUTARY_ASSIGN(const std::vector<Piece> corpus, read_note_corpus(options.corpus));
  TRIBUTARY_ASSIGN(const MixedOrchestra orchestra, MixedOrchestra::open({options.templates, {}}));
  std::uint64_t number = options.seed;
  for (const Piece* piece : draw_pieces(corpus, options.pieces, options.seed, options.without)) {
    ++number;
    TRIBUTARY_ASSIGN(const ConstantQWindow window, orchestra.play(plan_recording(*piece, number), number));
    const std::size_t frames = std::min(window.frames, kPieceFrames);
    TRIBUTARY_ASSIGN(index::CompositionFeatures member,
                     hear(weights, std::span(window.levels).first(frames * kConstantQBins)));
    cohort.members.push_back(std::move(member));
    fmt::print("{}\n", piece->version_id);
  }
  return {};
}

Result<void> make_cohort(const Options& options) {
  TRIBUTARY_ASSIGN(const base::MappedFile file, base::MappedFile::open(options.weights));
  TRIBUTARY_ASSIGN(const auto tensors, encoder::decode_tensor_file(file.bytes(), options.weights.string()));
  TRIBUTARY_ASSIGN(const auto weights, encoder::CompositionWeights::from_tensors(tensors, options.weights.string()));
  index::CompositionCohort cohort{base::checksum128_hex(file.bytes()), {}};
  TRIBUTARY_TRY(hear_recordings(options, weights, cohort));
  TRIBUTARY_TRY(hear_pieces(options, weights, cohort));
  const std::vector<std::byte> bytes = index::encode_cohort(cohort);
  TRIBUTARY_TRY(base::replace_file(options.out, bytes));
  fmt::print("{}: {} members, {} bytes\n", options.out.string(), cohort.members.size(), bytes.size());
  return {};
}

int main_of_cohort(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Makes the standing cohort of a composition network from a recording bank and a note corpus of lab_render.");
  app.add_option("--recordings", options.recordings, "The recording bank")->required();
  app.add_option("--weights", options.weights, "The weights of the network")->required();
  app.add_option("--out", options.out, "The cohort to write")->required();
  app.add_option("--members", options.members, "How many excerpts of it")
      ->check(CLI::Range(3, 100000))
      ->capture_default_str();
  app.add_option("--corpus", options.corpus, "The note corpus")->required();
  app.add_option("--templates", options.templates, "The template bank that plays its pieces")->required();
  app.add_option("--pieces", options.pieces, "How many pieces of its training split")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  app.add_option("--without", options.without, "Traditions that are left out");
  app.add_option("--seed", options.seed, "Another seed draws others")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const Result<void> done = make_cohort(options);
  if (!done) fmt::print(stderr, "make_cohort: {}\n", done.error().message);
  return done ? 0 : 1;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) { return tributary::lab::main_of_cohort(argc, argv); }
