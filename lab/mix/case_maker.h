// Makes one case of a mix set: draws what is in it, puts it together and treats it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lab/mix/ingredients.h"
#include "lab/mix/mix_music.h"
#include "lab/render/synthesizer.h"

namespace tributary::lab {

// The kinds of cases in the order in which they are made, over and over.
//   montage               passages of catalog recordings between music from outside; a fifth at another tempo or pitch
//   layered               two recordings at once
//   layered_stranger      a recording under or over music from outside
//   version               a piece of the catalog in another key, tempo, form and sound, between others from outside
//   version_accompanied   that, over a piece from outside
//   versions              of two or three pieces, one after the other
//   copied                as montage, of recordings that the catalog holds twice
//   nothing_recording, nothing_piece, nothing_lacking   music from outside; the last of a tradition the catalog lacks
const std::vector<std::string>& case_kinds();

// "none", "mp3_64", "aac_48", "opus_24", "noise_15dB", "room", "mastered"
const std::vector<std::string>& case_treatments();

// Which of the catalog's recordings it holds twice: every eighth. Half of the copies are other works of the same owner.
bool is_copied(std::size_t recording);
std::string copy_work(const PcmTrack& track, std::size_t recording);

// The synthesizers of one thread: the catalog's first.
using MixOrchestra = std::vector<Synthesizer>;

struct MadeCase {
  MixCase mix_case;  // without a path
  Sound sound;       // mono
};

// Equal music, number and seed give equal cases.
Result<MadeCase> make_case(const MixMusic& music, MixOrchestra& orchestra, std::size_t number, std::uint64_t seed);

}  // namespace tributary::lab
