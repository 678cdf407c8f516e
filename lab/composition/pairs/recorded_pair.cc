#include "lab/composition/pairs/recorded_pair.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tributary::lab {
namespace {

static_assert(kRecordingBins == kConstantQBins);

// Levels between two frames lie between theirs; beyond the ends there is silence.
float level_at(const RecordedExcerpt& excerpt, double frame, std::ptrdiff_t bin) {
  if (bin < 0 || bin >= static_cast<std::ptrdiff_t>(kConstantQBins) || frame < 0) return 0;
  const auto before = static_cast<std::size_t>(frame);
  if (before + 1 >= excerpt.frames) return 0;
  const auto part = static_cast<float>(frame - static_cast<double>(before));
  const std::uint8_t* level = excerpt.levels.data() + before * kConstantQBins + bin;
  return (1 - part) * static_cast<float>(level[0]) + part * static_cast<float>(level[kConstantQBins]);
}

PowerWindow read_window(const RecordedExcerpt& excerpt, double first_frame, double tempo, int transposition,
                        std::size_t frames) {
  const std::array<float, 256>& power = power_of_level();
  PowerWindow window;
  window.frames = frames;
  window.powers.resize(frames * kConstantQBins);
  const std::ptrdiff_t shift = std::ptrdiff_t{kBinsPerSemitone} * transposition;
  for (std::size_t frame = 0; frame < frames; ++frame) {
    const double moment = first_frame + tempo * static_cast<double>(frame);
    for (std::size_t bin = 0; bin < kConstantQBins; ++bin) {
      const float level = level_at(excerpt, moment, static_cast<std::ptrdiff_t>(bin) - shift);
      window.powers[frame * kConstantQBins + bin] = power[static_cast<std::size_t>(level + 0.5F)];
    }
  }
  return window;
}

void add_below(const PowerWindow& under, double ratio_db, PowerWindow& window) {
  const double own = std::accumulate(window.powers.begin(), window.powers.end(), 0.0);
  const double others = std::accumulate(under.powers.begin(), under.powers.end(), 0.0);
  if (others <= 0) return;
  const auto gain = static_cast<float>(own / others * std::pow(10, ratio_db / 10));
  for (std::size_t i = 0; i < window.powers.size(); ++i) window.powers[i] += gain * under.powers[i];
}

}  // namespace

RecordedPairMaker::RecordedPairMaker(std::span<const RecordedExcerpt> excerpts, const RecordedRange& range)
    : excerpts_(excerpts), range_(range) {}

RecordedPairMaker::Reading RecordedPairMaker::draw_reading(Random& random) const {
  const int most = range_.transposition_semitones;
  Reading reading;
  reading.tempo = std::exp(random.uniform(std::log(range_.slowest), std::log(range_.fastest)));
  reading.transposition = static_cast<int>(random.below(static_cast<std::size_t>(2 * most + 1))) - most;
  return reading;
}

ConstantQWindow RecordedPairMaker::record_version(std::size_t excerpt, const Reading& reading, std::size_t frames,
                                                  Random& random) const {
  PowerWindow window =
      read_window(excerpts_[excerpt], reading.first_frame, reading.tempo, reading.transposition, frames);
  if (random.chance(range_.mixed_under)) {
    const std::size_t other = random.below(excerpts_.size());
    Reading under = draw_reading(random);
    const double last = static_cast<double>(excerpts_[other].frames) - under.tempo * static_cast<double>(frames);
    under.first_frame = random.uniform(0, std::max(0.0, last));
    add_below(read_window(excerpts_[other], under.first_frame, under.tempo, under.transposition, frames),
              random.uniform(-range_.mixture_db, range_.mixture_db), window);
  }
  return record(window, range_.channel, random);
}

PassagePair RecordedPairMaker::make(std::size_t excerpt, std::size_t a_frames, std::size_t b_frames,
                                    std::uint64_t seed) const {
  Random random(seed);
  const auto end = static_cast<double>(excerpts_[excerpt].frames);
  Reading a = draw_reading(random);
  Reading b = draw_reading(random);
  const double a_heard = a.tempo * static_cast<double>(a_frames);
  const double b_heard = b.tempo * static_cast<double>(b_frames);
  a.first_frame = random.uniform(0, std::max(0.0, end - a_heard));
  const double slack = (1 - range_.smallest_overlap) * a_heard;
  const double spare = std::max(0.0, b_heard - a_heard);
  b.first_frame = a.first_frame + random.uniform(-slack - spare, b_frames > a_frames ? 0 : slack);
  b.first_frame = std::clamp(b.first_frame, 0.0, std::max(0.0, end - b_heard));

  PassagePair pair;
  pair.piece = excerpt;
  pair.transposition = b.transposition - a.transposition;
  pair.frame_in_b.assign(a_frames, -1.0F);
  for (std::size_t frame = 0; frame < a_frames; ++frame) {
    const double moment = a.first_frame + a.tempo * static_cast<double>(frame);
    const double position = (moment - b.first_frame) / b.tempo;
    if (moment < end - 1 && position >= 0 && position <= static_cast<double>(b_frames - 1))
      pair.frame_in_b[frame] = static_cast<float>(position);
  }
  pair.a = record_version(excerpt, a, a_frames, random);
  pair.b = record_version(excerpt, b, b_frames, random);
  return pair;
}

}  // namespace tributary::lab
