// Sounding tunes: whether two pieces share a tune by what sounds at each moment, through ornaments and in any voice.
#pragma once

#include "lab/composition/corpus/note_corpus.h"

namespace tributary::lab {

// Moments of 0.2 s of the passage at which both tunes have the same pitch class in one key and one tempo, those at
// which they do not and twice those that only one has subtracted; a pitch counts for 0.8 s at most, however long it is
// held. A passage of 15 s has up to 85. Of 3,000 pairs of a passage and another work of its tradition two came to 29 and
// 34, one to 48, which is one hymn tune in two settings, and no other to more than 25. With this many it is the same
// tune.
inline constexpr int kSharedMoments = 40;

// The best local alignment (Smith and Waterman 1981) over 12 keys and tempo ratios from 1/2 to 2, of the tune that
// `piece` has between two of its seconds with each voice of `other`: a tune is not always the highest voice. 0 where
// either has no pitches.
int shared_moments(const Piece& piece, double start_s, double end_s, const Piece& other);

}  // namespace tributary::lab
