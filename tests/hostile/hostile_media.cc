#include "tests/hostile/hostile_media.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <numbers>
#include <optional>
#include <random>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "audio/encoder.h"

namespace tributary::hostile {
namespace {

constexpr int kRateHz = 44100;
constexpr int kChannels = 2;
constexpr double kDuration_s = 4;

std::string little_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>((value >> (8 * i)) & 0xFF);
  return text;
}

struct WavHeader {
  std::uint16_t format = 1;  // 1: integers, 3: floats
  std::uint16_t channels = 1;
  std::uint32_t rate_hz = kRateHz;
  std::uint16_t bits = 16;
};

std::string wav(const WavHeader& header, const std::string& data, std::uint32_t declared_bytes) {
  const std::uint32_t block = std::uint32_t{header.channels} * header.bits / 8;
  return "RIFF" + little_endian(36 + std::uint64_t{declared_bytes}, 4) + "WAVEfmt " + little_endian(16, 4) +
         little_endian(header.format, 2) + little_endian(header.channels, 2) + little_endian(header.rate_hz, 4) +
         little_endian(std::uint64_t{header.rate_hz} * block, 4) + little_endian(block, 2) +
         little_endian(header.bits, 2) + "data" + little_endian(declared_bytes, 4) + data;
}

std::string replaced(std::string bytes, std::string_view from, std::string_view to) {
  for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + to.size())) {
    bytes.replace(at, from.size(), to);
  }
  return bytes;
}

std::string first_half(const std::string& bytes) { return bytes.substr(0, bytes.size() * 55 / 100); }

// Makes the files one by one and remembers the first failure.
class Workshop {
 public:
  Workshop(std::filesystem::path folder, std::uint64_t seed)
      : folder_(std::move(folder)), random_(seed), source_(hostile_source(seed)) {}

  void add(const std::string& defect, const std::string& extension, const std::string& bytes,
           const std::string& expected) {
    const auto path = announce(defect, extension, expected);
    std::ofstream file(path, std::ios::binary);
    file << bytes;
    if (!file.flush()) fail(path);
  }

  // Lists a file that the caller makes, or leaves missing.
  std::filesystem::path announce(const std::string& defect, const std::string& extension, const std::string& expected) {
    files_.push_back({defect, folder_ / (defect + "." + extension), expected});
    return files_.back().path;
  }

  std::string encoded(audio::Codec codec, std::span<const float> samples) {
    const auto path = folder_ / "whole.tmp";
    audio::EncodeFormat format;
    format.codec = codec;
    format.rate_hz = kRateHz;
    format.channels = kChannels;
    if (auto written = audio::encode_file(path, samples, format); !written) {
      error_ = std::move(written).error();
      return {};
    }
    std::ifstream file(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    file.close();
    std::filesystem::remove(path);
    return bytes;
  }
  const std::string& encoded(audio::Codec codec) {
    std::string& bytes = whole_[codec];
    if (bytes.empty()) bytes = encoded(codec, source_);
    return bytes;
  }

  std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random_() & 0xFF);
    return bytes;
  }

  std::string scrambled_middle(std::string bytes) {
    const std::size_t from = bytes.size() / 3;
    return bytes.replace(from, from, random_bytes(from));
  }

  void fail(const std::filesystem::path& path) { error_ = Error{ErrorCode::kIo, path.string() + ": cannot be made"}; }

  Result<std::vector<HostileMedia>> finish() && {
    if (error_) return *error_;
    return std::move(files_);
  }

 private:
  std::filesystem::path folder_;
  std::mt19937_64 random_;
  std::vector<float> source_;
  std::map<audio::Codec, std::string> whole_;
  std::vector<HostileMedia> files_;
  std::optional<Error> error_;
};

void make_non_files(Workshop& shop) {
  shop.announce("missing", "wav", "no such file");
  const auto directory = shop.announce("directory", "wav", "is a directory");
  std::error_code failure;
  std::filesystem::create_directory(directory, failure);
  const auto pipe = shop.announce("named_pipe", "wav", "is not a regular file");
  if (failure || (::mkfifo(pipe.c_str(), 0600) != 0 && errno != EEXIST)) shop.fail(pipe);
  const auto loop = shop.announce("link_to_itself", "wav", "cannot open");
  std::filesystem::remove(loop, failure);
  std::filesystem::create_symlink(loop, loop, failure);
  if (failure) shop.fail(loop);
}

void make_non_media(Workshop& shop) {
  const std::string not_media = "is not a media file";
  const std::string not_audio = "is not an audio file";
  shop.add("empty", "wav", "", "is empty (0 bytes)");
  shop.add("text", "mp3", "It was a dark and stormy night; the rain fell in torrents.\n", not_media);
  shop.add("name_of_two\nlines", "mp3", "text again", not_media);
  shop.add("web_page", "m4a", "<!DOCTYPE html><html><body><h1>404 Not Found</h1></body></html>\n", not_media);
  shop.add("random_bytes", "ogg", shop.random_bytes(100000), not_media);
  shop.add("random_bytes_called_mp3", "mp3", shop.random_bytes(200000), not_media);
  shop.add("zeros", "wav", std::string(100000, '\0'), not_media);
  shop.add("zip_archive", "flac", "PK\x03\x04\x14" + std::string(25, '\0') + shop.random_bytes(5000), not_media);
  const std::string png_start =
      std::string("\x89PNG\r\n\x1a\n", 8) + std::string("\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0", 21);
  shop.add("png_image", "mp3", png_start + shop.random_bytes(1000), not_audio);
  shop.add("hls_playlist", "mp3",
           "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
           not_audio);
  shop.add("concat_script", "wav", "ffconcat version 1.0\nfile /etc/passwd\n", not_audio);
}

void make_cut_files(Workshop& shop) {
  using audio::Codec;
  shop.add("wav_cut_in_half", "wav", first_half(shop.encoded(Codec::kWavPcm16)), "truncated: ");
  shop.add("flac_cut_in_half", "flac", first_half(shop.encoded(Codec::kFlac)), "truncated: ");
  shop.add("mp3_cut_in_half", "mp3", first_half(shop.encoded(Codec::kMp3)), "truncated: ");
  shop.add("vorbis_cut_in_half", "ogg", first_half(shop.encoded(Codec::kVorbis)), "truncated: ");
  shop.add("opus_cut_in_half", "opus", first_half(shop.encoded(Codec::kOpus)), "truncated: ");
  shop.add("m4a_cut_before_its_index", "m4a", first_half(shop.encoded(Codec::kAac)), "truncated or damaged");
  shop.add("wav_cut_in_its_header", "wav", shop.encoded(Codec::kWavPcm16).substr(0, 40), "truncated or damaged");
  shop.add("ogg_cut_in_its_header", "ogg", shop.encoded(Codec::kVorbis).substr(0, 58), "truncated or damaged");
  shop.add("flac_cut_in_its_header", "flac", shop.encoded(Codec::kFlac).substr(0, 40), "truncated or damaged");
}

void make_damaged_files(Workshop& shop) {
  using audio::Codec;
  shop.add("flac_scrambled_middle", "flac", shop.scrambled_middle(shop.encoded(Codec::kFlac)), "damaged: ");
  shop.add("mp3_scrambled_middle", "mp3", shop.scrambled_middle(shop.encoded(Codec::kMp3)), "damaged: ");
  shop.add("vorbis_scrambled_middle", "ogg", shop.scrambled_middle(shop.encoded(Codec::kVorbis)), "damaged: ");
  shop.add("opus_scrambled_middle", "opus", shop.scrambled_middle(shop.encoded(Codec::kOpus)), "damaged: ");
  shop.add("aac_scrambled_middle", "m4a", shop.scrambled_middle(shop.encoded(Codec::kAac)), "damaged: ");
  shop.add("encrypted_aac", "m4a", replaced(shop.encoded(Codec::kAac), "mp4a", "enca"), "is encrypted");
  shop.add("fairplay_aac", "m4p", replaced(shop.encoded(Codec::kAac), "mp4a", "drms"), "is encrypted");
  shop.add("no_audio_stream", "m4a", replaced(shop.encoded(Codec::kAac), "soun", "vide"), "has no audio stream");
  shop.add("flac_without_samples", "flac", shop.encoded(Codec::kFlac, {}), "holds no audio");
}

void make_absurd_wavs(Workshop& shop) {
  const std::string quiet(40000, '\0');
  const auto size = static_cast<std::uint32_t>(quiet.size());
  std::vector<float> floats(10000, 0.25F);
  const auto float_wav = [&](float value) {
    floats[5000] = value;
    return wav({.format = 3, .bits = 32}, std::string(reinterpret_cast<const char*>(floats.data()), floats.size() * 4),
               40000);
  };
  shop.add("wav_without_samples", "wav", wav({}, "", 0), "holds no audio");
  shop.add("not_a_number", "wav", float_wav(std::numeric_limits<float>::quiet_NaN()), "not a finite number");
  shop.add("infinite_sample", "wav", float_wav(-std::numeric_limits<float>::infinity()), "not a finite number");
  shop.add("integers_called_floats", "wav", float_wav(32767.0F), "far outside full scale");
  shop.add("no_channels", "wav", wav({.channels = 0}, quiet, size), "0 channels at 44100 Hz");
  shop.add("a_thousand_channels", "wav", wav({.channels = 1000}, quiet, size), "channel count 1000");
  shop.add("zero_hertz", "wav", wav({.rate_hz = 0}, quiet, size), "Invalid sample rate: 0");
  shop.add("one_hertz", "wav", wav({.rate_hz = 1}, quiet, size), "sample rate 1");
  shop.add("two_gigahertz", "wav", wav({.rate_hz = 2000000000}, quiet, size), "sample rate 2000000000");
  shop.add("unknown_codec", "wav", wav({.format = 0x7A7A}, quiet, size), "no decoder");
  shop.add("declares_two_days", "wav", wav({.rate_hz = 8000}, quiet, 0xF0000000), "too long: it declares");
  shop.add("declares_more_than_it_holds", "wav", wav({}, quiet, 40000000), "truncated: ");
  std::string flac = shop.encoded(audio::Codec::kFlac);
  // The low 32 of the 36 bits that count STREAMINFO's samples.
  if (flac.size() > 26) std::fill(flac.begin() + 22, flac.begin() + 26, static_cast<char>(0xFF));
  shop.add("declares_a_day_of_samples", "flac", flac, "too long: it declares");
}

}  // namespace

std::vector<float> hostile_source(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::array<double, 5> frequencies_hz{};
  for (double& frequency : frequencies_hz) frequency = 100 + static_cast<double>(random() % 4000);
  const auto frames = static_cast<std::size_t>(kDuration_s * kRateHz);
  std::vector<float> samples(frames * kChannels);
  for (std::size_t i = 0; i < frames; ++i) {
    const double t = static_cast<double>(i) / kRateHz;
    double value = 0.02 * (static_cast<double>(random() % 2000) / 1000 - 1);
    for (const double frequency : frequencies_hz) {
      value += 0.1 * std::sin(2 * std::numbers::pi * frequency * t) * (1 + std::sin(t * frequency / 100));
    }
    samples[2 * i] = static_cast<float>(value);
    samples[2 * i + 1] = static_cast<float>(0.7 * value);
  }
  return samples;
}

Result<std::vector<HostileMedia>> make_hostile_media(const std::filesystem::path& folder, std::uint64_t seed) {
  Workshop shop(folder, seed);
  make_non_files(shop);
  make_non_media(shop);
  make_cut_files(shop);
  make_damaged_files(shop);
  make_absurd_wavs(shop);
  return std::move(shop).finish();
}

}  // namespace tributary::hostile
