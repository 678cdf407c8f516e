// The note corpus: what every piece of the symbolic pack plays, in one small file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::lab {

// Times are stored in steps of 1/256 s, which a float holds exactly up to kLongestPieceSeconds.
inline constexpr float kTimeStepsPerSecond = 256;
inline constexpr float kLongestPieceSeconds = 4 * 3600;

struct Note {
  float onset_s = 0;          // 0 <= onset_s < kLongestPieceSeconds
  float duration_s = 0;       // 0 < duration_s < kLongestPieceSeconds
  std::uint8_t pitch = 0;     // MIDI key, 0 to 127
  std::uint8_t velocity = 0;  // 1 to 127
  std::uint8_t part = 0;      // the voice or track it belongs to
  std::uint8_t program = 0;   // General MIDI, 0 to 127
  bool drum = false;          // `pitch` names a drum of the General MIDI kit

  bool operator==(const Note&) const = default;
};

enum class Split : std::uint8_t { kTrain, kValidation, kTest };

struct Piece {
  std::string version_id;
  std::string work_id;    // pieces that share it are versions of one work, always in one split
  std::string tradition;  // "folk", "chorale", "lied", "gagaku", "game"
  std::string composer;   // empty where the work has none that is known
  Split split = Split::kTrain;
  bool clean = false;                      // weights trained on it may be shipped
  std::vector<Note> notes;                 // in the order of note_before
  std::vector<std::uint8_t> melody_parts;  // the parts that carry the tune, increasing

  bool operator==(const Piece&) const = default;
};

// By onset; the rest only makes the order total.
bool note_before(const Note& a, const Note& b);

// The time on the grid of the file that is nearest.
float on_time_grid(float time_s);

// kInvalidInput where a value is out of range or notes are out of order. Times are rounded to the grid (a duration
// to at least one step): a piece whose times are on it comes back equal.
Result<std::vector<std::byte>> encode_note_corpus(std::span<const Piece> pieces);

// `bytes` may be hostile: kCorrupt or kUnsupported name `name` and the piece.
Result<std::vector<Piece>> decode_note_corpus(std::span<const std::byte> bytes, const std::string& name);

Result<std::vector<Piece>> read_note_corpus(const std::filesystem::path& path);
Result<void> write_note_corpus(const std::filesystem::path& path, std::span<const Piece> pieces);

}  // namespace tributary::lab
