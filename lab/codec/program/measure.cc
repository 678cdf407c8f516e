// lab_codec measure: how far codecs take music from itself, beside those that everybody uses.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "audio/decoder.h"
#include "audio/encoder.h"
#include "lab/codec/audio_pool.h"
#include "lab/codec/codec_model.h"
#include "lab/codec/distance.h"
#include "lab/codec/program/jobs.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

using Samples = std::vector<float>;

struct Options {
  std::vector<fs::path> models;
  std::vector<fs::path> audio;
  std::size_t excerpts = 40;
  double excerpt_s = 10;
  std::uint64_t seed = 1;
};

struct Candidate {
  std::string name;
  double kilobits_per_second = 0;
  std::function<Result<Samples>(const Samples&)> code;
};

Result<Samples> through_file(const Samples& samples, audio::Codec codec, int bit_rate, const char* ending) {
  const fs::path path = fs::temp_directory_path() / fmt::format("lab_codec_{}{}", ::getpid(), ending);
  TRIBUTARY_TRY(audio::encode_file(path, samples, {codec, kCodecRateHz, 1, bit_rate, {}}));
  auto decoded = audio::decode_file(path, {}, {kCodecRateHz, 1});
  std::error_code ignored;
  fs::remove(path, ignored);
  return decoded;
}

Candidate file_codec(std::string name, audio::Codec codec, int bit_rate, const char* ending) {
  return {std::move(name), bit_rate / 1000.0,
          [=](const Samples& samples) { return through_file(samples, codec, bit_rate, ending); }};
}

Result<std::vector<Candidate>> candidates(const Options& options) {
  std::vector<Candidate> all;
  all.push_back(file_codec("Opus", audio::Codec::kOpus, 6000, ".opus"));
  all.push_back(file_codec("Opus", audio::Codec::kOpus, 12000, ".opus"));
  all.push_back(file_codec("MP3", audio::Codec::kMp3, 32000, ".mp3"));
  for (const fs::path& path : options.models) {
    TRIBUTARY_ASSIGN(CodecModel read, CodecModel::read(path));
    const auto model = std::make_shared<CodecModel>(std::move(read));
    all.push_back({path.filename().string(), model->bits_per_second() / 1000,
                   [model](const Samples& samples) { return through_codec(*model, samples, kCodecRateHz); }});
  }
  return all;
}

Result<void> measure(const Options& options) {
  set_codec_threads(1);
  TRIBUTARY_ASSIGN(const std::vector<Candidate> all, candidates(options));
  TRIBUTARY_ASSIGN(const std::vector<fs::path> files, audio_files_below(options.audio));
  TRIBUTARY_ASSIGN(const AudioPool pool, AudioPool::read(files));
  std::vector<CodecDistance> sums(all.size());
  Random random(options.seed);
  for (std::size_t i = 0; i < options.excerpts; ++i) {
    const Samples truth = pool.excerpt(static_cast<std::size_t>(options.excerpt_s * kCodecRateHz), random);
    for (std::size_t c = 0; c < all.size(); ++c) {
      TRIBUTARY_ASSIGN(Samples decoded, all[c].code(truth));
      decoded.resize(truth.size(), 0.0F);
      const CodecDistance d = distance(truth, decoded);
      sums[c].log_spectral_db += d.log_spectral_db;
      sums[c].signal_to_error_db += d.signal_to_error_db;
      sums[c].constant_q_cosine += d.constant_q_cosine;
    }
  }
  fmt::print("{} excerpts of {:g} s from {} files\n\n", options.excerpts, options.excerpt_s, files.size());
  fmt::print("{:<24}{:>9}{:>16}{:>9}{:>18}\n", "codec", "kbit/s", "log-spectral dB", "SI-SDR", "constant-Q cosine");
  const auto count = static_cast<double>(options.excerpts);
  for (std::size_t c = 0; c < all.size(); ++c)
    fmt::print("{:<24}{:>9.1f}{:>16.2f}{:>9.1f}{:>18.3f}\n", all[c].name, all[c].kilobits_per_second,
               sums[c].log_spectral_db / count, sums[c].signal_to_error_db / count, sums[c].constant_q_cosine / count);
  return {};
}

}  // namespace

CodecJob declare_codec_measure(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* job = app.add_subcommand("measure", "Compare codecs with Opus and MP3 on music they have not learned from");
  job->add_option("--model", options->models, "Model files")->required();
  job->add_option("--audio", options->audio, "Folders of music")->required();
  job->add_option("--excerpts", options->excerpts, "How many")->check(CLI::Range(1, 100000))->capture_default_str();
  job->add_option("--length", options->excerpt_s, "Seconds of an excerpt")
      ->check(CLI::Range(1, 200))
      ->capture_default_str();
  job->add_option("--seed", options->seed, "Other seeds choose other excerpts")->capture_default_str();
  return [options] { return measure(*options); };
}

}  // namespace tributary::lab
