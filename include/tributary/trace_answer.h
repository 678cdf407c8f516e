// The answer of a trace: which recordings are inside a track, how much, and from which second to which, tier by tier.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tributary/ppm.h"

namespace tributary {

// What kind of evidence speaks: the very recording is audible, its music is played, or the production sounds like the
// artist's. Tiers are never mixed.
enum class Tier { kRecording, kComposition, kStyle };

// One stretch of the query that one stretch of a catalog recording explains.
struct Match {
  std::string recording_id;
  double query_start_s = 0;  // seconds of the query file, start < end
  double query_end_s = 0;
  double reference_start_s = 0;  // seconds of the catalog file, start < end
  double reference_end_s = 0;
  double tempo_ratio = 1;            // query tempo / reference tempo: 1.2 plays 20% faster
  double pitch_shift_semitones = 0;  // query pitch above reference pitch
  double score = 0;                  // of the tier; comparable within one engine version only
  Tier tier = Tier::kRecording;
  double threshold = 0;    // the score from which on a match like this one counts
  double probability = 0;  // that the match is right, by the calibration; 0 in the style tier, which has none

  bool operator==(const Match&) const = default;
};

// A recording's part of the query, as parts per million of its sounding time. The interval holds the true share in 90%
// of such cases, by the calibration; the style tier has none, and leaves it at the share.
struct RecordingShare {
  std::string recording_id;
  std::string work_id;
  std::string title;
  std::string artist;
  std::string path;
  Ppm share_ppm = 0;
  Ppm low_ppm = 0;
  Ppm high_ppm = 0;

  bool operator==(const RecordingShare&) const = default;
};

// What an artist's recordings have together, or an owner's parts of recordings.
struct NamedShare {
  std::string name;
  Ppm share_ppm = 0;
  Ppm low_ppm = 0;
  Ppm high_ppm = 0;

  bool operator==(const NamedShare&) const = default;
};

// What one tier says.
struct TierAnswer {
  std::int64_t recordings = 0;           // of the catalog that were compared
  std::vector<RecordingShare> shares;    // largest first, ties by recording_id
  Ppm unattributed_ppm = kWholePpm;      // with the shares, adds up to kWholePpm
  Ppm unattributed_low_ppm = kWholePpm;  // an interval of what was found: what a tier misses is not in it
  Ppm unattributed_high_ppm = kWholePpm;
  std::vector<NamedShare> artists;  // largest first, ties by name; those whose name is known
  std::vector<NamedShare> owners;   // the same, by the parts of recordings that the catalog knows the owners of

  bool operator==(const TierAnswer&) const = default;
};

// What a tier would say without one of its matches.
struct Variation {
  Match left_out;
  TierAnswer answer;

  bool operator==(const Variation&) const = default;
};

// kAttributed where the recording or the composition tier names a recording; a resemblance of style is not enough.
enum class Verdict { kAttributed, kInsufficient };

struct TraceAnswer {
  std::string query_path;
  std::string query_sha256;
  double query_duration_s = 0;
  double query_loudness_lufs = 0;
  std::int64_t catalog_recordings = 0;
  std::string catalog_snapshot;  // SHA-256 over what the catalog held; equal snapshots answer equally
  Verdict verdict = Verdict::kInsufficient;
  TierAnswer recording;
  TierAnswer composition;
  TierAnswer style;                   // of each artist the recording that is nearest; never payable
  std::vector<Match> matches;         // by tier, then query_start_s, then recording_id
  std::vector<Variation> variations;  // of a detailed trace: each tier's without its weakest match, if it has one
  std::string weights;                // names what listened for the composition tier: 32 hexadecimal digits
  std::string style_weights;          // the same for the style tier
  std::string calibration;            // names what made probabilities and intervals of scores: 32 hexadecimal digits
};

}  // namespace tributary
