#include "audio/declared_length.h"

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace tributary::audio {
namespace {

constexpr std::size_t kOggHeaderBytes = 27;

std::string read_part(const std::filesystem::path& path, std::uint64_t offset, std::size_t bytes) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset));
  std::string part(bytes, '\0');
  file.read(part.data(), static_cast<std::streamsize>(bytes));
  part.resize(static_cast<std::size_t>(file.gcount()));
  return part;
}

std::uint32_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

std::uint32_t big_endian32(std::string_view bytes, std::size_t at) {
  return (byte_at(bytes, at) << 24) | (byte_at(bytes, at + 1) << 16) | (byte_at(bytes, at + 2) << 8) |
         byte_at(bytes, at + 3);
}

// Where the audio starts behind any ID3v2 tags (their sizes have 7 bits a byte).
std::uint64_t after_id3v2(const std::filesystem::path& path) {
  constexpr std::size_t kHeaderBytes = 10;
  std::uint64_t offset = 0;
  for (;;) {
    const std::string header = read_part(path, offset, kHeaderBytes);
    if (header.size() < kHeaderBytes || !header.starts_with("ID3")) return offset;
    std::uint64_t size = 0;
    for (std::size_t i = 6; i < kHeaderBytes; ++i) size = (size << 7) | (byte_at(header, i) & 0x7F);
    const bool footer = (byte_at(header, 5) & 0x10) != 0;
    offset += size + (footer ? 2 : 1) * kHeaderBytes;
  }
}

// FFmpeg drops the frame count of a Xing header when the file is shorter than the header says, which is
// just when it is wanted. The header sits in the first frame, behind its side information.
std::optional<double> xing_duration_s(const MediaSource& source) {
  constexpr std::size_t kMaxSideBytes = 64;
  const std::string start = read_part(source.path(), after_id3v2(source.path()), 4096);
  for (const char* mark : {"Xing", "Info"}) {
    const std::size_t at = start.find(mark);
    if (at == std::string::npos || at > kMaxSideBytes || at + 12 > start.size()) continue;
    const bool counts_frames = (byte_at(start, at + 7) & 1) != 0;
    if (!counts_frames) return std::nullopt;
    const bool mpeg1 = (byte_at(start, 1) & 0x18) == 0x18;
    const double samples = static_cast<double>(big_endian32(start, at + 8)) * (mpeg1 ? 1152 : 576);
    return samples / source.stream().codecpar->sample_rate;
  }
  return std::nullopt;
}

std::uint32_t little_endian32(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) | (byte_at(bytes, at + 1) << 8) | (byte_at(bytes, at + 2) << 16) |
         (byte_at(bytes, at + 3) << 24);
}

// FFmpeg trusts the size of a WAV file over its header. A size of 0 or of all ones stands for "unknown",
// as a program that writes to a pipe leaves it.
std::optional<double> wav_duration_s(const MediaSource& source) {
  constexpr std::size_t kChunkHeaderBytes = 8;
  constexpr int kMaxChunks = 64;
  const AVCodecParameters& parameters = *source.stream().codecpar;
  const double bytes_per_second = static_cast<double>(parameters.block_align) * parameters.sample_rate;
  if (av_get_bits_per_sample(parameters.codec_id) == 0 || bytes_per_second <= 0) return std::nullopt;
  std::uint64_t offset = 12;
  for (int i = 0; i < kMaxChunks; ++i) {
    const std::string header = read_part(source.path(), offset, kChunkHeaderBytes);
    if (header.size() < kChunkHeaderBytes) return std::nullopt;
    const std::uint32_t size = little_endian32(header, 4);
    if (header.starts_with("data")) {
      if (size == 0 || size >= 0xFFFFFF00U) return std::nullopt;
      return size / bytes_per_second;
    }
    offset += kChunkHeaderBytes + size + (size & 1U);
  }
  return std::nullopt;
}

// Whether the last whole page in `tail`, the end of an Ogg file, carries the end-of-stream flag.
bool ends_stream(std::string_view tail) {
  constexpr std::uint32_t kEndOfStream = 0x04;
  for (std::size_t limit = tail.size(); limit > 0;) {
    const std::size_t at = tail.rfind("OggS", limit - 1);
    if (at == std::string_view::npos) return false;
    limit = at;
    if (at + kOggHeaderBytes > tail.size()) continue;
    const std::size_t body = at + kOggHeaderBytes + byte_at(tail, at + kOggHeaderBytes - 1);
    if (body > tail.size()) continue;
    std::size_t end = body;
    for (std::size_t i = at + kOggHeaderBytes; i < body; ++i) end += byte_at(tail, i);
    if (end <= tail.size()) return (byte_at(tail, at + 5) & kEndOfStream) != 0;
  }
  return false;
}

}  // namespace

std::optional<double> declared_duration_s(const MediaSource& source) {
  const AVFormatContext& format = source.format();
  const AVStream& stream = source.stream();
  if (stream.codecpar->codec_id == AV_CODEC_ID_MP3 && std::string_view(format.iformat->name) == "mp3") {
    return xing_duration_s(source);
  }
  if (std::string_view(format.iformat->name) == "wav") return wav_duration_s(source);
  if (format.duration_estimation_method != AVFMT_DURATION_FROM_STREAM) return std::nullopt;
  if (stream.duration != AV_NOPTS_VALUE && stream.duration > 0) {
    return static_cast<double>(stream.duration) * av_q2d(stream.time_base);
  }
  // Matroska states one duration for the whole file; beside other streams the audio may be shorter.
  if (format.nb_streams == 1 && format.duration != AV_NOPTS_VALUE && format.duration > 0) {
    return static_cast<double>(format.duration) / AV_TIME_BASE;
  }
  return std::nullopt;
}

Result<void> check_ogg_end(const MediaSource& source) {
  if (std::string_view(source.format().iformat->name) != "ogg") return {};
  constexpr std::size_t kMaxPageBytes = kOggHeaderBytes + 255 + 255 * 255;
  std::error_code failure;
  const std::uint64_t size = std::filesystem::file_size(source.path(), failure);
  if (failure) return Error{ErrorCode::kIo, source.name() + ": cannot read: " + failure.message()};
  const std::uint64_t from = size > 2 * kMaxPageBytes ? size - 2 * kMaxPageBytes : 0;
  if (ends_stream(read_part(source.path(), from, 2 * kMaxPageBytes))) return {};
  return Error{ErrorCode::kCorrupt, source.name() + ": truncated: the Ogg stream has no end-of-stream page"};
}

}  // namespace tributary::audio
