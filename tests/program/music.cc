#include "tests/program/music.h"

#include <system_error>

#include <gtest/gtest.h>

#include "audio/decoder.h"

namespace tributary::testing {
namespace {

namespace fs = std::filesystem;

// The folder of the installed release; empty where there is none.
fs::path music_folder() {
  std::error_code failure;
  for (fs::directory_iterator release("/usr/share/games/wesnoth", failure), end; !failure && release != end;
       release.increment(failure)) {
    const fs::path folder = release->path() / "data/core/music";
    if (fs::exists(folder)) return folder;
  }
  return {};
}

}  // namespace

bool has_music() { return !music_folder().empty(); }

std::vector<float> music_cut(const std::string& track, double start_s, double duration_s) {
  auto decoder = audio::Decoder::open(music_folder() / track, {}, {kMusicRateHz, 1});
  if (!decoder) {
    ADD_FAILURE() << decoder.error().message;
    return {};
  }
  std::vector<float> samples(static_cast<std::size_t>((start_s + duration_s) * kMusicRateHz));
  const auto count = decoder->read(samples);
  EXPECT_TRUE(count && *count == samples.size()) << track << " is too short";
  samples.erase(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(start_s * kMusicRateHz));
  return samples;
}

void write_music(const fs::path& path, const std::vector<float>& samples, audio::Codec codec, int bit_rate) {
  fs::create_directories(path.parent_path());
  audio::EncodeFormat format;
  format.codec = codec;
  format.rate_hz = kMusicRateHz;
  format.channels = 1;
  format.bit_rate = bit_rate;
  const auto written = audio::encode_file(path, samples, format);
  EXPECT_TRUE(written) << written.error().message;
}

}  // namespace tributary::testing
