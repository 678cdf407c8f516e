#include "lab/composition/corpus/note_corpus.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "index/byte_stream.h"
#include "lab/composition/corpus/sealed_bytes.h"

// The body: the number of pieces, then for each its four texts, split, clean, melody parts and voices. A voice is
// what notes have in common (part, program, drum), followed by its notes: steps since the onset before, duration in
// steps, pitch with 0x80 where a new velocity follows. Numbers are varints, texts have their length in front.
namespace tributary::lab {
namespace {

using index::ByteReader;
using index::ByteWriter;

constexpr SealedKind kKind{{'T', 'R', 'I', 'B', 'N', 'O', 'T', 'E'}, 1, "note corpus"};
constexpr std::size_t kLongestTextBytes = 1000;
constexpr std::size_t kSmallestPieceBytes = 8;
constexpr std::size_t kSmallestVoiceBytes = 4;
constexpr std::size_t kSmallestNoteBytes = 3;
constexpr auto kEndStep = static_cast<std::uint32_t>(kLongestPieceSeconds * kTimeStepsPerSecond);
constexpr std::uint8_t kNewVelocity = 0x80;

using Voice = std::tuple<std::uint8_t, std::uint8_t, bool>;  // part, program, drum

std::uint32_t onset_step(const Note& note) {
  return static_cast<std::uint32_t>(std::lround(note.onset_s * kTimeStepsPerSecond));
}

std::uint32_t duration_steps(const Note& note) {
  return static_cast<std::uint32_t>(std::max(1L, std::lround(note.duration_s * kTimeStepsPerSecond)));
}

// Empty for a note that can be stored, else what is wrong with it.
std::string fault_of(const Note& note) {
  const auto in_piece = [](float time_s) { return time_s >= 0 && time_s < kLongestPieceSeconds - 1; };
  if (!in_piece(note.onset_s)) return "onset " + std::to_string(note.onset_s) + " s is out of range";
  if (!in_piece(note.duration_s) || note.duration_s <= 0)
    return "duration " + std::to_string(note.duration_s) + " s is out of range";
  if (note.pitch > 127) return "pitch " + std::to_string(note.pitch) + " is out of range";
  if (note.velocity < 1 || note.velocity > 127) return "velocity " + std::to_string(note.velocity) + " is out of range";
  if (note.program > 127) return "program " + std::to_string(note.program) + " is out of range";
  return {};
}

std::string fault_of(const Piece& piece) {
  for (const std::string* text : {&piece.version_id, &piece.work_id, &piece.tradition, &piece.composer})
    if (text->size() > kLongestTextBytes) return "a text of more than 1000 bytes";
  if (!std::is_sorted(piece.notes.begin(), piece.notes.end(), note_before)) return "notes are not in order";
  if (piece.melody_parts.size() > 256 || std::adjacent_find(piece.melody_parts.begin(), piece.melody_parts.end(),
                                                            std::greater_equal<>()) != piece.melody_parts.end())
    return "melody parts are not increasing";
  for (std::size_t i = 0; i < piece.notes.size(); ++i)
    if (const std::string fault = fault_of(piece.notes[i]); !fault.empty())
      return "note " + std::to_string(i) + ": " + fault;
  return {};
}

void put_text(ByteWriter& writer, const std::string& text) {
  writer.put_varint(static_cast<std::uint32_t>(text.size()));
  writer.put_all(std::span<const char>(text));
}

void put_voice(ByteWriter& writer, const Voice& voice, const std::vector<const Note*>& notes) {
  const auto& [part, program, drum] = voice;
  writer.put(part);
  writer.put(program);
  writer.put(static_cast<std::uint8_t>(drum));
  writer.put_varint(static_cast<std::uint32_t>(notes.size()));
  std::uint32_t step = 0;
  std::uint8_t velocity = 0;
  for (const Note* note : notes) {
    writer.put_varint(onset_step(*note) - step);
    writer.put_varint(duration_steps(*note));
    step = onset_step(*note);
    const bool changes = note->velocity != velocity;
    writer.put(static_cast<std::uint8_t>(note->pitch | (changes ? kNewVelocity : 0U)));
    if (changes) writer.put(note->velocity);
    velocity = note->velocity;
  }
}

void put_piece(ByteWriter& writer, const Piece& piece) {
  for (const std::string* text : {&piece.version_id, &piece.work_id, &piece.tradition, &piece.composer})
    put_text(writer, *text);
  writer.put(static_cast<std::uint8_t>(piece.split));
  writer.put(static_cast<std::uint8_t>(piece.clean));
  writer.put_varint(static_cast<std::uint32_t>(piece.melody_parts.size()));
  writer.put_all(std::span<const std::uint8_t>(piece.melody_parts));
  std::map<Voice, std::vector<const Note*>> voices;
  for (const Note& note : piece.notes) voices[Voice{note.part, note.program, note.drum}].push_back(&note);
  writer.put_varint(static_cast<std::uint32_t>(voices.size()));
  for (const auto& [voice, notes] : voices) put_voice(writer, voice, notes);
}

// Reads pieces from hostile bytes; after a fault every further call leaves with it.
class PieceReader {
 public:
  PieceReader(std::span<const std::byte> body, const std::string& name) : reader_(body), name_(name) {}

  Result<std::vector<Piece>> read() {
    TRIBUTARY_ASSIGN(const std::uint32_t count, read_count("pieces", kSmallestPieceBytes));
    std::vector<Piece> pieces(count);
    for (Piece& piece : pieces) {
      TRIBUTARY_TRY(read_piece(piece));
      ++piece_;
    }
    if (reader_.remaining() != 0) return corrupt("bytes follow the last piece");
    return pieces;
  }

 private:
  Error corrupt(const std::string& reason) const {
    return Error{ErrorCode::kCorrupt, name_ + ": piece " + std::to_string(piece_) + ": " + reason};
  }

  // A number of things of which each takes at least `bytes_each`: never more than the bytes that are left allow.
  Result<std::uint32_t> read_count(const char* what, std::size_t bytes_each) {
    const std::uint32_t count = reader_.get_varint();
    if (reader_.failed() || count > reader_.remaining() / bytes_each)
      return corrupt(std::string("declares more ") + what + " than the file can hold");
    return count;
  }

  Result<void> read_text(std::string& text) {
    TRIBUTARY_ASSIGN(const std::uint32_t length, read_count("text", 1));
    if (length > kLongestTextBytes) return corrupt("has a text of more than 1000 bytes");
    for (const std::byte letter : reader_.take(length)) text.push_back(static_cast<char>(letter));
    return {};
  }

  Result<void> read_piece(Piece& piece) {
    for (std::string* text : {&piece.version_id, &piece.work_id, &piece.tradition, &piece.composer})
      TRIBUTARY_TRY(read_text(*text));
    const auto split = reader_.get<std::uint8_t>();
    const auto clean = reader_.get<std::uint8_t>();
    if (reader_.failed() || split > 2 || clean > 1) return corrupt("has an unknown split or licence mark");
    piece.split = static_cast<Split>(split);
    piece.clean = clean == 1;
    TRIBUTARY_TRY(read_melody_parts(piece));
    TRIBUTARY_ASSIGN(const std::uint32_t voices, read_count("voices", kSmallestVoiceBytes));
    for (std::uint32_t i = 0; i < voices; ++i) TRIBUTARY_TRY(read_voice(piece));
    std::sort(piece.notes.begin(), piece.notes.end(), note_before);
    return {};
  }

  Result<void> read_melody_parts(Piece& piece) {
    TRIBUTARY_ASSIGN(const std::uint32_t count, read_count("melody parts", 1));
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto part = reader_.get<std::uint8_t>();
      if (i > 0 && part <= piece.melody_parts.back()) return corrupt("has melody parts that are not increasing");
      piece.melody_parts.push_back(part);
    }
    return {};
  }

  Result<void> read_voice(Piece& piece) {
    Note note;
    note.part = reader_.get<std::uint8_t>();
    note.program = reader_.get<std::uint8_t>();
    const auto drum = reader_.get<std::uint8_t>();
    if (reader_.failed() || note.program > 127 || drum > 1) return corrupt("has a voice with an unknown program");
    note.drum = drum == 1;
    TRIBUTARY_ASSIGN(const std::uint32_t count, read_count("notes", kSmallestNoteBytes));
    piece.notes.reserve(piece.notes.size() + count);
    std::uint64_t step = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      step += reader_.get_varint();
      const std::uint32_t duration = reader_.get_varint();
      const auto pitch = reader_.get<std::uint8_t>();
      if ((pitch & kNewVelocity) != 0) note.velocity = reader_.get<std::uint8_t>();
      if (reader_.failed() || step >= kEndStep || duration == 0 || duration >= kEndStep || note.velocity < 1 ||
          note.velocity > 127)
        return corrupt("has a note out of range, before byte " + std::to_string(reader_.position()) + " of the body");
      note.onset_s = static_cast<float>(step) / kTimeStepsPerSecond;
      note.duration_s = static_cast<float>(duration) / kTimeStepsPerSecond;
      note.pitch = pitch & 0x7FU;
      piece.notes.push_back(note);
    }
    return {};
  }

  ByteReader reader_;
  const std::string& name_;
  std::size_t piece_ = 0;
};

}  // namespace

bool note_before(const Note& a, const Note& b) {
  const auto key = [](const Note& n) {
    return std::tuple(n.onset_s, n.part, n.pitch, n.duration_s, n.velocity, n.program, n.drum);
  };
  return key(a) < key(b);
}

float on_time_grid(float time_s) { return std::round(time_s * kTimeStepsPerSecond) / kTimeStepsPerSecond; }

Result<std::vector<std::byte>> encode_note_corpus(std::span<const Piece> pieces) {
  ByteWriter writer;
  writer.put_varint(static_cast<std::uint32_t>(pieces.size()));
  for (const Piece& piece : pieces) {
    if (const std::string fault = fault_of(piece); !fault.empty())
      return Error{ErrorCode::kInvalidInput, "piece " + piece.version_id + ": " + fault};
    put_piece(writer, piece);
  }
  return seal_bytes(kKind, writer.bytes());
}

Result<std::vector<Piece>> decode_note_corpus(std::span<const std::byte> bytes, const std::string& name) {
  TRIBUTARY_ASSIGN(const auto body, unseal_bytes(kKind, bytes, name));
  return PieceReader(body, name).read();
}

Result<std::vector<Piece>> read_note_corpus(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(const std::vector<std::byte> bytes, read_bytes(path));
  return decode_note_corpus(bytes, path.string());
}

Result<void> write_note_corpus(const std::filesystem::path& path, std::span<const Piece> pieces) {
  TRIBUTARY_ASSIGN(const std::vector<std::byte> bytes, encode_note_corpus(pieces));
  return write_bytes(path, bytes);
}

}  // namespace tributary::lab
