// What the catalog knows about one recording.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tributary/ppm.h"

namespace tributary {

// A party's part of a recording, in ppm of the whole.
struct Ownership {
  std::string owner;
  Ppm share_ppm = kWholePpm;

  bool operator==(const Ownership&) const = default;
};

struct Recording {
  std::string recording_id;    // "rec_" and the first 16 hexadecimal digits of content_sha256
  std::string content_sha256;  // of the imported file's bytes: the same content is the same recording
  std::string path;            // absolute path of the file when it was imported
  std::string title;
  std::string artist;
  std::string work_id;            // the catalog's own work; the recording_id where the import named none
  std::string isrc;               // empty where unknown
  std::string iswc;               // empty where unknown
  std::string ai_use;             // the reservation as imported ("allowed", "forbidden", ...); empty where unstated
  std::vector<Ownership> owners;  // in the order of the import; adds up to at most kWholePpm
  std::map<std::string, std::string> tags;  // further columns of the import
  double duration_s = 0;
  double loudness_lufs = 0;  // integrated, of the mono downmix; -70 for silence (EBU R 128)

  bool operator==(const Recording&) const = default;
};

}  // namespace tributary
