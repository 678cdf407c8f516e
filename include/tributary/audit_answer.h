// The answer of an audit: which works moved the model that made a track, how much, and how sure that is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tributary/ppm.h"

namespace tributary {

// A part of the likelihood gain that the model owes to its training: how much worse it would foresee the track without
// these segments, over how much worse a model that never learned from the catalog does.
struct ModelShare {
  std::string owner;
  std::string work_id;  // empty: the owner's total
  Ppm share_ppm = 0;
  Ppm low_ppm = 0;  // with the calibration's probability the share that retraining shows lies between these
  Ppm high_ppm = 0;
  double leave_out_effect = 0;  // foreseen rise of the track's loss without these segments

  bool operator==(const ModelShare&) const = default;
};

// A training segment beside the track.
struct SegmentInfluence {
  std::string recording;
  std::string work_id;
  std::string owner;
  double reference_start_s = 0;
  double score = 0;  // comparable within one store only

  bool operator==(const SegmentInfluence&) const = default;
};

struct AuditAnswer {
  std::string query_path;
  std::string query_sha256;
  double query_duration_s = 0;
  std::string checkpoint;      // SHA-256 of the model file
  std::int64_t segments = 0;   // of the store
  double likelihood_gain = 0;  // loss of the reference model less that of the model
  bool attributed = false;
  std::string reason;                        // why nothing is attributed; empty where something is
  std::vector<ModelShare> owners;            // largest first, ties by name
  std::vector<ModelShare> works;             // of those owners, largest first
  Ppm unattributed_ppm = kWholePpm;          // with the works, adds up to kWholePpm
  std::vector<SegmentInfluence> influences;  // highest scores first
};

}  // namespace tributary
