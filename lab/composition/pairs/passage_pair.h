// Two recordings of versions of one passage, with the truth about which moment is which.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lab/composition/arrangement/ornament.h"
#include "lab/composition/corpus/note_corpus.h"
#include "lab/composition/mixing/recording_channel.h"
#include "lab/composition/mixing/timbre_library.h"
#include "lab/composition/mixing/version_plan.h"

namespace tributary::lab {

struct PairRange {
  VersionRange version;
  ChannelRange channel;
  double ornamented = 0.4;                                            // probability of ornaments, per version
  OrnamentRange ornaments = {0.15, 0.1, 0.2, 0.15, 0.15, 0.3, 0.03};  // the most of each kind
  double mixed_under = 0.2;       // another piece sounds below or above it, per version
  double mixture_db = 6;          // at most this much louder or softer
  double smallest_overlap = 0.5;  // of the passage of the first version
};

struct PassagePair {
  std::size_t piece = 0;  // index into the pieces the maker was given
  ConstantQWindow a;
  ConstantQWindow b;
  int transposition = 0;          // semitones from a to b
  std::vector<float> frame_in_b;  // for each frame of a where it is in b, in frames; -1 where it is not, or where
                                  // no tune sounds
};

// Makes pairs out of `pieces`. Thread safe: the same seed gives the same pair whoever asks.
class PairMaker {
 public:
  // All stay where they are for as long as the maker lives; at least one piece, and each with notes.
  PairMaker(std::span<const Piece* const> pieces, const TimbreLibrary& timbres, const PairRange& range);

  // Windows of a_frames and b_frames of versions of one piece. Where b is the longer one, a's passage lies within.
  PassagePair make(std::size_t piece, std::size_t a_frames, std::size_t b_frames, std::uint64_t seed) const;

  std::size_t pieces() const { return pieces_.size(); }
  const Piece& piece(std::size_t index) const { return *pieces_[index]; }

 private:
  struct Version {
    VersionPlan plan;
    ConstantQWindow window;
  };

  Version make_version(const Piece& piece, double start_s, std::size_t frames, Random& random) const;
  Piece passage_of(const Piece& piece, double start_s, double duration_s, Random& random) const;
  void mix_under(PowerWindow& window, Random& random) const;

  std::vector<const Piece*> pieces_;
  const TimbreLibrary& timbres_;
  PairRange range_;
};

}  // namespace tributary::lab
