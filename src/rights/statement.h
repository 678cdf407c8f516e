// What one record of an import file states, checked by itself: taken as a whole or not at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rights/territory.h"
#include "tributary/rights_graph.h"

namespace tributary::rights {

// The days on which a claim holds, both ends included.
struct Period {
  std::optional<Day> from;   // nullopt: ever since
  std::optional<Day> until;  // nullopt: for good

  bool operator==(const Period&) const = default;
};

struct PartyRecord {
  std::vector<Identifier> identifiers;  // the first one becomes its party_id where none of them is known; not empty
  std::string name;
};

struct AssetRecord {
  AssetKind kind = AssetKind::kRecording;
  std::vector<Identifier> identifiers;  // not empty
  std::vector<std::string> titles;      // may be empty
};

struct ClaimRecord {
  PartyRecord party;
  Ppm share_ppm = 0;  // 0 claims nothing
  Territory territory;
  Period period;
  std::int64_t part = 0;
  std::int64_t line = 0;
};

struct ReservationRecord {
  AiUse use = AiUse::kUnknown;
  std::string terms_id;
  std::string said_by;
  Day said_on;
};

struct DisclosureRecord {
  std::string subject;
  std::string extent;
  std::int64_t line = 0;
};

struct ReleaseRecord {
  std::string release_id;  // ICPN or GRid
  std::string title;
};

// Claims of one source to one right of one asset. They replace what the same source claimed in earlier files, unless
// it had stated that at a later moment.
struct Registration {
  Right right = Right::kMaster;
  std::vector<ClaimRecord> claims;
  bool grows = false;  // further statements of the same file may add claims; without it they are refused
};

struct Statement {
  std::int64_t line = 0;
  std::string source;  // who states it; not empty
  std::string moment;  // when, as "2026-11-26T12:30:00": later texts are later; empty where only the import says
  AssetRecord asset;
  std::optional<Registration> registration;
  std::vector<AssetRecord> linked;  // works of a recording, recordings of a work
  std::vector<ReservationRecord> reservations;
  std::vector<DisclosureRecord> disclosures;
  std::vector<ReleaseRecord> releases;  // that hold the recording
};

// Where the readers of the formats deliver what they find, in the order of the file.
class StatementSink {
 public:
  virtual ~StatementSink() = default;

  // An Error means that the import cannot go on; what contradicts earlier statements is refused by the sink itself.
  virtual Result<void> take(const Statement& statement) = 0;
  virtual void refuse(std::int64_t line, const std::string& reason) = 0;
  virtual void ignore(std::int64_t line, const std::string& what) = 0;
};

// How a reader came through a file. kRejected: what it delivered must be forgotten; the last refusal says why.
enum class ReadOutcome { kComplete, kRejected };

}  // namespace tributary::rights
