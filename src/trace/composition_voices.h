// Voices: which of the compositions matched at a moment are the same music, and how much of the moment each music is.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "index/composition_features.h"
#include "trace/composition_tier.h"

namespace tributary::trace {

// What one match earns. Several matches of one work are one player.
struct CompositionClaim {
  const CompositionMatch* match = nullptr;
  std::string work_id;
  std::shared_ptr<const index::CompositionFeatures> reference;  // of the match's recording
  std::string holder = {};                                      // see Player
};

// Claims of one music, of which all but the first are alternatives to it.
struct CompositionVoice {
  std::vector<std::size_t> claims;  // by normalised score, the largest first
  double part = 1;                  // of the moment; the parts of all voices add up to 1
};

// Matched passages of two recordings are the same music if, moved to where the query plays them, they resemble each
// other at least half as much as the less similar of them resembles the query: what sounds together in a mix does not.
// The parts come from a non-negative least-squares fit of the query's features around the moment by those of each
// voice's first claim, squared; they are equal where nothing fits.
class CompositionVoices {
 public:
  CompositionVoices(const index::CompositionFeatures& query, std::span<const CompositionClaim> claims);

  // Empty where no claim's match holds this second of the query.
  std::vector<CompositionVoice> at(double second) const;

 private:
  using Frames = std::vector<float>;  // [frames][48], less their mean

  // A claim's passage, frame by frame as the query would play it.
  struct Passage {
    std::size_t first = 0;  // frame of the query
    Frames frames;

    std::size_t end() const;
  };

  static Passage passage_of(const CompositionClaim& claim, std::size_t query_frames);
  double agreement(const Passage& a, const Passage& b) const;
  bool is_same_music(std::size_t a, std::size_t b) const;
  void fit_parts(double second, std::vector<CompositionVoice>& voices) const;

  std::span<const CompositionClaim> claims_;
  Passage query_;
  std::vector<Passage> passages_;
  std::vector<std::size_t> by_score_;
  std::vector<bool> same_music_;  // [claim][claim]
};

}  // namespace tributary::trace
