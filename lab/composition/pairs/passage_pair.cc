#include "lab/composition/pairs/passage_pair.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "lab/composition/arrangement/structure.h"

namespace tributary::lab {
namespace {

constexpr double kLongestNote_s = 12;  // nothing that began earlier is still heard

double seconds(std::size_t frames) { return static_cast<double>(frames) / kConstantQFramesPerSecond; }

// Whether a note that both versions play sounds at each of `score_s`, which increases.
std::vector<bool> common_tune(const Piece& piece, const VersionPlan& a, const VersionPlan& b,
                              std::span<const double> score_s) {
  constexpr double kHeardOn_s = 0.2;
  std::vector<bool> sounds(score_s.size(), false);
  for (const Note& note : piece.notes) {
    if (note.drum || !a.parts[note.part].sounds || !b.parts[note.part].sounds) continue;
    const double onset_s = static_cast<double>(note.onset_s);
    const double end_s = onset_s + static_cast<double>(note.duration_s) + kHeardOn_s;
    const auto first = std::lower_bound(score_s.begin(), score_s.end(), onset_s) - score_s.begin();
    const auto last = std::lower_bound(score_s.begin(), score_s.end(), end_s) - score_s.begin();
    std::fill(sounds.begin() + first, sounds.begin() + last, true);
  }
  return sounds;
}

}  // namespace

PairMaker::PairMaker(std::span<const Piece* const> pieces, const TimbreLibrary& timbres, const PairRange& range)
    : pieces_(pieces.begin(), pieces.end()), timbres_(timbres), range_(range) {}

PassagePair PairMaker::make(std::size_t piece_index, std::size_t a_frames, std::size_t b_frames,
                            std::uint64_t seed) const {
  Random random(seed);
  const Piece& piece = *pieces_[piece_index];
  const double piece_end_s = end_of(piece.notes);

  const double a_start_s = random.uniform(0, std::max(0.0, piece_end_s - seconds(a_frames)));
  Version a = make_version(piece, a_start_s, a_frames, random);
  const double passage_s = std::min(a.plan.tempo.end_s(), piece_end_s) - a_start_s;
  const double slack_s = (1 - range_.smallest_overlap) * passage_s;
  const double spare_s = std::max(0.0, seconds(b_frames) * range_.version.tempo.slowest - passage_s);
  const double b_start_s = a_start_s + random.uniform(-slack_s - spare_s, b_frames > a_frames ? 0 : slack_s);
  Version b = make_version(piece, b_start_s, b_frames, random);

  PassagePair pair;
  pair.piece = piece_index;
  pair.transposition = b.plan.transposition - a.plan.transposition;
  std::vector<double> score_s(a_frames);
  for (std::size_t frame = 0; frame < a_frames; ++frame) score_s[frame] = a.plan.tempo.to_score(seconds(frame));
  const std::vector<bool> sounds = common_tune(piece, a.plan, b.plan, score_s);
  pair.frame_in_b.assign(a_frames, -1.0F);
  for (std::size_t frame = 0; frame < a_frames; ++frame) {
    const double position = b.plan.tempo.to_version(score_s[frame]) * kConstantQFramesPerSecond;
    if (sounds[frame] && position >= 0 && position <= static_cast<double>(b_frames - 1))
      pair.frame_in_b[frame] = static_cast<float>(position);
  }
  pair.a = std::move(a.window);
  pair.b = std::move(b.window);
  return pair;
}

PairMaker::Version PairMaker::make_version(const Piece& piece, double start_s, std::size_t frames,
                                           Random& random) const {
  Version version{.plan = draw_version(piece, start_s, seconds(frames), range_.version, timbres_, random),
                  .window = {}};
  const Piece passage = passage_of(piece, start_s, version.plan.tempo.end_s() - start_s, random);
  PowerWindow sound = render_version(passage, version.plan, frames, random);
  if (random.chance(range_.mixed_under)) mix_under(sound, random);
  version.window = record(sound, range_.channel, random);
  return version;
}

// What is heard of the passage, ornamented where drawn.
Piece PairMaker::passage_of(const Piece& piece, double start_s, double duration_s, Random& random) const {
  Piece passage;
  const auto first = static_cast<float>(start_s - kLongestNote_s);
  const auto last = static_cast<float>(start_s + duration_s + 1);
  std::copy_if(piece.notes.begin(), piece.notes.end(), std::back_inserter(passage.notes),
               [&](const Note& note) { return note.onset_s >= first && note.onset_s <= last; });
  if (passage.notes.empty() || !random.chance(range_.ornamented)) return passage;
  const OrnamentRange& most = range_.ornaments;
  const OrnamentRange drawn{random.uniform(0, most.grace),      random.uniform(0, most.mordent),
                            random.uniform(0, most.trill),      random.uniform(0, most.division),
                            random.uniform(0, most.left_out),   random.uniform(0, most.dotting),
                            random.uniform(0, most.looseness_s)};
  passage.notes = ornament(passage.notes, tune_parts(piece), drawn, random);
  return passage;
}

void PairMaker::mix_under(PowerWindow& window, Random& random) const {
  const Piece& other = *pieces_[random.below(pieces_.size())];
  const double start_s = random.uniform(0, std::max(0.0, end_of(other.notes) - seconds(window.frames)));
  const VersionPlan plan = draw_version(other, start_s, seconds(window.frames), range_.version, timbres_, random);
  const PowerWindow under = render_version(other, plan, window.frames, random);
  const double own = std::accumulate(window.powers.begin(), window.powers.end(), 0.0);
  const double others = std::accumulate(under.powers.begin(), under.powers.end(), 0.0);
  if (others <= 0) return;
  const double ratio_db = random.uniform(-range_.mixture_db, range_.mixture_db);
  const auto gain = static_cast<float>(own / others * std::pow(10, ratio_db / 10));
  for (std::size_t i = 0; i < window.powers.size(); ++i) window.powers[i] += gain * under.powers[i];
}

}  // namespace tributary::lab
