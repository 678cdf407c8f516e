#include "lab/render/recording_bank_maker.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <optional>

#include "audio/decoder.h"
#include "base/parallel.h"
#include "dsp/constant_q.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

static_assert(kRecordingBins == dsp::kConstantQBins && audio::kSampleRateHz == dsp::kConstantQRateHz);

constexpr double kFramesPerSecond = static_cast<double>(dsp::kConstantQRateHz) / dsp::kConstantQHopSamples;
constexpr std::array<const char*, 6> kNames{".ogg", ".opus", ".mp3", ".flac", ".wav", ".m4a"};

std::vector<fs::path> audio_files(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (entry->is_regular_file() && std::find(kNames.begin(), kNames.end(), entry->path().extension()) != kNames.end())
      found.push_back(entry->path());
  std::sort(found.begin(), found.end());
  return found;
}

Result<std::vector<std::uint8_t>> levels_of(const fs::path& path, double most_s) {
  TRIBUTARY_ASSIGN(audio::Decoder decoder, audio::Decoder::open(path));
  dsp::ConstantQ constant_q;
  std::array<float, audio::kSampleRateHz> second{};
  for (double heard_s = 0; heard_s < most_s; ++heard_s) {
    TRIBUTARY_ASSIGN(const std::size_t count, decoder.read(second));
    if (count == 0) break;
    constant_q.add(std::span(second).first(count));
  }
  return std::move(constant_q.finish().levels);
}

std::size_t frames_of(double seconds) { return static_cast<std::size_t>(std::floor(seconds * kFramesPerSecond)); }

Result<RecordedExcerpt> make_excerpt(const fs::path& path, const std::string& name, const ExcerptLength& length) {
  TRIBUTARY_ASSIGN(std::vector<std::uint8_t> levels, levels_of(path, length.skipped_s + length.most_s));
  const std::size_t skipped = std::min(frames_of(length.skipped_s) * kRecordingBins, levels.size());
  levels.erase(levels.begin(), levels.begin() + static_cast<std::ptrdiff_t>(skipped));
  const std::size_t frames = std::min(levels.size() / kRecordingBins, kRecordingMostFrames);
  if (frames < std::max<std::size_t>(1, frames_of(length.fewest_s)))
    return Error{ErrorCode::kInvalidInput, path.string() + ": is too short"};
  levels.resize(frames * kRecordingBins);
  return RecordedExcerpt{name, frames, std::move(levels)};
}

}  // namespace

Result<RecordingBankMade> make_recording_bank(const fs::path& folder, const ExcerptLength& length, std::size_t threads,
                                              const std::function<void(std::size_t, std::size_t)>& progress) {
  const std::vector<fs::path> files = audio_files(folder);
  if (files.empty()) return Error{ErrorCode::kNotFound, folder.string() + ": holds no audio file"};
  std::vector<std::optional<Result<RecordedExcerpt>>> made(files.size());
  std::atomic<std::size_t> done{0};
  base::parallel_for(files.size(), threads, [&](std::size_t i) {
    made[i] = make_excerpt(files[i], files[i].lexically_relative(folder).string(), length);
    progress(++done, files.size());
  });
  RecordingBankMade bank;
  for (auto& excerpt : made) {
    if (*excerpt)
      bank.excerpts.push_back(std::move(**excerpt));
    else
      bank.left_out.push_back(excerpt->error().message);
  }
  return bank;
}

}  // namespace tributary::lab
