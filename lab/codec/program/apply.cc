// lab_codec apply: audio files through a codec.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "audio/decoder.h"
#include "audio/encoder.h"
#include "lab/codec/audio_pool.h"
#include "lab/codec/codec_model.h"
#include "lab/codec/program/jobs.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

struct Options {
  fs::path model;
  fs::path in;
  fs::path out;
  int threads = 1;
};

Result<std::vector<float>> read_mono(const fs::path& path, int& rate_hz) {
  {
    TRIBUTARY_ASSIGN(const audio::Decoder decoder, audio::Decoder::open(path));
    rate_hz = decoder.info().source_rate_hz;
  }
  return audio::decode_file(path, {}, {rate_hz, 1});
}

void turn_down_to_full_scale(std::vector<float>& samples) {
  float peak = 0;
  for (const float sample : samples) peak = std::max(peak, std::abs(sample));
  if (peak <= 0.999F) return;
  for (float& sample : samples) sample *= 0.999F / peak;
}

Result<void> apply_to_file(const CodecModel& model, const fs::path& in, const fs::path& out) {
  int rate_hz = 0;
  TRIBUTARY_ASSIGN(const std::vector<float> samples, read_mono(in, rate_hz));
  Result<std::vector<float>> decoded = through_codec(model, samples, rate_hz);
  if (!decoded) return in_context(std::move(decoded).error(), in.string());
  turn_down_to_full_scale(*decoded);
  return audio::encode_file(out, *decoded, {audio::Codec::kWavPcm16, rate_hz, 1, 0, {}});
}

Result<std::map<fs::path, fs::path>> sources_by_result(const fs::path& in, const fs::path& out) {
  TRIBUTARY_ASSIGN(const std::vector<fs::path> files, audio_files_below({in}));
  std::map<fs::path, fs::path> sources;
  for (const fs::path& file : files) {
    fs::path result = out / file.lexically_relative(in);
    result.replace_extension(".wav");
    const auto [place, is_new] = sources.try_emplace(result, file);
    if (!is_new)
      return Error{ErrorCode::kInvalidInput,
                   file.string() + ": would be written where " + place->second.string() + " is, " + result.string()};
  }
  return sources;
}

Result<void> apply(const Options& options) {
  set_codec_threads(options.threads);
  TRIBUTARY_ASSIGN(const CodecModel model, CodecModel::read(options.model));
  std::error_code failure;
  if (!fs::is_directory(options.in, failure)) return apply_to_file(model, options.in, options.out);
  TRIBUTARY_ASSIGN(const auto sources, sources_by_result(options.in, options.out));
  std::size_t done = 0;
  for (const auto& [result, source] : sources) {
    fs::create_directories(result.parent_path(), failure);
    if (failure) return Error{ErrorCode::kIo, result.parent_path().string() + ": " + failure.message()};
    TRIBUTARY_TRY(apply_to_file(model, source, result));
    if (++done % 10 == 0 || done == sources.size())
      fmt::print(stderr, "\rcoding files {}/{}{}", done, sources.size(), done == sources.size() ? "\n" : "");
  }
  fmt::print("{}: {} files at {:.1f} kbit/s\n", options.out.string(), sources.size(), model.bits_per_second() / 1000);
  return {};
}

}  // namespace

CodecJob declare_codec_apply(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* job = app.add_subcommand("apply", "Put a file, or every audio file below a folder, through a codec");
  job->add_option("--model", options->model, "The model file")->required();
  job->add_option("in", options->in, "An audio file or a folder")->required();
  job->add_option("out", options->out, "The WAV file or the folder to write: mono, 16 bits, at the rate of the source")
      ->required();
  job->add_option("--threads", options->threads, "Threads of libtorch")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  return [options] { return apply(*options); };
}

}  // namespace tributary::lab
