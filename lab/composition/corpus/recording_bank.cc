#include "lab/composition/corpus/recording_bank.h"

#include "index/byte_stream.h"
#include "lab/composition/corpus/level_coder.h"
#include "lab/composition/corpus/sealed_bytes.h"

// The body: the number of excerpts, then for each its name, its frames and, with their length in front, its levels as
// a range-coded stream.
namespace tributary::lab {
namespace {

using index::ByteReader;
using index::ByteWriter;

constexpr SealedKind kKind{{'T', 'R', 'I', 'B', 'R', 'E', 'C', 'S'}, 1, "recording bank"};
constexpr std::size_t kLongestNameBytes = 1000;
constexpr std::size_t kSmallestExcerptBytes = 3;
constexpr std::size_t kMostLevels = std::size_t{1} << 30U;

void put_excerpt(ByteWriter& writer, const RecordedExcerpt& excerpt) {
  writer.put_varint(static_cast<std::uint32_t>(excerpt.name.size()));
  writer.put_all(std::span<const char>(excerpt.name));
  writer.put_varint(static_cast<std::uint32_t>(excerpt.frames));
  LevelModels models;
  LevelEncoder coder;
  std::vector<std::uint8_t> levels = excerpt.levels;
  models.code(coder, levels, kRecordingBins);
  const std::vector<std::byte> packed = coder.range.finish();
  writer.put_varint(static_cast<std::uint32_t>(packed.size()));
  writer.put_all(std::span<const std::byte>(packed));
}

class ExcerptReader {
 public:
  ExcerptReader(std::span<const std::byte> body, const std::string& name) : reader_(body), name_(name) {}

  Result<std::vector<RecordedExcerpt>> read() {
    const std::uint32_t count = reader_.get_varint();
    if (reader_.failed() || count > reader_.remaining() / kSmallestExcerptBytes)
      return corrupt("declares more excerpts than the file can hold");
    std::vector<RecordedExcerpt> excerpts(count);
    for (RecordedExcerpt& excerpt : excerpts) {
      TRIBUTARY_TRY(read_head(excerpt));
      TRIBUTARY_TRY(read_levels(excerpt));
      ++excerpt_;
    }
    if (reader_.remaining() != 0) return corrupt("bytes follow the last excerpt");
    return excerpts;
  }

 private:
  Error corrupt(const std::string& reason) const {
    return Error{ErrorCode::kCorrupt, name_ + ": excerpt " + std::to_string(excerpt_) + ": " + reason};
  }

  Result<void> read_head(RecordedExcerpt& excerpt) {
    const std::uint32_t length = reader_.get_varint();
    if (reader_.failed() || length > kLongestNameBytes || length > reader_.remaining())
      return corrupt("has a name longer than the file or than 1000 bytes");
    for (const std::byte letter : reader_.take(length)) excerpt.name.push_back(static_cast<char>(letter));
    excerpt.frames = reader_.get_varint();
    if (reader_.failed() || excerpt.frames < 1 || excerpt.frames > kRecordingMostFrames)
      return corrupt("has a length that is out of range");
    levels_ += excerpt.frames * kRecordingBins;
    if (levels_ > kMostLevels) return Error{ErrorCode::kLimit, name_ + ": its levels would take more than 1 GiB"};
    return {};
  }

  Result<void> read_levels(RecordedExcerpt& excerpt) {
    const std::uint32_t length = reader_.get_varint();
    if (reader_.failed() || length > reader_.remaining()) return corrupt("declares more levels than the file holds");
    LevelModels models;
    LevelDecoder coder{RangeDecoder(reader_.take(length))};
    excerpt.levels.resize(excerpt.frames * kRecordingBins);
    models.code(coder, excerpt.levels, kRecordingBins);
    if (!coder.range.at_end()) return corrupt("has levels of another length than it declares");
    return {};
  }

  ByteReader reader_;
  const std::string& name_;
  std::size_t excerpt_ = 0;
  std::size_t levels_ = 0;
};

}  // namespace

Result<std::vector<std::byte>> encode_recording_bank(std::span<const RecordedExcerpt> excerpts) {
  ByteWriter writer;
  writer.put_varint(static_cast<std::uint32_t>(excerpts.size()));
  for (const RecordedExcerpt& excerpt : excerpts) {
    if (excerpt.name.size() > kLongestNameBytes || excerpt.frames < 1 || excerpt.frames > kRecordingMostFrames ||
        excerpt.levels.size() != excerpt.frames * kRecordingBins)
      return Error{ErrorCode::kInvalidInput, "excerpt " + excerpt.name + ": has a length that is out of range"};
    put_excerpt(writer, excerpt);
  }
  return seal_bytes(kKind, writer.bytes());
}

Result<std::vector<RecordedExcerpt>> decode_recording_bank(std::span<const std::byte> bytes, const std::string& name) {
  TRIBUTARY_ASSIGN(const auto body, unseal_bytes(kKind, bytes, name));
  return ExcerptReader(body, name).read();
}

Result<std::vector<RecordedExcerpt>> read_recording_bank(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(const std::vector<std::byte> bytes, read_bytes(path));
  return decode_recording_bank(bytes, path.string());
}

Result<void> write_recording_bank(const std::filesystem::path& path, std::span<const RecordedExcerpt> excerpts) {
  TRIBUTARY_ASSIGN(const std::vector<std::byte> bytes, encode_recording_bank(excerpts));
  return write_bytes(path, bytes);
}

}  // namespace tributary::lab
