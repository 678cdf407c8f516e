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
  double leave_out_effect = 0;  // foreseen rise of the track's loss without these segments; of an owner: all of them

  bool operator==(const ModelShare&) const = default;
};

// A training segment beside the track.
struct SegmentInfluence {
  std::string recording;
  std::string work_id;
  std::string owner;
  double reference_start_s = 0;
  double reference_end_s = 0;
  double query_start_s = 0;  // the segment of the track that it moved most
  double query_end_s = 0;
  double score = 0;  // over the whole track; comparable within one store only

  bool operator==(const SegmentInfluence&) const = default;
};

struct AuditAnswer {
  std::string query_path;
  std::string query_sha256;
  double query_duration_s = 0;
  std::string checkpoint;            // SHA-256 of the model file
  std::string reference_checkpoint;  // of the reference model's; empty without one
  std::string store;                 // XXH3-128 of the store's plan, in hexadecimal
  std::string calibration;           // SHA-256 of its file; empty without one
  std::string tag;                   // what the model was told when it made the track, as the caller says
  std::int64_t segments = 0;         // of the store
  std::int64_t copies = 0;           // of these: counted together with another of which they are copies
  bool has_reference = false;
  double likelihood_gain = 0;  // loss of the reference model less that of the model
  double own_gain = 0;         // the calibration's gain of a model on what it made over its twin; 0 without one
  double gain_noise = 0;       // and its deviation over tracks
  double sameness = 0;         // correlation of the scores with those that every track gets
  bool attributed = false;
  std::string reason;                        // why nothing is attributed; empty where something is
  std::vector<ModelShare> owners;            // largest first, ties by name
  std::vector<ModelShare> works;             // of those owners, largest first
  Ppm unattributed_ppm = kWholePpm;          // with the works, adds up to kWholePpm
  std::vector<SegmentInfluence> influences;  // highest scores first
};

}  // namespace tributary
