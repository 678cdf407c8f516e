#include "pipeline/feature_extraction.h"

#include <span>
#include <vector>

#include "audio/decoder.h"
#include "audio/loudness.h"

namespace tributary::pipeline {
namespace {

static_assert(audio::kSampleRateHz == dsp::kSampleRateHz);
constexpr std::size_t kBlockSamples = 65536;

}  // namespace

Result<Features> extract_features(const std::filesystem::path& path, Role role, ProgressListener* progress) {
  TRIBUTARY_ASSIGN(audio::Decoder decoder, audio::Decoder::open(path));
  TRIBUTARY_ASSIGN(audio::Loudness loudness, audio::Loudness::create());
  dsp::Fingerprinter fingerprinter(role == Role::kQuery ? dsp::kQueryPeaksPerSecond : dsp::kReferencePeaksPerSecond);
  if (role == Role::kQuery) fingerprinter.listen_closely();
  std::vector<float> block(kBlockSamples);
  while (true) {
    TRIBUTARY_ASSIGN(const std::size_t count, decoder.read(block));
    if (count == 0) break;
    const auto samples = std::span<const float>(block).first(count);
    TRIBUTARY_TRY(loudness.add(samples));
    fingerprinter.add(samples);
    if (progress != nullptr) progress->hear(static_cast<double>(count) / audio::kSampleRateHz);
  }
  TRIBUTARY_ASSIGN(audio::LoudnessReport report, loudness.finish());
  Features features{fingerprinter.finish(), report.integrated_lufs, std::move(report.sounding_weights), {}};
  if (role == Role::kQuery) features.energy_ranks = fingerprinter.take_energy_ranks();
  return features;
}

}  // namespace tributary::pipeline
