// Two versions of one passage of a real recording, of which the notes are not known: moved to another key and tempo in
// the constant-Q domain, mixed with other recordings, and sent through two different channels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lab/composition/corpus/recording_bank.h"
#include "lab/composition/mixing/recording_channel.h"
#include "lab/composition/pairs/passage_pair.h"
#include "lab/random/random.h"

namespace tributary::lab {

// How far versions may go from the recording. Probabilities are per version.
struct RecordedRange {
  int transposition_semitones = 5;  // either way
  double slowest = 0.8;             // tempo, of that of the recording
  double fastest = 1.25;
  ChannelRange channel;
  double mixed_under = 0.3;       // another recording sounds below or above it
  double mixture_db = 6;          // at most this much louder or softer
  double smallest_overlap = 0.5;  // of the passage of the first version
};

// Makes pairs out of `excerpts`. Thread safe: the same seed gives the same pair whoever asks.
class RecordedPairMaker {
 public:
  // At least one excerpt; they stay where they are for as long as the maker lives.
  RecordedPairMaker(std::span<const RecordedExcerpt> excerpts, const RecordedRange& range);

  // PassagePair::piece is the excerpt.
  PassagePair make(std::size_t excerpt, std::size_t a_frames, std::size_t b_frames, std::uint64_t seed) const;

  std::size_t excerpts() const { return excerpts_.size(); }

 private:
  // Where in an excerpt a version begins, how fast it plays it and how much higher.
  struct Reading {
    double first_frame = 0;
    double tempo = 1;
    int transposition = 0;
  };

  Reading draw_reading(Random& random) const;
  ConstantQWindow record_version(std::size_t excerpt, const Reading& reading, std::size_t frames, Random& random) const;

  std::span<const RecordedExcerpt> excerpts_;
  RecordedRange range_;
};

}  // namespace tributary::lab
