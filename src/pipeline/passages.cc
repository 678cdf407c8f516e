#include "pipeline/passages.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

#include "audio/decoder.h"
#include "audio/encoder.h"
#include "audio/resampler.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "dsp/constant_q.h"

namespace tributary::pipeline {
namespace {

constexpr int kListeningRateHz = 32000;  // what MP3 keeps of it at this bit rate reaches to 14 kHz
constexpr int kExcerptBitRate = 56'000;
constexpr std::size_t kBlockSamples = 65536;

std::size_t sample_of(double second) {
  return static_cast<std::size_t>(std::llround(std::max(second, 0.0) * kListeningRateHz));
}

using Samples = std::vector<float>;

Result<void> check_content(const WantedFile& file) {
  TRIBUTARY_ASSIGN(const std::string sha256, base::sha256_of_file(file.path));
  if (sha256 == file.sha256) return {};
  return Error{ErrorCode::kConflict,
               file.path.string() + ": is no longer the file it was: its SHA-256 is now " + sha256};
}

// The samples of each passage, as far as the file reaches.
Result<std::vector<Samples>> decode(const WantedFile& file) {
  TRIBUTARY_TRY(check_content(file));
  TRIBUTARY_ASSIGN(audio::Decoder decoder, audio::Decoder::open(file.path, {}, {kListeningRateHz, 1}));
  std::size_t last = 0;
  for (const WantedPassage& passage : file.passages) last = std::max(last, sample_of(passage.end_s));
  std::vector<Samples> passages(file.passages.size());
  Samples block(kBlockSamples);
  for (std::size_t begin = 0; begin < last;) {
    TRIBUTARY_ASSIGN(const std::size_t count, decoder.read(block));
    if (count == 0) break;
    for (std::size_t i = 0; i < passages.size(); ++i) {
      const std::size_t from = std::max(begin, sample_of(file.passages[i].start_s));
      const std::size_t to = std::min(begin + count, sample_of(file.passages[i].end_s));
      for (std::size_t sample = from; sample < to; ++sample) passages[i].push_back(block[sample - begin]);
    }
    begin += count;
  }
  return passages;
}

Result<report::ConstantQLevels> spectrum_of(const Samples& samples, const std::string& name) {
  TRIBUTARY_ASSIGN(const Samples slow, audio::convert_rate(samples, 1, kListeningRateHz, dsp::kConstantQRateHz, name));
  dsp::ConstantQ constant_q;
  constant_q.add(slow);
  dsp::ConstantQSpectrum heard = constant_q.finish();
  report::ConstantQLevels spectrum;
  spectrum.frames = heard.frames;
  spectrum.bins = dsp::kConstantQBins;
  spectrum.levels = std::move(heard.levels);
  spectrum.frames_per_s = static_cast<double>(dsp::kConstantQRateHz) / dsp::kConstantQHopSamples;
  spectrum.db_per_level = dsp::kConstantQLevelStepDb;
  spectrum.bins_per_semitone = dsp::kConstantQBinsPerSemitone;
  spectrum.lowest_key = dsp::kConstantQLowestPitch - 1.0 / dsp::kConstantQBinsPerSemitone;
  return spectrum;
}

Result<std::string> excerpt_of(std::span<const float> samples, const std::string& name) {
  audio::EncodeFormat format;
  format.codec = audio::Codec::kMp3;
  format.rate_hz = kListeningRateHz;
  format.channels = 1;
  format.bit_rate = kExcerptBitRate;
  format.quick = true;
  TRIBUTARY_ASSIGN(const std::vector<std::byte> bytes, audio::encode_bytes(name, samples, format));
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Result<report::Passage> describe(const WantedPassage& wanted, const Samples& samples, const std::string& name) {
  report::Passage passage;
  passage.start_s = wanted.start_s;
  passage.end_s = wanted.start_s + static_cast<double>(samples.size()) / kListeningRateHz;
  if (samples.empty()) {
    passage.missing = name + ": ends before the passage begins";
    return passage;
  }
  TRIBUTARY_ASSIGN(passage.spectrum, spectrum_of(samples, name));
  const std::size_t start = sample_of(wanted.start_s);
  const std::size_t from = std::min(sample_of(wanted.excerpt_start_s) - start, samples.size());
  const std::size_t to = std::min(sample_of(wanted.excerpt_end_s) - start, samples.size());
  if (to <= from) return passage;
  passage.excerpt_start_s = wanted.excerpt_start_s;
  passage.excerpt_end_s = wanted.start_s + static_cast<double>(to) / kListeningRateHz;
  TRIBUTARY_ASSIGN(passage.excerpt_mp3, excerpt_of(std::span(samples).subspan(from, to - from), name));
  return passage;
}

report::Passage missing(const WantedPassage& wanted, const Error& error) {
  report::Passage passage;
  passage.start_s = wanted.start_s;
  passage.end_s = wanted.end_s;
  passage.missing = error.message;
  return passage;
}

}  // namespace

Result<std::vector<std::vector<report::Passage>>> read_passages(const std::vector<WantedFile>& files,
                                                                std::size_t threads) {
  std::vector<std::optional<Result<std::vector<Samples>>>> decoded(files.size());
  base::parallel_for(files.size(), threads, [&](std::size_t i) { decoded[i] = decode(files[i]); });

  std::vector<std::vector<report::Passage>> passages(files.size());
  std::vector<std::pair<std::size_t, std::size_t>> jobs;  // file, passage
  for (std::size_t i = 0; i < files.size(); ++i)
    for (std::size_t j = 0; j < files[i].passages.size(); ++j) {
      passages[i].emplace_back();
      jobs.emplace_back(i, j);
    }
  std::vector<std::optional<Error>> failures(jobs.size());
  base::parallel_for(jobs.size(), threads, [&](std::size_t job) {
    const auto [i, j] = jobs[job];
    const WantedPassage& wanted = files[i].passages[j];
    const auto& samples = *decoded[i];
    auto described = samples ? describe(wanted, (*samples)[j], files[i].path.string())
                             : Result<report::Passage>(missing(wanted, samples.error()));
    if (described)
      passages[i][j] = std::move(*described);
    else
      failures[job] = described.error();
  });
  for (const auto& failure : failures)
    if (failure) return *failure;
  return passages;
}

}  // namespace tributary::pipeline
