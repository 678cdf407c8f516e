// For tests: tunes that nobody wrote, on instruments that nobody built.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "lab/composition/mixing/recording_channel.h"
#include "lab/composition/mixing/timbre.h"
#include "lab/composition/mixing/version_renderer.h"
#include "lab/composition/pairs/made_up_pieces.h"
#include "lab/style/artist_ranking.h"
#include "lab/style/listening.h"

namespace tributary::lab {

struct Probe {
  std::vector<LabelledRecording> recordings;  // artist: the instrument; work: the tune
  std::vector<HeardTrack> heard;
};

// Each instrument plays as many tunes of half a minute. With `shares_tunes` all play the same ones.
inline Probe make_probe(std::size_t instruments, std::size_t tunes, bool shares_tunes, std::uint64_t seed) {
  constexpr double kDuration_s = 30;
  const std::vector<Piece> pieces =
      made_up_pieces(shares_tunes ? tunes : tunes * instruments, Split::kValidation, seed);
  Random random(seed);
  Probe probe;
  for (std::size_t instrument = 0; instrument < instruments; ++instrument) {
    const Timbre timbre = draw_additive_timbre(random);
    for (std::size_t tune = 0; tune < tunes; ++tune) {
      const Piece& piece = pieces[shares_tunes ? tune : instrument * tunes + tune];
      VersionPlan plan{.tempo = TempoMap::steady(0, 1, kDuration_s), .parts = {}, .added = {}};
      plan.parts[0].sounds = true;
      plan.parts[0].timbre = &timbre;
      PowerWindow window = render_version(piece, plan, static_cast<std::size_t>(kDuration_s * 20), random);
      const auto levels = record(window, ChannelRange{0, 0, 0, 0, 0, 0, 0, 0}, random).levels;
      probe.heard.push_back(hear(levels, seed + probe.heard.size()));
      probe.recordings.push_back({"instrument " + std::to_string(instrument), piece.work_id, ""});
    }
  }
  return probe;
}

}  // namespace tributary::lab
