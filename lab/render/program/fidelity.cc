// lab_render fidelity: how near mixed windows come to played ones.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "lab/random/random.h"
#include "lab/render/mixing_fidelity.h"
#include "lab/render/program/jobs.h"
#include "lab/render/template_maker.h"

namespace tributary::lab {
namespace {

struct Options {
  std::filesystem::path corpus;
  std::filesystem::path soundfont;
  int key_step = 3;
  std::size_t pieces = 8;
  double length_s = 30;
  std::uint64_t seed = 1;
};

double last_onset_s(const Piece& piece) { return static_cast<double>(piece.notes.back().onset_s); }

// The notes that begin in a passage drawn at random.
std::vector<Note> draw_passage(const Piece& piece, double length_s, Random& random) {
  const double start_s = random.uniform(0, std::max(0.0, last_onset_s(piece) - length_s));
  std::vector<Note> notes;
  for (Note note : piece.notes) {
    const double onset_s = static_cast<double>(note.onset_s) - start_s;
    if (onset_s < 0 || onset_s >= length_s) continue;
    note.onset_s = static_cast<float>(onset_s);
    notes.push_back(note);
  }
  return notes;
}

Result<void> add_timbres(Synthesizer& synthesizer, std::span<const Note> notes, const Options& options,
                         Timbres& timbres) {
  for (const Note& note : notes) {
    const auto [entry, added] = timbres.try_emplace(sounding_of(note));
    if (!added) continue;
    TRIBUTARY_ASSIGN(const Instrument instrument, make_instrument(synthesizer, options.soundfont.filename().string(),
                                                                  entry->first, options.key_step));
    entry->second = timbre_of(instrument);
  }
  return {};
}

Result<void> measure_fidelity(const Options& options) {
  TRIBUTARY_ASSIGN(const std::vector<Piece> corpus, read_note_corpus(options.corpus));
  TRIBUTARY_ASSIGN(Synthesizer synthesizer, Synthesizer::open(options.soundfont));
  Timbres timbres;
  Random random(options.seed);
  MixingFidelity sum;
  std::size_t measured = 0;
  fmt::print("{:>8}{:>10}  piece\n", "cosine", "error dB");
  for (const std::size_t index : random.permutation(corpus.size())) {
    if (measured == options.pieces) break;
    const Piece& piece = corpus[index];
    if (last_onset_s(piece) < options.length_s) continue;
    const std::vector<Note> notes = draw_passage(piece, options.length_s, random);
    TRIBUTARY_TRY(add_timbres(synthesizer, notes, options, timbres));
    const auto fidelity = measure_mixing(synthesizer, timbres, notes, options.length_s);
    if (!fidelity) return Error{fidelity.error().code, piece.version_id + ": " + fidelity.error().message};
    fmt::print("{:>8.4f}{:>10.2f}  {}\n", fidelity->cosine, fidelity->loud_error_db, piece.version_id);
    sum.cosine += fidelity->cosine;
    sum.loud_error_db += fidelity->loud_error_db;
    ++measured;
  }
  if (measured == 0) return Error{ErrorCode::kInvalidInput, options.corpus.string() + ": has no piece of that length"};
  const auto count = static_cast<double>(measured);
  fmt::print("{:>8.4f}{:>10.2f}  on average\n", sum.cosine / count, sum.loud_error_db / count);
  return {};
}

}  // namespace

Job declare_fidelity(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* job = app.add_subcommand("fidelity", "Compare windows mixed from templates with the same notes played");
  job->add_option("--corpus", options->corpus, "The note corpus")->required();
  job->add_option("--soundfont", options->soundfont, "The SoundFont (.sf2) that plays")->required();
  job->add_option("--key-step", options->key_step, "Templates of every so many keys")
      ->check(CLI::Range(1, 12))
      ->capture_default_str();
  job->add_option("--pieces", options->pieces, "Passages of so many pieces")->capture_default_str();
  job->add_option("--length", options->length_s, "Seconds of a passage")
      ->check(CLI::Range(1, 600))
      ->capture_default_str();
  job->add_option("--seed", options->seed, "Other seeds choose other passages")->capture_default_str();
  return [options] { return measure_fidelity(*options); };
}

}  // namespace tributary::lab
