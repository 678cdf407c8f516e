#include "lab/style/production_set.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "audio/resampler.h"
#include "lab/random/random.h"
#include "lab/render/synthesizer.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kParts = 4;  // further parts take their instruments from the first again
// General MIDI instruments that sustain or strike over most of the keyboard.
constexpr std::array<std::uint8_t, 24> kPrograms = {0,  4,  6,  11, 12, 16, 19, 21, 24, 25, 40, 42,
                                                    46, 48, 56, 60, 65, 68, 71, 73, 75, 80, 81, 89};

struct Production {
  std::size_t soundfont = 0;
  std::array<std::uint8_t, kParts> programs{};
  double tilt = 0;       // one-pole treble shelf: above 0 brighter, below 0 darker
  double echo_gain = 0;  // a comb of one delay, for a room
  double echo_s = 0.05;
};

Production draw_production(std::size_t soundfont, Random& random) {
  Production production{soundfont, {}, random.uniform(-0.7, 0.7), random.uniform(0, 0.5), random.uniform(0.03, 0.12)};
  for (std::uint8_t& program : production.programs) program = kPrograms[random.below(kPrograms.size())];
  return production;
}

std::vector<Note> orchestrated(const Piece& piece, const Production& production, double duration_s) {
  std::vector<Note> notes;
  for (Note note : piece.notes) {
    if (static_cast<double>(note.onset_s) >= duration_s) break;
    if (note.drum) continue;
    note.program = production.programs[note.part % kParts];
    notes.push_back(note);
  }
  return notes;
}

void produce(std::vector<float>& samples, const Production& production) {
  const auto tilt = static_cast<float>(production.tilt);
  float low = 0;
  for (float& sample : samples) {
    low += 0.3F * (sample - low);
    sample += tilt * (sample - 2 * low);
  }
  const auto delay = static_cast<std::size_t>(production.echo_s * audio::kSampleRateHz);
  const auto gain = static_cast<float>(production.echo_gain);
  for (std::size_t i = delay; i < samples.size(); ++i) samples[i] += gain * samples[i - delay];
}

std::vector<const Piece*> draw_pieces(std::span<const Piece> corpus, const ProductionSetOptions& options,
                                      Random& random) {
  std::vector<const Piece*> pieces;
  for (const std::size_t i : random.permutation(corpus.size())) {
    const Piece& piece = corpus[i];
    if (pieces.size() == options.pieces) break;
    if (piece.split != Split::kTest || piece.notes.empty()) continue;
    if (static_cast<double>(piece.notes.back().onset_s) < options.duration_s) continue;
    if (std::any_of(pieces.begin(), pieces.end(), [&](const Piece* one) { return one->work_id == piece.work_id; }))
      continue;
    pieces.push_back(&piece);
  }
  return pieces;
}

}  // namespace

Result<ProductionSet> play_productions(std::span<const Piece> corpus, const ProductionSetOptions& options,
                                       const std::function<void(std::size_t, std::size_t)>& progress) {
  Random random(options.seed);
  const std::vector<const Piece*> pieces = draw_pieces(corpus, options, random);
  if (pieces.size() < 2) return Error{ErrorCode::kInvalidInput, "the corpus has no two pieces that are long enough"};
  const std::size_t total = pieces.size() * options.soundfonts.size() * options.productions_per_soundfont;
  ProductionSet set;
  for (std::size_t soundfont = 0; soundfont < options.soundfonts.size(); ++soundfont) {
    TRIBUTARY_ASSIGN(Synthesizer synthesizer, Synthesizer::open(options.soundfonts[soundfont]));
    for (std::size_t i = 0; i < options.productions_per_soundfont; ++i) {
      const Production production = draw_production(soundfont, random);
      for (const Piece* piece : pieces) {
        const auto played = synthesizer.play(orchestrated(*piece, production, options.duration_s), options.duration_s);
        TRIBUTARY_ASSIGN(std::vector<float> samples,
                         audio::convert_rate(played, 1, Synthesizer::kRateHz, audio::kSampleRateHz, piece->version_id));
        produce(samples, production);
        set.heard.push_back(hear(levels_of_samples(samples), 0));
        set.recordings.push_back({fmt::format("{}/{}", soundfont, i), piece->work_id, std::to_string(soundfont)});
        progress(set.heard.size(), total);
      }
    }
  }
  return set;
}

ConfusionTally tally_confusions(const std::vector<LabelledRecording>& recordings,
                                const std::function<double(std::size_t, std::size_t)>& score) {
  ConfusionTally tally;
  for (std::size_t query = 0; query < recordings.size(); ++query) {
    std::size_t nearest = query;
    double best = 0;
    double productions = 0;
    double compositions = 0;
    for (std::size_t i = 0; i < recordings.size(); ++i) {
      if (i == query) continue;
      productions += recordings[i].artist == recordings[query].artist ? 1 : 0;
      compositions += recordings[i].work == recordings[query].work ? 1 : 0;
      const double own = score(query, i);
      if (nearest != query && own <= best) continue;
      nearest = i;
      best = own;
    }
    ++tally.queries;
    const double others = static_cast<double>(recordings.size() - 1);
    tally.chance_production += productions / others;
    tally.chance_composition += compositions / others;
    if (recordings[nearest].artist == recordings[query].artist) {
      ++tally.same_production;
    } else if (recordings[nearest].work == recordings[query].work) {
      ++tally.same_composition;
    } else if (recordings[nearest].origin == recordings[query].origin) {
      ++tally.same_soundfont;
    }
  }
  return tally;
}

}  // namespace tributary::lab
