// Mixed notes: notes as the constant-Q levels of a dry recording, where playing them would take too long.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/composition/mixing/note_mixer.h"
#include "lab/composition/mixing/recording_channel.h"
#include "lab/render/query_plan.h"
#include "tributary/result.h"

namespace tributary::lab {

// Template banks of the SoundFonts that play a catalog and its queries.
struct TemplateBanks {
  std::filesystem::path catalog;
  std::vector<std::filesystem::path> queries;
};

// The instruments of a set. Thread safe.
class MixedOrchestra {
 public:
  // An error names the file.
  static Result<MixedOrchestra> open(const TemplateBanks& banks);

  Result<ConstantQWindow> play(const PlannedRecording& recording, std::uint64_t seed) const;
  // With one of the SoundFonts for queries; what the query's condition does to audio is left out.
  Result<ConstantQWindow> play(const PlannedQuery& query, double query_s) const;

  bool plays_queries() const { return !queries_.empty(); }
  // Of the banks.
  const std::string& checksum() const { return checksum_; }

 private:
  Timbres catalog_;
  std::vector<Timbres> queries_;
  std::string checksum_;
};

}  // namespace tributary::lab
