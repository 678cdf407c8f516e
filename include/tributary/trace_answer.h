// The answer of a trace: which recordings are inside a track, how much, and from which second to which.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tributary/ppm.h"

namespace tributary {

// One stretch of the query that one stretch of a catalog recording explains.
struct Match {
  std::string recording_id;
  double query_start_s = 0;  // seconds of the query file, start < end
  double query_end_s = 0;
  double reference_start_s = 0;  // seconds of the catalog file, start < end
  double reference_end_s = 0;
  double tempo_ratio = 1;            // query tempo / reference tempo: 1.2 plays 20% faster
  double pitch_shift_semitones = 0;  // query pitch above reference pitch
  double score = 0;                  // evidence in nats against chance; comparable within one engine version only

  bool operator==(const Match&) const = default;
};

// A recording's part of the query, as parts per million of its sounding time.
struct RecordingShare {
  std::string recording_id;
  std::string work_id;
  std::string title;
  std::string artist;
  std::string path;
  Ppm share_ppm = 0;

  bool operator==(const RecordingShare&) const = default;
};

enum class Verdict { kAttributed, kInsufficient };

struct TraceAnswer {
  std::string query_path;
  std::string query_sha256;
  double query_duration_s = 0;
  double query_loudness_lufs = 0;
  std::int64_t catalog_recordings = 0;
  std::string catalog_snapshot;  // SHA-256 over what the catalog held; equal snapshots answer equally
  Verdict verdict = Verdict::kInsufficient;
  std::vector<RecordingShare> shares;  // largest first, ties by recording_id
  Ppm unattributed_ppm = kWholePpm;    // with the shares, adds up to kWholePpm
  std::vector<Match> matches;          // by query_start_s, then recording_id
};

}  // namespace tributary
