#include "lab/composition/corpus/template_bank.h"

#include <algorithm>

#include "index/byte_stream.h"
#include "lab/composition/corpus/level_coder.h"
#include "lab/composition/corpus/sealed_bytes.h"

// The body: the number of instruments, then for each its texts, program, drum, number of notes, for each note pitch,
// sustain and frames, and then, with their length in front, the levels of all notes as one range-coded stream.
namespace tributary::lab {
namespace {

using index::ByteReader;
using index::ByteWriter;

constexpr SealedKind kKind{{'T', 'R', 'I', 'B', 'T', 'M', 'P', 'L'}, 1, "template bank"};
constexpr std::size_t kLongestTextBytes = 1000;
constexpr std::size_t kMostNotes = 128;
constexpr std::size_t kSmallestInstrumentBytes = 6;
constexpr std::size_t kMostLevels = std::size_t{512} << 20U;

std::string fault_of(const Instrument& instrument) {
  if (instrument.name.size() > kLongestTextBytes || instrument.soundfont.size() > kLongestTextBytes)
    return "a text of more than 1000 bytes";
  if (instrument.program > 127) return "program " + std::to_string(instrument.program) + " is out of range";
  int before = -1;
  for (const NoteTemplate& note : instrument.notes) {
    if (note.pitch > 127 || note.pitch <= before) return "notes are not in the order of their pitch";
    if (note.frames < 1 || note.frames > kTemplateMostFrames || note.sustain_frames < 1 ||
        note.sustain_frames > note.frames || note.levels.size() != note.frames * kTemplateBins)
      return "the template of pitch " + std::to_string(note.pitch) + " has lengths that contradict each other";
    before = note.pitch;
  }
  return {};
}

void put_text(ByteWriter& writer, const std::string& text) {
  writer.put_varint(static_cast<std::uint32_t>(text.size()));
  writer.put_all(std::span<const char>(text));
}

void put_instrument(ByteWriter& writer, const Instrument& instrument) {
  put_text(writer, instrument.name);
  put_text(writer, instrument.soundfont);
  writer.put(instrument.program);
  writer.put(static_cast<std::uint8_t>(instrument.drum));
  writer.put(static_cast<std::uint8_t>(instrument.notes.size()));
  LevelModels models;
  LevelEncoder coder;
  for (const NoteTemplate& note : instrument.notes) {
    writer.put(note.pitch);
    writer.put_varint(note.sustain_frames);
    writer.put_varint(note.frames);
    std::vector<std::uint8_t> levels = note.levels;
    models.code(coder, levels, kTemplateBins);
  }
  const std::vector<std::byte> packed = coder.range.finish();
  writer.put_varint(static_cast<std::uint32_t>(packed.size()));
  writer.put_all(std::span<const std::byte>(packed));
}

class InstrumentReader {
 public:
  InstrumentReader(std::span<const std::byte> body, const std::string& name) : reader_(body), name_(name) {}

  Result<std::vector<Instrument>> read() {
    const std::uint32_t count = reader_.get_varint();
    if (reader_.failed() || count > reader_.remaining() / kSmallestInstrumentBytes)
      return corrupt("declares more instruments than the file can hold");
    std::vector<Instrument> instruments(count);
    for (Instrument& instrument : instruments) {
      TRIBUTARY_TRY(read_instrument(instrument));
      ++instrument_;
    }
    if (reader_.remaining() != 0) return corrupt("bytes follow the last instrument");
    return instruments;
  }

 private:
  Error corrupt(const std::string& reason) const {
    return Error{ErrorCode::kCorrupt, name_ + ": instrument " + std::to_string(instrument_) + ": " + reason};
  }

  Result<void> read_text(std::string& text) {
    const std::uint32_t length = reader_.get_varint();
    if (reader_.failed() || length > kLongestTextBytes || length > reader_.remaining())
      return corrupt("has a text longer than the file or than 1000 bytes");
    for (const std::byte letter : reader_.take(length)) text.push_back(static_cast<char>(letter));
    return {};
  }

  Result<void> read_instrument(Instrument& instrument) {
    TRIBUTARY_TRY(read_text(instrument.name));
    TRIBUTARY_TRY(read_text(instrument.soundfont));
    instrument.program = reader_.get<std::uint8_t>();
    const auto drum = reader_.get<std::uint8_t>();
    const auto notes = reader_.get<std::uint8_t>();
    if (reader_.failed() || instrument.program > 127 || drum > 1 || notes > kMostNotes)
      return corrupt("has a program, drum mark or number of notes out of range");
    instrument.drum = drum == 1;
    instrument.notes.resize(notes);
    int before = -1;
    for (NoteTemplate& note : instrument.notes) {
      TRIBUTARY_TRY(read_lengths(note, before));
      before = note.pitch;
    }
    return read_levels(instrument);
  }

  Result<void> read_lengths(NoteTemplate& note, int before) {
    note.pitch = reader_.get<std::uint8_t>();
    const std::uint32_t sustain = reader_.get_varint();
    const std::uint32_t frames = reader_.get_varint();
    if (reader_.failed() || note.pitch > 127 || note.pitch <= before || frames < 1 || frames > kTemplateMostFrames ||
        sustain < 1 || sustain > frames)
      return corrupt("has a note whose pitch or lengths are out of range");
    note.sustain_frames = static_cast<std::uint16_t>(sustain);
    note.frames = static_cast<std::uint16_t>(frames);
    levels_ += frames * kTemplateBins;
    if (levels_ > kMostLevels) return Error{ErrorCode::kLimit, name_ + ": its templates would take more than 512 MiB"};
    return {};
  }

  Result<void> read_levels(Instrument& instrument) {
    const std::uint32_t length = reader_.get_varint();
    if (reader_.failed() || length > reader_.remaining()) return corrupt("declares more levels than the file holds");
    LevelModels models;
    LevelDecoder coder{RangeDecoder(reader_.take(length))};
    for (NoteTemplate& note : instrument.notes) {
      if (coder.range.exhausted()) return corrupt("has levels that end too early");
      note.levels.resize(note.frames * kTemplateBins);
      models.code(coder, note.levels, kTemplateBins);
    }
    if (!coder.range.at_end()) return corrupt("has levels of another length than it declares");
    return {};
  }

  ByteReader reader_;
  const std::string& name_;
  std::size_t instrument_ = 0;
  std::size_t levels_ = 0;
};

}  // namespace

Result<std::vector<std::byte>> encode_template_bank(std::span<const Instrument> instruments) {
  ByteWriter writer;
  writer.put_varint(static_cast<std::uint32_t>(instruments.size()));
  for (const Instrument& instrument : instruments) {
    if (const std::string fault = fault_of(instrument); !fault.empty())
      return Error{ErrorCode::kInvalidInput, "instrument " + instrument.name + ": " + fault};
    put_instrument(writer, instrument);
  }
  return seal_bytes(kKind, writer.bytes());
}

Result<std::vector<Instrument>> decode_template_bank(std::span<const std::byte> bytes, const std::string& name) {
  TRIBUTARY_ASSIGN(const auto body, unseal_bytes(kKind, bytes, name));
  return InstrumentReader(body, name).read();
}

Result<std::vector<Instrument>> read_template_bank(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(const std::vector<std::byte> bytes, read_bytes(path));
  return decode_template_bank(bytes, path.string());
}

Result<void> write_template_bank(const std::filesystem::path& path, std::span<const Instrument> instruments) {
  TRIBUTARY_ASSIGN(const std::vector<std::byte> bytes, encode_template_bank(instruments));
  return write_bytes(path, bytes);
}

}  // namespace tributary::lab
