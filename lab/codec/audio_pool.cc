#include "lab/codec/audio_pool.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <system_error>

#include "audio/decoder.h"
#include "lab/codec/codec_kind.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostSamples = std::size_t{240} * kCodecRateHz;
constexpr std::size_t kBlockSamples = std::size_t{10} * kCodecRateHz;
constexpr std::size_t kFewestSamples = kCodecRateHz;
constexpr float kStep = 16384;  // 1.0 leaves room for peaks 26 dB above the level
constexpr double kQuiet = 0.1;  // of kCodecLevel: an excerpt below it does not sound
constexpr int kTries = 8;
constexpr std::array<std::string_view, 8> kEndings = {".wav", ".ogg", ".mp3", ".flac", ".opus", ".m4a", ".oga", ".aac"};

double root_mean_square(std::span<const float> samples) {
  double sum = 0;
  for (const float sample : samples) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return samples.empty() ? 0 : std::sqrt(sum / static_cast<double>(samples.size()));
}

void scale(std::span<float> samples, double gain) {
  for (float& sample : samples) sample *= static_cast<float>(gain);
}

Result<std::vector<float>> read_beginning(const fs::path& path) {
  TRIBUTARY_ASSIGN(audio::Decoder decoder, audio::Decoder::open(path, {}, {kCodecRateHz, 1}));
  std::vector<float> samples;
  std::vector<float> block(kBlockSamples);
  while (samples.size() < kMostSamples) {
    TRIBUTARY_ASSIGN(const std::size_t count, decoder.read(block));
    samples.insert(samples.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(count));
    if (count < block.size()) break;
  }
  return samples;
}

// `samples` values at `speed` times the speed, between which lines are drawn.
std::vector<float> resampled(std::span<const float> source, std::size_t samples, double speed) {
  std::vector<float> result(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    const double place = static_cast<double>(i) * speed;
    const auto before = static_cast<std::size_t>(place);
    const auto part = static_cast<float>(place - static_cast<double>(before));
    result[i] = source[before] * (1 - part) + source[before + 1] * part;
  }
  return result;
}

// Decaying noise every so often, dull or bright: the percussion that collections of tunes lack.
void add_bursts(std::span<float> samples, Random& random) {
  const double period_s = random.uniform(0.15, 0.6);
  const double decay_s = random.uniform(0.01, 0.12);
  const double brightness = random.uniform(0.05, 1);
  const double level = kCodecLevel * random.uniform(0.3, 3);
  const auto period = static_cast<std::size_t>(period_s * kCodecRateHz);
  const std::size_t offset = random.below(period);
  double smooth = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double since_s = static_cast<double>((i + offset) % period) / kCodecRateHz;
    smooth += brightness * (random.normal() - smooth);
    samples[i] += static_cast<float>(level * std::exp(-since_s / decay_s) * smooth / std::sqrt(brightness));
  }
}

void distort(std::span<float> samples, double drive) {
  for (float& sample : samples) sample = static_cast<float>(std::tanh(drive * static_cast<double>(sample)));
}

}  // namespace

Result<std::vector<fs::path>> audio_files_below(const std::vector<fs::path>& folders) {
  std::vector<fs::path> files;
  for (const fs::path& folder : folders) {
    std::error_code failure;
    fs::recursive_directory_iterator entries(folder, failure);
    if (failure) return Error{ErrorCode::kNotFound, folder.string() + ": " + failure.message()};
    for (; entries != fs::recursive_directory_iterator(); entries.increment(failure)) {
      const std::string ending = entries->path().extension().string();
      if (entries->is_regular_file(failure) && std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end())
        files.push_back(entries->path());
      if (failure) return Error{ErrorCode::kIo, folder.string() + ": " + failure.message()};
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

AudioPool::AudioPool(std::vector<std::vector<float>> tracks) {
  for (std::vector<float>& track : tracks) {
    const double level = root_mean_square(track);
    if (track.size() < kFewestSamples || level < 1e-5) continue;
    scale(track, kCodecLevel / level);
    std::vector<std::int16_t> stored(track.size());
    std::transform(track.begin(), track.end(), stored.begin(), [](float sample) {
      return static_cast<std::int16_t>(std::lrint(std::clamp(sample * kStep, -32767.0F, 32767.0F)));
    });
    ends_.push_back((ends_.empty() ? 0 : ends_.back()) + stored.size());
    tracks_.push_back(std::move(stored));
  }
}

Result<AudioPool> AudioPool::read(std::span<const fs::path> files) {
  std::vector<std::vector<float>> tracks;
  for (const fs::path& file : files) {
    TRIBUTARY_ASSIGN(std::vector<float> track, read_beginning(file));
    tracks.push_back(std::move(track));
  }
  AudioPool pool(std::move(tracks));
  if (pool.tracks_.empty())
    return Error{ErrorCode::kInvalidInput, std::to_string(files.size()) + " files hold no second of music"};
  return pool;
}

double AudioPool::duration_s() const { return ends_.empty() ? 0 : static_cast<double>(ends_.back()) / kCodecRateHz; }

std::vector<float> AudioPool::excerpt(std::size_t samples, Random& random) const {
  std::vector<float> chosen(samples, 0.0F);
  for (int attempt = 0; attempt < kTries; ++attempt) {
    const std::size_t place = random.below(ends_.back());
    const auto track = static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), place) - ends_.begin());
    const std::vector<std::int16_t>& source = tracks_[track];
    const std::size_t latest = source.size() > samples ? source.size() - samples : 0;
    const std::size_t first = std::min(place - (ends_[track] - source.size()), latest);
    const std::size_t count = std::min(samples, source.size() - first);
    std::fill(chosen.begin(), chosen.end(), 0.0F);
    for (std::size_t i = 0; i < count; ++i) chosen[i] = static_cast<float>(source[first + i]) / kStep;
    if (root_mean_square(chosen) > kQuiet * kCodecLevel) break;
  }
  return chosen;
}

std::vector<float> AudioPool::varied_excerpt(std::size_t samples, Random& random) const {
  const double speed = random.chance(0.5) ? random.uniform(0.7, 1.4) : 1;
  const auto span = static_cast<std::size_t>(static_cast<double>(samples) * speed) + 2;
  std::vector<float> varied = resampled(excerpt(span, random), samples, speed);
  if (random.chance(0.3)) {
    const std::vector<float> second = excerpt(samples, random);
    const auto gain = static_cast<float>(random.uniform(0.2, 1.5));
    for (std::size_t i = 0; i < samples; ++i) varied[i] += gain * second[i];
  }
  if (random.chance(0.3)) add_bursts(varied, random);
  if (random.chance(0.15)) distort(varied, random.uniform(3, 15));
  const double level = root_mean_square(varied);
  const double wanted =
      std::min(std::max(level, 0.3 * kCodecLevel), 2.0 * kCodecLevel) * std::pow(10, random.uniform(-6, 3) / 20);
  scale(varied, level > 1e-6 ? wanted / level : 0);
  return varied;
}

}  // namespace tributary::lab
