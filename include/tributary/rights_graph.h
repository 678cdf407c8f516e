// What a workspace knows of who holds which right: parties, recordings, works, claims, reservations and conflicts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tributary/finding.h"
#include "tributary/ppm.h"
#include "tributary/rights.h"

namespace tributary {

enum class AssetKind : std::uint8_t { kRecording = 1, kWork = 2 };
std::string_view name_of(AssetKind kind);

// What the holder of an asset says about its use by those who train and run generators.
enum class AiUse : std::uint8_t { kUnknown = 1, kAllowed = 2, kLicensed = 3, kReserved = 4 };
std::string_view name_of(AiUse use);
// kInvalidInput where it is none of "unknown", "allowed", "licensed" and "reserved".
Result<AiUse> parse_ai_use(std::string_view text);

// A name that somebody gave a party, a recording or a work. `scheme`: "isrc", "iswc", "ipi", "isni", "dpid" for checked
// identifiers in their standard form; "own" for the id of a CSV file or the catalog; "cwr:SENDER" for what is unique
// within one sender of CWR files; "ern:SENDER" for a name that only a sender of ERN messages vouches for.
struct Identifier {
  std::string scheme;
  std::string value;

  bool operator==(const Identifier&) const = default;
};

// One party's share of a right, where and when, as one source states it.
struct RightClaim {
  Right right = Right::kMaster;
  std::string party_id;
  std::string party_name;
  Ppm share_ppm = 0;         // > 0
  std::string territory;     // "WORLD", "WORLD -US", "AT CH DE": ISO 3166-1 codes
  std::optional<Day> from;   // nullopt: ever since
  std::optional<Day> until;  // inclusive; nullopt: for good
  std::int64_t part = 0;     // claims of one source for different parts add up: a chain of publishers
  std::string source;        // who states it: "csv:…", "cwr:…", "dpid:…"
  std::string place;         // where: "works.v21:12"

  bool operator==(const RightClaim&) const = default;
};

struct AiReservation {
  AiUse use = AiUse::kUnknown;
  std::string terms_id;  // of a licence; empty unless `use` is kLicensed
  std::string said_by;
  Day said_on;
  std::string place;

  bool operator==(const AiReservation&) const = default;
};

// What a sender of ERN messages discloses of an AI generator's part in a recording or in a release that holds it.
struct AiDisclosure {
  std::string subject;  // "recording", "release ICPN", "contributor NAME"
  std::string extent;   // "All", "Partly", "None"
  std::string source;
  std::string place;

  bool operator==(const AiDisclosure&) const = default;
};

// Everything known of a recording or a work.
struct RightsAsset {
  AssetKind kind = AssetKind::kRecording;
  std::string asset_id;  // the first of its identifiers that was ever imported
  std::vector<Identifier> identifiers;
  std::vector<std::string> titles;
  std::vector<std::string> linked;          // the works of a recording, the recordings of a work: asset ids
  std::vector<std::string> releases;        // "ICPN, title", of a recording
  std::vector<RightClaim> claims;           // in force, by right, party and territory
  std::vector<AiReservation> reservations;  // the one that holds first, then by date, the latest first
  std::vector<AiDisclosure> disclosures;
};

// Claims that cannot all be true, and where and when that is so.
struct ClaimConflict {
  AssetKind kind = AssetKind::kRecording;
  std::string asset_id;
  std::string title;
  Right right = Right::kMaster;
  std::string territory;
  std::optional<Day> from;
  std::optional<Day> until;
  std::string reason;              // one line
  std::vector<RightClaim> claims;  // those that collide

  bool operator==(const ClaimConflict&) const = default;
};

struct LineRange {
  std::int64_t first = 0;
  std::int64_t last = 0;  // inclusive

  bool operator==(const LineRange&) const = default;
};

// Records or elements of one kind that an import does not read.
struct IgnoredLines {
  std::string what;  // "OWR", "SoundRecording/Duration"
  std::int64_t count = 0;
  std::vector<LineRange> lines;  // every one of them
};

struct RightsImportCounts {
  std::int64_t statements = 0;  // works, recordings or rows that were taken
  std::int64_t claims = 0;
  std::int64_t reservations = 0;
  std::int64_t disclosures = 0;
  std::int64_t superseded = 0;  // earlier claims of the same sources that these replace

  bool operator==(const RightsImportCounts&) const = default;
};

struct RightsImportReport {
  std::string file;
  std::string sha256;
  std::string format;     // "rights CSV", "CWR 2.1", "CWR 2.2", "ERN 4.3"; empty where it is none
  bool rejected = false;  // nothing of the file was taken: `refused` ends with the reason
  bool known = false;     // the same bytes were imported before: nothing was done
  RightsImportCounts counts;
  std::vector<Finding> refused;  // in the order of the file, at most 10,000
  std::int64_t further_refused = 0;
  std::vector<IgnoredLines> ignored;  // by `what`
};

}  // namespace tributary
