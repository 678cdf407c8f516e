// What the catalog stores of a recording besides its description: where its features are.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tributary/recording.h"

namespace tributary::catalog {

// Who described the recording. What a CSV file says outranks what the audio file and its name say.
enum class MetadataSource { kFile, kCsv };

// Tells the right file from any other.
struct FileStamp {
  std::int64_t bytes = 0;
  std::string checksum;  // XXH3-128 of the file, 32 lower-case hexadecimal digits

  bool operator==(const FileStamp &) const = default;
};

// The file that holds what a model heard in the recording.
struct Listening {
  std::string listener;  // names the model and its weights: 32 lower-case hexadecimal digits
  FileStamp file;

  bool operator==(const Listening &) const = default;
};

struct StoredRecording {
  Recording recording;
  MetadataSource source = MetadataSource::kFile;
  std::int64_t feature_version = 0;  // of the fingerprint
  FileStamp fingerprint;
  std::map<std::string, Listening> listenings;  // by tier: "composition"
  std::optional<std::int64_t> segment_id;       // the index segment that holds it; none while it waits for one

  bool operator==(const StoredRecording &) const = default;
};

// A recording as the building of an index segment sees it.
struct SegmentMember {
  std::string recording_id;
  std::string content_sha256;
  double duration_s = 0;
  FileStamp fingerprint;
};

// One file of the landmark index, named after its checksum.
struct StoredSegment {
  std::int64_t segment_id = 0;
  std::string checksum;  // XXH3-128 of the file, 32 lower-case hexadecimal digits
  std::int64_t bytes = 0;
  std::int64_t recordings = 0;
  double duration_s = 0;  // of its recordings together
};

struct NewSegment {
  std::string checksum;
  std::int64_t bytes = 0;
  std::vector<std::string> recording_ids;
};

// A change of the index that happens as a whole.
struct SegmentSwap {
  std::vector<std::int64_t> retired;  // segment ids; their recordings wait for a segment again
  std::vector<NewSegment> added;
  std::vector<std::string> removed_recordings;  // recording ids that leave the catalog
};

}  // namespace tributary::catalog
